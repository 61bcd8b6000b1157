import type { Context } from 'koa'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'

/** The longest credential that is looked at: a JWT with a few claims. */
const MAX_CREDENTIAL = 8_192

/** The caller behind `Authorization: Bearer ...`. @throws Problem unauthenticated */
export const callerOf = async (rooms: Rooms, ctx: Context): Promise<Caller> => {
  const header = ctx.req.headers.authorization
  const credential = header === undefined ? undefined : bearer(header)
  if (credential === undefined) throw new Problem('unauthenticated')
  const caller = await rooms.authenticate(credential, ctx.ip)
  if (!caller) throw new Problem('unauthenticated')
  return caller
}

const bearer = (header: string): string | undefined => {
  if (header.length > MAX_CREDENTIAL || !/^bearer /i.test(header)) return undefined
  return header.slice(7).trim()
}
