import type { Context } from 'koa'
import type { Proof } from '../../identity/tokens/dpop.ts'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'

/** The longest credential that is looked at: a JWT with a few claims. */
const MAX_CREDENTIAL = 8_192

/** The caller behind `Authorization: Bearer ...`, or `DPoP ...` with its proof. @throws Problem unauthenticated */
export const callerOf = async (rooms: Rooms, ctx: Context): Promise<Caller> => {
  const header = ctx.req.headers.authorization
  const credential = header === undefined ? undefined : credentialOf(header)
  if (credential === undefined) throw new Problem('unauthenticated')
  const proof = /^dpop /i.test(header ?? '') ? proofOf(ctx) : undefined
  const caller = await rooms.authenticate(credential, ctx.ip, proof)
  if (!caller) throw new Problem('unauthenticated')
  return caller
}

const credentialOf = (header: string): string | undefined => {
  if (header.length > MAX_CREDENTIAL || !/^(?:bearer|dpop) /i.test(header)) return undefined
  return header.slice(header.indexOf(' ') + 1).trim()
}

const proofOf = (ctx: Context): Proof => {
  const jwt = ctx.get('DPoP')
  if (jwt === '' || jwt.length > MAX_CREDENTIAL) throw new Problem('unauthenticated')
  return { jwt, method: ctx.method, path: ctx.path }
}
