/** A sign-in at an organisation's identity provider (IdP), from choosing the IdP to the account it ends in. */
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import { Problem, problems } from '../model/problems.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import { type IdpSignIn, SignInRefused } from '../ports/idp-sign-in.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { BridgeParts } from './bridge.ts'
import { type Callbacks, createCallbacks } from './callbacks.ts'
import { createHomeRealm } from './home-realm.ts'
import { identitiesOf } from './identities-of.ts'
import type { createIdpClients } from './idp-client.ts'
import type { IdpFailures } from './idp-failures.ts'
import { createIdpLogout } from './idp-logout.ts'
import { createIdpSessions, originOf } from './idp-sessions.ts'
import { createIdpSignOut } from './idp-sign-out.ts'
import { createIdpsInUse } from './idps-in-use.ts'
import type { MetadataReadings } from './metadata-readings.ts'
import { createProvisioning } from './provisioning.ts'
import { createSignInsUnderWay } from './sign-ins-under-way.ts'
import type { SingleLogoutParts } from './single-logout.ts'

export const createIdpSignIn = (
  parts: BridgeParts & { readonly readings: MetadataReadings; readonly failures: IdpFailures },
  idpClient: ReturnType<typeof createIdpClients>,
): { readonly signIn: IdpSignIn; readonly callbacks: Callbacks } => {
  const { records, oidc } = parts.store
  const { commit, now } = parts
  const underWay = createSignInsUnderWay(oidc, now)
  const provision = createProvisioning({ records, commit, now })
  const sessions = createIdpSessions({ oidc, turns: parts.turns, now })
  const idpLogout = createIdpLogout({ oidc, records, commit, now, sessions })

  const idps = createIdpsInUse({ ...parts, records })
  const loggedOut = async (org: OrgId, idp: Idp, token: string): Promise<void> => {
    const statement = await idpClient(org, idp).logout(token)
    const end = () => idpLogout.end(org, idp, statement)
    await underWay.onceDone(`logout ${org} ${idp.id}`, statement.once, end)
  }
  const sessionsOver: SingleLogoutParts['sessionsOver'] = async (org, idp, request) => {
    const end = () => idpLogout.endSessions(org, idp, request)
    await underWay.onceDone(`logout ${org} ${idp.id}`, request.once, end)
  }
  const signOut = createIdpSignOut({ ...parts, oidc, enabledIdp: idps.enabled, idpClient })

  const refused: BridgeParts['refused'] = (org, idp, refusal) => {
    parts.failures.failed(org, idp, refusal)
    parts.refused(org, idp, refusal)
  }

  const signIn: IdpSignIn = {
    choices: createHomeRealm({ records }),
    async start({ interaction, ...asked }, { org, idp }) {
      const state = underWay.newState()
      // Our own values mean nothing to an IdP, and some IdPs refuse values they do not know.
      const acr_values = asked.acr_values?.filter(value => !value.startsWith('urn:kasbah:')) ?? []
      const wished = { ...asked, state, acr_values }
      const { hop, memory } = await idpClient(org, await idps.required(org, idp))
        .start(wished)
        .catch((error: unknown) => {
          parts.failures.failed(org, idp, error)
          throw error
        })
      await underWay.remember(state, { org, idp, interaction, memory })
      return hop
    },
    async collect(interaction, ticket, introduction) {
      const { org, idp, settings, outcome } = await underWay.collect(interaction, ticket)
      const signedIn = await provision(org, { idp, settings }, { ...outcome, ...introduction })
        .catch(gone)
        .catch(noted(parts, org, idp))
      parts.failures.worked(org, idp)
      await idpLogout.noteSession(signedIn)
      const origin = originOf(signedIn)
      return { ...signedIn, ...(origin && { origin }) }
    },
    holds: createHolds(records),
    entered: sessions.entered,
    signOut: signOut.begin,
  }
  return {
    signIn,
    callbacks: createCallbacks({
      ...parts,
      ...{ refused, underWay, idps, idpClient, signOut, loggedOut, sessionsOver },
    }),
  }
}

const createHolds =
  (records: RecordStore): IdpSignIn['holds'] =>
  async (org, subject) => {
    const known = await identitiesOf(records, org, subject)
    if (known.length === 0) return true
    const enabled = new Set(
      (await records.all('identity_provider', org)).filter(idp => idp.enabled).map(({ id }) => id),
    )
    return known.some(({ idp }) => enabled.has(idp))
  }

const noted =
  ({ refused }: Pick<BridgeParts, 'refused'>, org: OrgId, idp: string) =>
  (error: unknown): never => {
    if (error instanceof SignInRefused) refused(org, idp, error)
    throw error
  }

/** An organisation that was deleted while its person was away; or one that is changing too much to be changed now. */
const gone = (error: unknown): never => {
  if (error instanceof Problem && error.code === 'not_found')
    throw new SignInRefused('unknown_organisation', 'It was deleted meanwhile.', error)
  if (error instanceof Problem && problems[error.code].status === 503)
    throw new StoreUnavailable(`a sign-in could not be written: ${error.code}`, { cause: error })
  throw error
}
