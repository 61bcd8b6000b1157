import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Client, Provider } from 'oidc-provider'
import { z } from 'zod'
import type { AnyClient } from '../../model/client.ts'
import type { IdpSignIn } from '../../ports/idp-sign-in.ts'
import type { OidcRecord } from '../../ports/oidc-store.ts'
import { clientMetadata } from '../clients/client-metadata.ts'
import { createKnownServers } from '../clients/known-servers.ts'
import { createDeviceGuard } from '../device/device-guard.ts'
import type { RingView } from '../keys/key-ring.ts'
import type { RoomParts } from '../parts.ts'
import type { SessionEnds } from '../session-ends.ts'
import { createRecordIds } from '../storage/record-ids.ts'
import { noteOrigin } from '../storage/session-origin.ts'
import type { StorageParts } from '../storage/storage.ts'
import { createPresentedTokens, type PresentedParts } from '../tokens/presented-tokens.ts'
import { createProvider, type ProviderParts } from './provider.ts'

type Needed =
  | 'publicUrl'
  | 'brand'
  | 'oidc'
  | 'records'
  | 'organisationName'
  | 'outbound'
  | 'refreshReuseMs'
  | 'clientCertificate'
  | 'idpSignIn'
  | 'trail'
  | 'active'
  | 'within'
  | 'hasSignInPage'
  | 'networksOf'
  | 'facts'
  | 'failed'

export interface LiveProviderParts extends Pick<RoomParts, Needed> {
  readonly ends: Pick<SessionEnds, 'grant' | 'token'>
  readonly inspect: PresentedParts['inspect']
  readonly signOut: IdpSignIn['signOut']
  client(id: string): Promise<AnyClient | undefined>
}

/** Holds the current provider. New keys replace it with a new one. */
export const buildProvider = (parts: LiveProviderParts, view: RingView) => {
  const fixed: Omit<ProviderParts, 'ring'> = {
    ...parts,
    accounts: {
      account: (org, subject) => parts.records.find('account', org, subject),
      active: async (org, subject) =>
        (await parts.active(org, subject)) && parts.idpSignIn.holds(org, subject),
    },
    storage: storageOf(parts),
  }
  let built = createProvider({ ...fixed, ring: view })
  return {
    provider: (): Provider => built.provider,
    callback: (): ((req: IncomingMessage, res: ServerResponse) => Promise<void>) => built.callback,
    rebuild: (next: RingView): void => {
      built = createProvider({ ...fixed, ring: next })
    },
    /** Sends a logout token to each application of the session that has a back-channel address. */
    tell: (session: OidcRecord): void =>
      void tellClients(built.provider, session, parts.facts.unavailable).catch(parts.failed),
  }
}

const Entered = z.record(z.string(), z.object({ sid: z.string().optional() }))

/** Exists on the library's client but not in its types. */
type BackChannel = Client & { backchannelLogout(account: string, sid: string | undefined): Promise<void> }

const tellClients = async (
  provider: Provider,
  { account, payload }: OidcRecord,
  unanswered: (error: unknown) => void,
): Promise<void> => {
  const entered = Entered.safeParse(payload.authorizations ?? {})
  if (account === undefined || !entered.success) return
  for (const [id, { sid }] of Object.entries(entered.data)) {
    const client = (await provider.Client.find(id)) as BackChannel | undefined
    if (client?.backchannelLogoutUri) await client.backchannelLogout(account, sid).catch(unanswered)
  }
}

const storageOf = (parts: LiveProviderParts): StorageParts => {
  const { oidc, ends, inspect, client: find } = parts
  const mayCall = createKnownServers(parts)
  const presented = createPresentedTokens({
    inspect,
    endToken: ({ org, subject, jti, exp }) => ends.token(org, subject, jti, new Date(exp * 1000)),
  })
  return {
    oidc,
    ids: createRecordIds(),
    clientMetadata: async id => {
      await presented.note()
      const client = await find(id)
      return client && (await mayCall(client)) ? clientMetadata(client) : undefined
    },
    endGrant: ends.grant,
    refreshReuseMs: parts.refreshReuseMs,
    guard: createDeviceGuard(oidc, Date.now),
    presented: presented.find,
    entered: noteOrigin(parts.idpSignIn),
    withdraw: presented.withdraw,
  }
}
