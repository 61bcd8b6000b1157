import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import { z } from 'zod'
import { type OrgId, OrgRef } from '../../model/id.ts'
import { ownOf } from '../clients/client-metadata.ts'

const Text = z.string().max(2048).optional().catch(undefined)

/** The parameters of an authorization request that the pages use. */
const Params = z.object({
  client_id: z.string(),
  scope: Text,
  prompt: Text,
  login_hint: Text,
  idp_hint: Text,
  ui_locales: Text,
  org: OrgRef.optional().catch(undefined),
  acr_values: Text,
  max_age: z.coerce.number().int().min(0).optional().catch(undefined),
})

/** An authorization request that waits for a person. */
export interface Interaction {
  readonly uid: string
  readonly prompt: { readonly name: string; readonly reasons: readonly string[]; readonly details: unknown }
  readonly params: z.output<typeof Params>
  readonly client: {
    readonly id: string
    readonly name: string
    readonly first_party: boolean
  }
  /** The organisation to sign in to: the client's, or the one in the request; absent if any will do. */
  readonly org?: OrgId
  /** The account of the browser's session, when it has one. */
  readonly account?: string
  /** The library's id of the device code that waits for this sign-in. */
  readonly device?: string
}

/**
 * The interaction of the browser's cookie. The address must name the same one.
 * @throws SessionNotFound of the library
 */
export const interactionOf = async (
  provider: Provider,
  req: IncomingMessage,
  res: ServerResponse,
  uid: string,
): Promise<Interaction> => {
  const details = await provider.interactionDetails(req, res)
  if (details.uid !== uid) throw new errors.SessionNotFound('the cookie is of another interaction')
  const params = Params.parse(details.params)
  const client = await provider.Client.find(params.client_id)
  if (!client) throw new errors.InvalidRequest('the application is not registered any more')
  const { org: home, first_party } = ownOf(client)
  const org = home ?? params.org
  if (home !== undefined && params.org !== undefined && params.org !== home)
    throw new errors.InvalidRequest('the application belongs to another organisation')
  return {
    uid,
    prompt: details.prompt,
    params,
    client: {
      id: client.clientId,
      name: client.clientName ?? client.clientId,
      first_party,
    },
    ...(org === undefined ? {} : { org }),
    ...(details.session?.accountId === undefined ? {} : { account: details.session.accountId }),
    ...(details.deviceCode === undefined ? {} : { device: details.deviceCode }),
  }
}
