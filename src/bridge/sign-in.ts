/** A sign-in at an organisation's identity provider, from choosing it to the account that comes of it. */
import type { OrgId } from '../model/id.ts'
import type { IdentityProvider } from '../model/identity-provider.ts'
import { Problem, problems } from '../model/problems.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import { SignInRefused, type Upstream } from '../ports/upstream.ts'
import type { BridgeParts } from './bridge.ts'
import { serveCallbacks } from './callbacks.ts'
import type { createConnections } from './connections.ts'
import { createHomeRealm } from './home-realm.ts'
import { createLeaving } from './leaving.ts'
import { createProvisioning } from './provisioning.ts'
import { createSignOut } from './sign-out.ts'
import { createTransactions } from './transactions.ts'

export const createSignIn = (parts: BridgeParts, peer: ReturnType<typeof createConnections>): Upstream => {
  const { identity, directory, oidc } = parts.store
  const { commit, now } = parts
  const transactions = createTransactions(oidc, now)
  const provision = createProvisioning({ identity, directory, commit, now })
  const leaving = createLeaving({ oidc, identity, commit, now })

  const provider = async (org: OrgId, idp: string): Promise<IdentityProvider | undefined> => {
    const found = (await directory.organisation(org)) && (await identity.provider(org, idp))
    return found?.enabled ? found : undefined
  }
  const enabled = async (org: OrgId, idp: string): Promise<IdentityProvider> => {
    const found = await provider(org, idp)
    if (!found) throw new SignInRefused('realm_mismatch', 'There is no such identity provider.')
    return found
  }
  const loggedOut = async (org: OrgId, known: IdentityProvider, token: string): Promise<void> => {
    const statement = await peer(org, known).logout(token)
    await transactions.once(`logout ${org} ${known.id}`, statement.once)
    await leaving.end(org, known, statement)
  }
  const signOut = createSignOut({ ...parts, oidc, provider, peer })

  return {
    choices: createHomeRealm({ identity, directory }),
    async start({ interaction, ...asked }, { org, idp }) {
      const state = transactions.newState()
      // Values of our own mean nothing to a provider, and some refuse what they do not know.
      const acr_values = asked.acr_values?.filter(value => !value.startsWith('urn:kasbah:')) ?? []
      const wished = { ...asked, state, acr_values }
      const { hop, memory } = await peer(org, await enabled(org, idp)).start(wished)
      await transactions.remember(state, { org, idp, interaction, memory })
      return hop
    },
    async collect(interaction, ticket) {
      const { org, idp, outcome } = await transactions.collect(interaction, ticket)
      const signedIn = await provision(org, await enabled(org, idp), outcome.statement)
        .catch(gone)
        .catch(noted(parts, org, idp))
      await leaving.noteSession(signedIn)
      return signedIn
    },
    signOut: signOut.begin,
    serve: serveCallbacks({ ...parts, transactions, provider, peer, signOut, loggedOut }),
  }
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
