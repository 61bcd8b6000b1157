import type { Context } from 'koa'
import { credentialRefused } from '../../audit/credential-refused.ts'
import { withinNetworks } from '../../directory/networks.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Proof } from '../../identity/tokens/dpop.ts'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { andThen } from './and-then.ts'
import { letRead } from './cross-origin.ts'
import { namesThisMachine } from './near.ts'

/** The longest credential that is looked at: a JWT with a few claims. */
const MAX_CREDENTIAL = 8_192

/** Authenticates the caller, if the route needs it or a credential was sent. @throws Problem unauthenticated */
export const authenticated =
  (rooms: Rooms): Step =>
  exchange => {
    const { may, openable } = exchange.route
    const { headers } = exchange.ctx.req
    const { authorization } = headers
    if (may === 'anyone' || (may === 'anyone or caller' && authorization === undefined)) return undefined
    if (may === 'monitor') return requireMonitor(rooms, authorization)
    if (openable && authorization === undefined && rooms.anyone !== undefined && namesThisMachine(headers)) {
      exchange.caller = rooms.anyone
      return undefined
    }
    const known =
      headers.origin === undefined ? callerOf(rooms, exchange.ctx) : callerOfPage(rooms, exchange.ctx)
    return andThen(known, caller => {
      exchange.caller = caller
    })
  }

/** @throws Problem unauthenticated */
const requireMonitor = ({ operations }: Rooms, header: string | undefined): void => {
  const credential = header === undefined ? undefined : credentialOf(header)
  if (credential === undefined || !operations.readsMetrics(credential)) throw new Problem('unauthenticated')
}

/** The caller behind `Authorization: Bearer ...`, or `DPoP ...` with its proof. @throws Problem unauthenticated */
export const callerOf = (rooms: Rooms, ctx: Context): Caller | Promise<Caller> => {
  const header = ctx.req.headers.authorization
  const credential = header === undefined ? undefined : credentialOf(header)
  if (credential === undefined) throw new Problem('unauthenticated')
  const proof = /^dpop /i.test(header ?? '') ? proofOf(ctx) : undefined
  const certificate = rooms.clientCertificate && ctx.req.headers[rooms.clientCertificate.certificate]
  const presented =
    proof || certificate
      ? { ...(proof && { proof }), ...(typeof certificate === 'string' && { certificate }) }
      : undefined
  const address = ctx.ip
  return andThen(rooms.authenticate(credential, address, presented), caller =>
    admissible(rooms, caller, address),
  )
}

/** The same for a page of a browser application, which may read why its token is refused. @throws Problem unauthenticated */
const callerOfPage = async (rooms: Rooms, ctx: Context): Promise<Caller> => {
  try {
    return await callerOf(rooms, ctx)
  } catch (error) {
    const token = credentialOf(ctx.req.headers.authorization ?? '') ?? ''
    if (rooms.pagesOf && token.startsWith('eyJ')) letRead(ctx, await rooms.pagesOf(token))
    throw error
  }
}

/** @throws Problem unauthenticated */
const admissible = (
  rooms: Pick<Rooms, 'replica' | 'audit'>,
  caller: Caller | undefined,
  address: string,
): Caller | Promise<Caller> => {
  if (!caller) throw new Problem('unauthenticated')
  return andThen(fromKnownServer(rooms, caller, address), known => {
    if (!known) throw new Problem('unauthenticated')
    return caller
  })
}

/**
 * An organisation may be limited to known servers. From other addresses its credentials are invalid, and the answer does not say
 * why.
 */
export const fromKnownServer = (
  rooms: Pick<Rooms, 'replica' | 'audit'>,
  caller: Caller,
  address: string,
): boolean | Promise<boolean> => {
  if (caller.kind === 'operator') return true
  const noted = (is: boolean): boolean => {
    const why = 'the address is not of a known server'
    if (!is) credentialRefused(rooms.audit, { ...caller, address, why })
    return is
  }
  const hot = rooms.replica.hot(caller.org)
  return hot
    ? noted(isKnown(hot, address))
    : rooms.replica.at(caller.org).then(view => noted(isKnown(view, address)))
}

const isKnown = (view: Snapshot | undefined, address: string): boolean => {
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
  const { proven } = ctx.req.socket as typeof ctx.req.socket & { readonly proven?: boolean }
  return { jwt, method: ctx.method, path: ctx.path, used: proven === true }
}
