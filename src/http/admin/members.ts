import { z } from 'zod'
import type { Answered } from '../../change/commit.ts'
import type { Account } from '../../model/account.ts'
import { ORG, type OrgId, type Subject } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { Attributes } from '../../model/resource.ts'
import type { Rooms } from '../rooms.ts'
import type { AnyInput } from '../route.ts'
import { route } from '../route.ts'
import { visible } from '../steps/authorise.ts'
import { AccountReply, printedAccount } from './account-replies.ts'
import {
  Email,
  InOrg,
  listOf,
  Name,
  OptionalQuery,
  PageQuery,
  paged,
  pageOf,
  UserId,
  Write,
  written,
} from './forms.ts'

const Path = InOrg.extend({ user: UserId })
const MemberWrite = AccountReply.extend(Write.shape)

const listMembers = route({
  operation: 'listMembers',
  method: 'GET',
  path: '/v1/orgs/:org/members',
  tag: 'People',
  summary: 'People with a role, and disabled ones; by id',
  params: InOrg,
  query: PageQuery,
  reply: listOf(AccountReply),
  may: () => ({ on: ORG }),
  async handle(rooms, { caller, org, query }) {
    const view = await visible(rooms, caller, org)
    const page = await rooms.directory.accounts.list(org, 'user', pageOf(query))
    return paged(page, account => printedAccount(view, account))
  },
})

const getMember = route({
  operation: 'getMember',
  method: 'GET',
  path: '/v1/orgs/:org/members/:user',
  tag: 'People',
  summary: 'One person',
  params: Path,
  reply: AccountReply.extend({ revision: z.number().int() }),
  may: () => ({ on: ORG }),
  handle: (rooms, { caller, org, params }) => state(rooms, caller, org, params.user),
})

const putMember = route({
  operation: 'addMember',
  method: 'PUT',
  path: '/v1/orgs/:org/members/:user',
  tag: 'People',
  summary: 'Add a person with a role, or change their role or description',
  params: Path,
  query: OptionalQuery,
  body: z.strictObject({
    role: z.string().max(63).optional().describe('A role of the policy set; required for a new person'),
    name: Name.optional(),
    email: Email.optional(),
    attributes: Attributes.optional(),
  }),
  reply: MemberWrite,
  problems: ['unknown_role', 'last_admin', 'disabled', 'revision_mismatch'],
  may: () => [{ on: ORG }, { on: ORG, operation: 'setMemberRole' }],
  handle: async ({ directory }, { org, params, body, by }) =>
    afterwards(await directory.accounts.put(org, by, params.user, body)),
})

const removeMember = route({
  operation: 'removeMember',
  method: 'DELETE',
  path: '/v1/orgs/:org/members/:user',
  tag: 'People',
  summary: 'Remove a person: role, groups, grants, keys and invitations go in one change',
  params: Path,
  query: OptionalQuery,
  reply: Write,
  problems: ['last_admin', 'change_too_large', 'revision_mismatch'],
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, params, by }) =>
    written(await directory.accounts.remove(org, by, params.user)),
})

const disableMember = route({
  operation: 'disableMember',
  method: 'POST',
  path: '/v1/orgs/:org/members/:user/disable',
  tag: 'People',
  summary: 'Take the role away for now: keys end, everything is denied, groups and grants wait',
  params: Path,
  query: OptionalQuery,
  reply: MemberWrite,
  problems: ['last_admin', 'revision_mismatch'],
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, params, by }) =>
    afterwards(await directory.accounts.disable(org, by, params.user)),
})

const enableMember = route({
  operation: 'enableMember',
  method: 'POST',
  path: '/v1/orgs/:org/members/:user/enable',
  tag: 'People',
  summary: 'Give the role back',
  params: Path,
  query: OptionalQuery,
  reply: MemberWrite,
  problems: ['unknown_role', 'revision_mismatch'],
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, params, by }) =>
    afterwards(await directory.accounts.enable(org, by, params.user)),
})

/** The account as it is now. @throws Problem not_found */
export const state = async (rooms: Rooms, caller: AnyInput['caller'], org: OrgId, id: Subject) => {
  const view = await visible(rooms, caller, org)
  const account = await rooms.directory.accounts.get(org, id)
  if (!account) throw new Problem('not_found')
  return { ...printedAccount(view, account), revision: view.revision }
}

/** The account as a write leaves it, or would in a dry run. */
export const afterwards = (made: Answered<Account>) => ({
  ...printedAccount(made.after, made.answer),
  ...written(made),
})

export const memberRoutes = [listMembers, getMember, putMember, removeMember, disableMember, enableMember]
