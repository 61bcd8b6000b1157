import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { change, read } from '../builders.ts'
import { AccountReply, printedAccount, RoleExpiresAt } from './account-replies.ts'
import { actorOf } from './actor.ts'
import { givesRoles } from './gives-roles.ts'
import { GroupId, InOrg, Name, RoleName, ServiceId } from './ids.ts'
import { afterwards, present } from './members.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

const Path = InOrg.extend({ id: ServiceId })

const listServiceAccounts = read({
  operation: 'listServiceAccounts',
  path: '/v1/orgs/:org/service-accounts',
  tag: 'Service accounts',
  summary: 'List service accounts',
  params: InOrg,
  query: PageQuery.extend({
    role: RoleName.optional().describe('Those that hold this role themselves'),
    group: GroupId.optional().describe('Those that are in this group themselves'),
  }),
  reply: listOf(AccountReply),
  may: () => ({ on: ORG }),
  async handle(rooms, { org, view, query }) {
    const filter = { type: 'service', role: query.role, group: query.group } as const
    const page = await rooms.directory.accounts.list(org, view, filter, pageOf(query))
    return paged(page, account => printedAccount(view, account))
  },
})

const getServiceAccount = read({
  operation: 'getServiceAccount',
  path: '/v1/orgs/:org/service-accounts/:id',
  tag: 'Service accounts',
  summary: 'Get one service account',
  params: Path,
  reply: AccountReply.and(Revised),
  may: () => ({ on: ORG }),
  handle: (rooms, input) => present(rooms, input, input.params.id),
})

const putServiceAccount = change({
  operation: 'putServiceAccount',
  method: 'PUT',
  path: '/v1/orgs/:org/service-accounts/:id',
  tag: 'Service accounts',
  summary: 'Create a service account, or change its role or name',
  params: Path,
  body: z.strictObject({ name: Name.optional(), role: RoleName.optional(), expires_at: RoleExpiresAt }),
  reply: AccountReply,
  problems: ['unknown_role', 'role_too_strong'],
  may: () => ({ on: ORG }),
  mayAlso: ({ body }) => givesRoles(body.role),
  draft: ({ accounts }, { params, body, caller }) => accounts.put(params.id, body, actorOf(caller)),
  state: afterwards,
})

const deleteServiceAccount = change({
  operation: 'deleteServiceAccount',
  method: 'DELETE',
  path: '/v1/orgs/:org/service-accounts/:id',
  tag: 'Service accounts',
  summary: 'Remove a service account',
  description:
    'Role, groups, grants and keys go in one change; what denies it stays, for whoever has the id later.',
  params: Path,
  may: () => ({ on: ORG }),
  draft: ({ accounts }, { params, caller }) => accounts.remove(params.id, actorOf(caller)),
})

export const serviceAccountRoutes = [
  listServiceAccounts,
  getServiceAccount,
  putServiceAccount,
  deleteServiceAccount,
]
