import { z } from 'zod'
import type { ChangeRequest } from '../../change/commit.ts'
import { requireWithin } from '../../change/reach.ts'
import { type AnyClient, ClientKind, ClientSettings } from '../../model/client.ts'
import { decodeRef, ORG, RawId } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { actorOf } from '../admin/actor.ts'
import { guarded } from '../admin/giving-guards.ts'
import { InOrg, ServiceId } from '../admin/ids.ts'
import { listOf, paged, pageOf } from '../admin/paging.ts'
import { read, write } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import type { AnyInput } from '../route.ts'

const tag = 'Clients'
const Path = InOrg.extend({ id: RawId })

const Secret = z
  .object({
    hint: z.string().describe('How the secret begins'),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().optional().describe('When it stops working; absent for the newest'),
  })
  .meta({ id: 'ClientSecret' })

export const ClientReply = z
  .object({
    client_id: z.string(),
    kind: ClientKind,
    subject: z.string().optional(),
    ...ClientSettings.shape,
    secrets: z.array(Secret),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Client' })

export const printedClient = ({ id, org: _org, era: _era, secrets, subject, ...rest }: AnyClient) => ({
  client_id: id,
  ...rest,
  ...(subject === undefined ? {} : { subject: decodeRef(subject) }),
  secrets: secrets.map(({ hash: _hash, ...shown }) => shown),
})

export const Once = z.string().optional().describe('Shown this once; absent for clients that can keep none')

/** Whoever sets a client up, or has its secret, acts as its service account: as with a key, it reaches no further than they do. */
const asOwner = async (
  { identity }: Pick<Rooms, 'identity'>,
  { org, caller, by }: Pick<AnyInput, 'org' | 'caller' | 'by'>,
  id: string,
): Promise<ChangeRequest> => {
  const { subject } = await identity.clients.get(org, id)
  return subject === undefined ? by : guarded(by, rules => requireWithin(rules, actorOf(caller), subject))
}

const createClient = write({
  operation: 'createClient',
  method: 'POST',
  path: '/v1/orgs/:org/clients',
  tag,
  summary: 'Register a client',
  params: InOrg,
  body: ClientSettings.extend({
    kind: ClientKind,
    subject: ServiceId.optional().describe('The service account that a `service` client acts as'),
  }),
  reply: ClientReply.and(z.object({ client_secret: Once })),
  status: 201,
  problems: ['invite_first', 'role_too_strong'],
  may: () => ({ on: ORG }),
  mayAlso: ({ body: { subject } }) => (subject === undefined ? [] : { on: ORG, gives: [subject] }),
  handle: ({ identity }, { org, body, by }) => identity.clients.create(org, by, body),
  state: made => (made.dryRun ? {} : { ...printedClient(made.client), client_secret: made.secret }),
})

const listClients = read({
  operation: 'listClients',
  path: '/v1/orgs/:org/clients',
  tag,
  summary: 'List clients',
  params: InOrg,
  query: PageQuery,
  reply: listOf(ClientReply),
  may: () => ({ on: ORG }),
  handle: async ({ identity }, { org, query }) =>
    paged(await identity.clients.list(org, pageOf(query)), printedClient),
})

const getClient = read({
  operation: 'getClient',
  path: '/v1/orgs/:org/clients/:id',
  tag,
  summary: 'Get one client',
  params: Path,
  reply: ClientReply,
  may: () => ({ on: ORG }),
  handle: async ({ identity }, { org, params }) => printedClient(await identity.clients.get(org, params.id)),
})

const updateClient = write({
  operation: 'updateClient',
  method: 'PUT',
  path: '/v1/orgs/:org/clients/:id',
  tag,
  summary: 'Replace a client’s settings',
  description: 'What was issued to the client stays good, unless the client may now do less than before.',
  params: Path,
  body: ClientSettings,
  reply: ClientReply,
  problems: ['role_too_strong'],
  may: () => ({ on: ORG }),
  handle: async (rooms, input) => {
    const { org, params, body } = input
    return rooms.identity.clients.update(org, await asOwner(rooms, input, params.id), params.id, body)
  },
  state: ({ client }) => printedClient(client),
})

const deleteClient = write({
  operation: 'deleteClient',
  method: 'DELETE',
  path: '/v1/orgs/:org/clients/:id',
  tag,
  summary: 'Remove a client',
  params: Path,
  may: () => ({ on: ORG }),
  handle: ({ identity }, { org, params, by }) => identity.clients.remove(org, by, params.id),
})

const endClientTokens = write({
  operation: 'endClientTokens',
  method: 'DELETE',
  path: '/v1/orgs/:org/clients/:id/tokens',
  tag,
  summary: 'End every session and token that was issued to a client',
  description: 'The client stays registered and may ask for new ones.',
  params: Path,
  may: () => ({ on: ORG }),
  handle: ({ identity }, { org, params, by }) => identity.clients.endTokens(org, by, params.id),
})

const rotateClientSecret = write({
  operation: 'rotateClientSecret',
  method: 'POST',
  path: '/v1/orgs/:org/clients/:id/secret',
  tag,
  summary: 'Rotate a client’s secret',
  description: 'The secret before keeps working for `overlap_seconds`; at most 5 work at a time.',
  params: Path,
  body: z.strictObject({
    overlap_seconds: z
      .number()
      .int()
      .min(0)
      .max(2_592_000)
      .default(86_400)
      .describe('How long the secret before keeps working'),
  }),
  reply: ClientReply.and(z.object({ client_secret: Once })),
  status: 201,
  problems: ['role_too_strong', 'change_too_large'],
  may: () => ({ on: ORG }),
  handle: async (rooms, input) => {
    const { org, params, body } = input
    const by = await asOwner(rooms, input, params.id)
    return rooms.identity.clients.rotateSecret(org, by, params.id, body.overlap_seconds)
  },
  state: made => (made.dryRun ? {} : { ...printedClient(made.client), client_secret: made.secret }),
})

export const clientRoutes = [
  createClient,
  listClients,
  getClient,
  updateClient,
  deleteClient,
  rotateClientSecret,
  endClientTokens,
]
