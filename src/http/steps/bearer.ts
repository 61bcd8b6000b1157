import type { Context } from 'koa'
import { withinNetworks } from '../../directory/networks.ts'
import type { Proof } from '../../identity/tokens/dpop.ts'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'

/** The longest credential that is looked at: a JWT with a few claims. */
const MAX_CREDENTIAL = 8_192

/** Learns who is calling, where the route needs to know or the caller wants to be known. @throws Problem unauthenticated */
export const authenticated =
  (rooms: Rooms): Step =>
  exchange => {
    const { may } = exchange.route
    const { authorization } = exchange.ctx.req.headers
    if (may === 'anyone' || (may === 'anyone or caller' && authorization === undefined)) return undefined
    return callerOf(rooms, exchange.ctx).then(caller => {
      exchange.caller = caller
    })
  }

/** The caller behind `Authorization: Bearer ...`, or `DPoP ...` with its proof. @throws Problem unauthenticated */
const callerOf = async (rooms: Rooms, ctx: Context): Promise<Caller> => {
  const header = ctx.req.headers.authorization
  const credential = header === undefined ? undefined : credentialOf(header)
  if (credential === undefined) throw new Problem('unauthenticated')
  const proof = /^dpop /i.test(header ?? '') ? proofOf(ctx) : undefined
  const address = ctx.ip
  const caller = await rooms.authenticate(credential, address, proof)
  if (!caller || !(await fromKnownServer(rooms, caller, address))) throw new Problem('unauthenticated')
  return caller
}

/** An organisation may be bound to known servers: from elsewhere its credentials are worth nothing, and nothing is told. */
export const fromKnownServer = async (
  rooms: Pick<Rooms, 'replica'>,
  caller: Caller,
  address: string,
): Promise<boolean> => {
  if (caller.kind === 'operator') return true
  const view = rooms.replica.hot(caller.org) ?? (await rooms.replica.at(caller.org))
  const networks = view?.organisation.settings.networks ?? null
  return networks === null || withinNetworks(address, networks)
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
