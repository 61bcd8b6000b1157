import { z } from 'zod'
import { ClientKind, ClientSettings } from '../../model/client.ts'
import { RawId } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { listOf } from '../admin/paging.ts'
import { read } from '../builders.ts'
import { route } from '../route.ts'
import { ClientReply, Once, printedClient } from './clients.ts'

const tag = 'Clients'
const Path = z.object({ id: RawId })

const createPlatformClient = route({
  scope: 'write',
  conditions: ['Idempotency-Key'],
  operation: 'createPlatformClient',
  method: 'POST',
  path: '/v1/clients',
  tag,
  summary: 'Register an application of the platform',
  body: ClientSettings.extend({ kind: ClientKind }),
  reply: ClientReply.and(z.object({ client_secret: Once })),
  status: 201,
  may: 'operator',
  async handle({ identity }, { body }) {
    const { client, secret } = await identity.platformClients.create(body)
    return { ...printedClient(client), client_secret: secret }
  },
})

const listPlatformClients = read({
  operation: 'listPlatformClients',
  path: '/v1/clients',
  tag,
  summary: 'List the platform’s applications',
  reply: listOf(ClientReply),
  may: 'operator',
  handle: async ({ identity }) => ({ items: (await identity.platformClients.list()).map(printedClient) }),
})

const getPlatformClient = read({
  operation: 'getPlatformClient',
  path: '/v1/clients/:id',
  tag,
  summary: 'Get one of the platform’s applications',
  params: Path,
  reply: ClientReply,
  may: 'operator',
  async handle({ identity }, { params }) {
    const found = await identity.platformClients.find(params.id)
    if (!found) throw new Problem('not_found')
    return printedClient(found)
  },
})

const deletePlatformClient = route({
  scope: 'write',
  conditions: ['Idempotency-Key'],
  operation: 'deletePlatformClient',
  method: 'DELETE',
  path: '/v1/clients/:id',
  tag,
  summary: 'Remove one of the platform’s applications',
  params: Path,
  reply: z.object({ client_id: z.string() }),
  may: 'operator',
  async handle({ identity }, { params, by }) {
    await identity.platformClients.remove(params.id, by)
    return { client_id: params.id }
  },
})

const rotatePlatformClientSecret = route({
  scope: 'write',
  conditions: ['Idempotency-Key'],
  operation: 'rotatePlatformClientSecret',
  method: 'POST',
  path: '/v1/clients/:id/secret',
  tag,
  summary: 'Rotate a client’s secret',
  description: 'The secret before keeps working for `overlap_seconds`; at most 5 work at a time.',
  params: Path,
  body: z.strictObject({ overlap_seconds: z.number().int().min(0).max(2_592_000).default(86_400) }),
  reply: ClientReply.and(z.object({ client_secret: Once })),
  status: 201,
  problems: ['change_too_large'],
  may: 'operator',
  async handle({ identity }, { params, body }) {
    const { client, secret } = await identity.platformClients.rotateSecret(params.id, body.overlap_seconds)
    return { ...printedClient(client), client_secret: secret }
  },
})

export const platformClientRoutes = [
  createPlatformClient,
  listPlatformClients,
  getPlatformClient,
  deletePlatformClient,
  rotatePlatformClientSecret,
]
