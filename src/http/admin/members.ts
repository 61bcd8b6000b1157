import { z } from 'zod'
import type { Answered } from '../../change/commit.ts'
import type { Account } from '../../model/account.ts'
import { EmailAddress } from '../../model/email.ts'
import { ORG, type Subject } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { Attributes } from '../../model/resource.ts'
import { statedId } from '../../model/stated.ts'
import { change, read } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import type { AnyInput } from '../route.ts'
import { AccountReply, printedAccount, RoleExpiresAt } from './account-replies.ts'
import { actorOf } from './actor.ts'
import { AttributeIs, Beginning } from './filters.ts'
import { givesRoles } from './gives-roles.ts'
import { GroupId, InOrg, Name, RoleName, UserId } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

const ExternalId = z
  .string()
  .refine(text => statedId(text, 1_024) !== undefined, 'an id without white space around it')
  .describe('Their id at an identity provider, by which its `join_by` may recognise them')

const Path = InOrg.extend({ user: UserId })

/** The account as it is now. @throws Problem not_found */
export const present = async ({ directory }: Rooms, { org, view }: AnyInput, id: Subject) => {
  const account = await directory.accounts.get(org, id)
  if (!account) throw new Problem('not_found')
  return { ...printedAccount(view, account), revision: view.revision }
}

/** The account as a write leaves it, or would in a dry run. */
export const afterwards = ({ after, answer }: Answered<Account>) => printedAccount(after, answer)

const listMembers = read({
  operation: 'listMembers',
  path: '/v1/orgs/:org/members',
  tag: 'People',
  summary: 'List people',
  description:
    'Everyone with a role, and disabled people, by id; with `name` or `address` in the order of those. Filters narrow the list together; a page of it may then be short, or even empty, with a `next_token`.',
  params: InOrg,
  query: PageQuery.extend({
    role: RoleName.optional().describe('Those who hold this role themselves'),
    group: GroupId.optional().describe('Those who are in this group themselves'),
    email: EmailAddress.optional().describe('Those with this mail address'),
    name: Beginning.optional().describe('Those whose name begins with this, whatever the case'),
    address: Beginning.optional().describe('Those whose mail address begins with this, whatever the case'),
    attribute: AttributeIs.optional().describe('Those with this attribute, such as `department=sales`'),
  }),
  reply: listOf(AccountReply),
  may: () => ({ on: ORG }),
  async handle(rooms, { org, view, query }) {
    const { role, group, email, name, address, attribute } = query
    const filter = { type: 'user', role, group, email, name, address, attribute } as const
    const page = await rooms.directory.accounts.list(org, view, filter, pageOf(query))
    return paged(page, account => printedAccount(view, account))
  },
})

const getMember = read({
  operation: 'getMember',
  path: '/v1/orgs/:org/members/:user',
  tag: 'People',
  summary: 'Get one person',
  params: Path,
  reply: AccountReply.and(Revised),
  may: () => ({ on: ORG }),
  handle: (rooms, input) => present(rooms, input, input.params.user),
})

const putMember = change({
  operation: 'addMember',
  method: 'PUT',
  path: '/v1/orgs/:org/members/:user',
  tag: 'People',
  summary: 'Add a person with a role, or change their role or description',
  params: Path,
  body: z.strictObject({
    role: RoleName.optional().describe('A role of the policy set; required for a new person'),
    expires_at: RoleExpiresAt,
    name: Name.optional(),
    email: EmailAddress.optional(),
    external_id: ExternalId.optional(),
    attributes: Attributes.optional(),
  }),
  reply: AccountReply,
  problems: ['unknown_role', 'role_too_strong', 'last_admin', 'disabled'],
  may: () => [{ on: ORG }, { on: ORG, operation: 'setMemberRole' }],
  mayAlso: ({ body }) => givesRoles(body.role),
  draft: ({ accounts }, { params, body, caller }) => accounts.put(params.user, body, actorOf(caller)),
  state: afterwards,
})

const removeMember = change({
  operation: 'removeMember',
  method: 'DELETE',
  path: '/v1/orgs/:org/members/:user',
  tag: 'People',
  summary: 'Remove a person',
  description:
    'Role, groups, grants, keys, sign-ins and invitations go in one change. What denies them stays, and holds for whoever is added under the id later: denies, and a place in a group that only denies.',
  params: Path,
  problems: ['last_admin', 'change_too_large'],
  may: () => ({ on: ORG }),
  draft: ({ accounts }, { params, caller }) => accounts.remove(params.user, actorOf(caller)),
})

const disableMember = change({
  operation: 'disableMember',
  method: 'POST',
  path: '/v1/orgs/:org/members/:user/disable',
  tag: 'People',
  summary: 'Disable a person',
  description:
    'Everything is denied to the person from now on, and their keys and sign-ins end. Groups and grants are kept for later.',
  params: Path,
  reply: AccountReply,
  problems: ['last_admin'],
  may: () => ({ on: ORG }),
  draft: ({ accounts }, { params }) => accounts.disable(params.user),
  state: afterwards,
})

const enableMember = change({
  operation: 'enableMember',
  method: 'POST',
  path: '/v1/orgs/:org/members/:user/enable',
  tag: 'People',
  summary: 'Enable a person again',
  description:
    'The person gets back the role they had, until it ends. Groups and grants were kept. One whose role has ended is given a role instead.',
  params: Path,
  reply: AccountReply,
  problems: ['unknown_role', 'role_too_strong', 'disabled'],
  may: () => ({ on: ORG }),
  draft: ({ accounts }, { params, caller }) => accounts.enable(params.user, actorOf(caller)),
  state: afterwards,
})

export const memberRoutes = [listMembers, getMember, putMember, removeMember, disableMember, enableMember]
