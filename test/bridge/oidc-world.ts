/** Two organisations, each with an OpenID provider of its own, and the protocol between. */
import type { ExecutionContext } from 'ava'
import { createOidcProtocol } from '../../adapters/idp-oidc/protocol.ts'
import { createOutbound } from '../../adapters/outbound/http.ts'
import type { OrgId } from '../../src/model/id.ts'
import { OidcSettings } from '../../src/model/idp.ts'
import type { SignInRefusal } from '../../src/model/refusals.ts'
import type { ConnectedIdp, IdpProtocol, ProtocolRequest, Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { createOidcIdp, type OidcIdp } from './oidc-idp.ts'

export const loopback = createOutbound({ allowed: ['127.0.0.0/8'] })

export interface World {
  readonly alpha: OidcIdp
  readonly beta: OidcIdp
  readonly protocol: IdpProtocol<OidcSettings>
  readonly toAlpha: ConnectedIdp<OidcSettings>
  readonly toBeta: ConnectedIdp<OidcSettings>
  /** What the protocol takes for now, in milliseconds after the true time. */
  clock: number
}

type Settings = Omit<OidcSettings, 'issuer' | 'client_id'>
export const connect = (
  org: string,
  idp: OidcIdp,
  more: Partial<Settings> = {},
): ConnectedIdp<OidcSettings> => ({
  org: org as OrgId,
  id: `idp_${org}`,
  settings: OidcSettings.parse({ issuer: idp.issuer, client_id: idp.client_id, ...more }),
  secrets: { client_secret: idp.client_secret },
  addresses: {
    callback: `https://kasbah.example/login/callback/${org}/idp_${org}`,
    logout: 'https://kasbah.example/logout',
    signed_out: 'https://kasbah.example/signed-out',
    metadata: 'https://kasbah.example/metadata',
    acs: 'https://kasbah.example/acs',
    slo: 'https://kasbah.example/slo',
  },
})

export const startWorld = async (t: ExecutionContext): Promise<World> => {
  const [alpha, beta] = await Promise.all([createOidcIdp(t, 'alpha'), createOidcIdp(t, 'beta')])
  const made: World = {
    alpha,
    beta,
    clock: 0,
    protocol: createOidcProtocol({ outbound: loopback, now: () => Date.now() + made.clock }),
    toAlpha: connect('alpha', alpha),
    toBeta: connect('beta', beta),
  }
  return made
}

export const plain: ProtocolRequest = { state: 'state-of-this-sign-in', force: false }

export const begin = async (world: World, connection: ConnectedIdp<OidcSettings>, request = plain) => {
  const { hop, memory } = await world.protocol.start(connection, request)
  if (!('redirect' in hop)) throw new Error('OpenID Connect redirects')
  return { url: hop.redirect, memory }
}

export const signIn = async (
  world: World,
  connection = world.toAlpha,
  request: Partial<ProtocolRequest> = {},
): Promise<Statement> => {
  const { url, memory } = await begin(world, connection, { ...plain, ...request })
  const back = await world.alpha.visit(url)
  return world.protocol.finish(connection, memory, back.searchParams)
}

export const refused = async (
  t: ExecutionContext,
  code: SignInRefusal,
  run: Promise<unknown>,
): Promise<void> => {
  const error = await t.throwsAsync(run, { instanceOf: SignInRefused })
  t.is(error?.code, code, error?.message)
}

/** A value as a part of a compact JWT. */
export const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
