import { createOidcProtocol } from '../../adapters/idp-oidc/protocol.ts'
import { createSamlProtocol } from '../../adapters/idp-saml/protocol.ts'
import { createOutbound } from '../../adapters/outbound/http.ts'
import { txtRecords } from '../../adapters/outbound/txt.ts'
import type { Trail } from '../audit/trail.ts'
import { type Bridge, createBridge } from '../bridge/bridge.ts'
import { createStandIn, requireLoopback } from '../bridge/stand-in.ts'
import type { Door } from '../change/sign-outs.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { withinNetworks } from '../directory/networks.ts'
import { createIdentity, type IdentityRoom } from '../identity/identity.ts'
import { createTickets } from '../identity/login/tickets.ts'
import { createSealer } from '../identity/sealer.ts'
import type { OrgId } from '../model/id.ts'
import type { IdpSignIn } from '../ports/idp-sign-in.ts'
import type { Store } from '../ports/store.ts'
import type { Replica } from '../replica/replica.ts'
import { encryptionKey, sealedElsewhere } from './encryption-key.ts'

export interface IdentitySurroundings {
  readonly config: Config
  readonly store: Store
  readonly replica: Replica
  readonly door: Door
  /** Where sign-ins that were refused are noted. */
  readonly trail: Pick<Trail, 'refused'>
  failed(error: unknown): void
}

/** Cookies, issuer and redirects are all of one origin: a path in front of it would be in none of them. */
const requireOrigin = (publicUrl: URL): void => {
  if (publicUrl.pathname !== '/')
    throw new ConfigError([
      `KASBAH_PUBLIC_URL must not have a path: set it to ${publicUrl.origin}, and let the proxy pass every path on.`,
    ])
}

/** The identity room with everything it stands on. */
export const composeIdentity = async ({
  config,
  store,
  replica,
  door,
  trail,
  failed,
}: IdentitySurroundings): Promise<IdentityRoom & { readonly bridge: Bridge }> => {
  const publicUrl = new URL(config.publicUrl)
  requireOrigin(publicUrl)
  const view = (org: OrgId) => replica.hot(org) ?? replica.at(org)
  const sealer = createSealer(await encryptionKey(config, store.secrets), config.encryptionKeyBefore)
  const outbound = createOutbound({ allowed: config.outboundNetworks })
  const bridge = createBridge({
    origin: publicUrl.origin,
    store,
    commit: door.commit,
    sealer,
    protocols: { oidc: createOidcProtocol({ outbound }), saml: createSamlProtocol() },
    outbound,
    txt: txtRecords,
    refused: (org, target, { code, detail: reason }) =>
      trail.refused(org, { actor: 'anonymous', operation: 'signIn', target, reason }, code),
    failed,
    now: () => new Date(),
  })
  const room = await createIdentity({
    publicUrl,
    oidc: store.oidc,
    secrets: store.secrets,
    audit: store.audit,
    directory: store.directory,
    door,
    sealer,
    idpSignIn: config.standIn ? withStandIn(publicUrl, store, replica, bridge.signIn) : bridge.signIn,
    outbound,
    view,
    trusted: replica.trusted,
    within: withinNetworks,
    trustProxy: config.trustProxy,
    keyTimes: {
      leadMs: config.signingKeys.leadSeconds * 1000,
      rotateAfterMs: config.signingKeys.days * 24 * 3_600_000,
    },
    failed,
  }).catch(sealedElsewhere)
  return { ...room, bridge }
}

const withStandIn = (publicUrl: URL, store: Store, replica: Replica, real: IdpSignIn): IdpSignIn => {
  requireLoopback(publicUrl)
  return createStandIn(
    {
      origin: publicUrl.origin,
      tickets: createTickets(store.oidc),
      organisation: org => store.directory.organisation(org),
      organisations: page => store.directory.organisations(page),
      people: (org, page) => store.directory.accounts(org, 'user', page),
      active: async (org, subject) => (await replica.at(org))?.roleOf(subject) !== undefined,
    },
    real,
  )
}
