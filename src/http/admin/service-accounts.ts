import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { route } from '../route.ts'
import { visible } from '../steps/authorise.ts'
import { AccountReply, printedAccount } from './account-replies.ts'
import {
  InOrg,
  listOf,
  Name,
  OptionalQuery,
  PageQuery,
  paged,
  pageOf,
  ServiceId,
  Write,
  written,
} from './forms.ts'
import { afterwards, state } from './members.ts'

const Path = InOrg.extend({ id: ServiceId })

const listServiceAccounts = route({
  operation: 'listServiceAccounts',
  method: 'GET',
  path: '/v1/orgs/:org/service-accounts',
  tag: 'Service accounts',
  summary: 'Service accounts, by id',
  params: InOrg,
  query: PageQuery,
  reply: listOf(AccountReply),
  may: () => ({ on: ORG }),
  async handle(rooms, { caller, org, query }) {
    const view = await visible(rooms, caller, org)
    const page = await rooms.directory.accounts.list(org, 'service', pageOf(query))
    return paged(page, account => printedAccount(view, account))
  },
})

const getServiceAccount = route({
  operation: 'getServiceAccount',
  method: 'GET',
  path: '/v1/orgs/:org/service-accounts/:id',
  tag: 'Service accounts',
  summary: 'One service account',
  params: Path,
  reply: AccountReply.extend({ revision: z.number().int() }),
  may: () => ({ on: ORG }),
  handle: (rooms, { caller, org, params }) => state(rooms, caller, org, params.id),
})

const putServiceAccount = route({
  operation: 'putServiceAccount',
  method: 'PUT',
  path: '/v1/orgs/:org/service-accounts/:id',
  tag: 'Service accounts',
  summary: 'Make a service account with a role, or change it',
  params: Path,
  query: OptionalQuery,
  body: z.strictObject({ name: Name.optional(), role: z.string().max(63).optional() }),
  reply: AccountReply.extend(Write.shape),
  problems: ['unknown_role', 'revision_mismatch'],
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, params, body, by }) =>
    afterwards(await directory.accounts.put(org, by, params.id, body)),
})

const deleteServiceAccount = route({
  operation: 'deleteServiceAccount',
  method: 'DELETE',
  path: '/v1/orgs/:org/service-accounts/:id',
  tag: 'Service accounts',
  summary: 'Remove a service account with its role, groups, grants and keys, in one change',
  params: Path,
  query: OptionalQuery,
  reply: Write,
  problems: ['revision_mismatch'],
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, params, by }) =>
    written(await directory.accounts.remove(org, by, params.id)),
})

export const serviceAccountRoutes = [
  listServiceAccounts,
  getServiceAccount,
  putServiceAccount,
  deleteServiceAccount,
]
