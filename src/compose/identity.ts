import { createOutbound } from '../../adapters/outbound/http.ts'
import { txtRecords } from '../../adapters/outbound/txt.ts'
import type { Trail } from '../audit/trail.ts'
import { type Bridge, createBridge } from '../bridge/bridge.ts'
import { createSignInsUnderWay } from '../bridge/sign-ins-under-way.ts'
import { createStandIn, requireLoopback } from '../bridge/stand-in.ts'
import { createStandInPages, type StandInPages } from '../bridge/stand-in-pages.ts'
import { createStandInPeople } from '../bridge/stand-in-people.ts'
import type { Commit } from '../change/commit.ts'
import type { Door } from '../change/door.ts'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { withinNetworks } from '../directory/networks.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import { createIdentity, type IdentityRoom } from '../identity/identity.ts'
import { type OutcomeFacts, sortFailure } from '../identity/outcome-facts.ts'
import { createSealer } from '../identity/sealer.ts'
import type { OrgId } from '../model/id.ts'
import type { PageRequest } from '../model/page.ts'
import type { Brand } from '../pages/brand.ts'
import type { IdpSignIn } from '../ports/idp-sign-in.ts'
import type { Store } from '../ports/store.ts'
import type { Replica } from '../replica/replica.ts'
import type { Telemetry, TelemetryFacts } from '../telemetry/telemetry.ts'
import { encryptionKeys, sealedElsewhere } from './encryption-key.ts'
import { idpProtocols } from './idp-protocols.ts'

export interface IdentitySurroundings {
  readonly config: Config
  readonly store: Store
  readonly replica: Replica
  readonly door: Door
  /** Where sign-ins that were refused are noted. */
  readonly trail: Pick<Trail, 'refused'>
  readonly facts: OutcomeFacts & Pick<TelemetryFacts, 'idpsFailing' | 'idpSignedOut'>
  readonly log: Telemetry['log']
  readonly brand: Brand
}

/** Cookies, issuer and redirects share one origin, and none of them would include a path prefix. */
const requireOrigin = (publicUrl: URL): void => {
  if (publicUrl.pathname !== '/')
    throw new ConfigError([
      `KASBAH_PUBLIC_URL must not have a path: set it to ${publicUrl.origin}, and let the proxy pass every path on.`,
    ])
}

export interface SignInRooms extends IdentityRoom {
  readonly brand: Brand
  readonly bridge: Bridge
  readonly standIn?: StandInPages
}

/** Our provider and the bridge, with everything they depend on. */
export const composeIdentity = async ({
  config,
  store,
  replica,
  door,
  trail,
  facts,
  log,
  brand,
}: IdentitySurroundings): Promise<SignInRooms> => {
  const publicUrl = new URL(config.publicUrl)
  for (const lack of brand.languages.lacking)
    log.warn(lack, 'a language file lacks sentences: pages and mails say them in English')
  requireOrigin(publicUrl)
  const view = (org: OrgId) => replica.hot(org) ?? replica.at(org)
  const [key, before] = await encryptionKeys(config, store.secrets)
  const sealer = createSealer(key, before)
  const outbound = createOutbound({ allowed: config.outboundNetworks })
  const bridge = createBridge({
    origin: publicUrl.origin,
    store,
    commit: door.commit,
    sealer,
    protocols: idpProtocols(outbound),
    txt: txtRecords,
    turns: { isOver, nextTurn },
    refused: (org, target, { code, detail: reason }) =>
      trail.refused(org, { actor: 'anonymous', operation: 'signIn', target, reason }, code),
    failing: facts.idpsFailing,
    signedOut: facts.idpSignedOut,
    failed: sortFailure(facts),
    now: () => new Date(),
  })
  const standIn = config.standIn
    ? composeStandIn({ publicUrl, store, replica, commit: door.commit }, bridge.signIn)
    : undefined
  const room = await createIdentity({
    publicUrl,
    brand,
    oidc: store.oidc,
    secrets: store.secrets,
    audit: store.audit,
    records: store.records,
    door,
    sealer,
    idpSignIn: standIn?.signIn ?? bridge.signIn,
    outbound,
    view,
    trusted: replica.trusted,
    within: withinNetworks,
    trail,
    refreshReuseMs: config.refreshReuseSeconds * 1000,
    ...(config.clientCertificate && { clientCertificate: config.clientCertificate }),
    keyTimes: {
      leadMs: config.signingKeys.leadSeconds * 1000,
      rotateAfterMs: config.signingKeys.days * 24 * 3_600_000,
    },
    facts,
  }).catch(sealedElsewhere(store.secrets))
  return { ...room, brand, bridge, ...(standIn ? { standIn: standIn.pages } : {}) }
}

interface StandInSurroundings extends Pick<IdentitySurroundings, 'store' | 'replica'> {
  readonly publicUrl: URL
  readonly commit: Commit
}

/** In development: who may be signed in without an identity provider, and where. */
const composeStandIn = ({ publicUrl, store, replica, commit }: StandInSurroundings, real: IdpSignIn) => {
  requireLoopback(publicUrl)
  const parts = {
    underWay: createSignInsUnderWay(store.oidc, () => new Date()),
    organisation: (org: OrgId) => store.records.organisation(org),
    organisations: (page: PageRequest) => store.records.organisations(page),
    hasIdp: async (org: OrgId) => (await store.records.all('identity_provider', org)).length > 0,
    people: (org: OrgId, page: PageRequest) =>
      store.records.list('account', org, { ...page, begins: 'user:' }),
    personOf: createStandInPeople({ records: store.records, commit, view: org => replica.at(org) }),
  }
  return { signIn: createStandIn(parts, real), pages: createStandInPages(parts) }
}
