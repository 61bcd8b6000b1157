import { z } from 'zod'
import type { Answered } from '../../change/commit.ts'
import { endOf } from '../../change/ending.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Group } from '../../model/account.ts'
import { decodeRef, HolderRef, idOf, ORG } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { membershipRule } from '../../model/rule-forms.ts'
import { change, read } from '../builders.ts'
import { ExpiresAt } from './grants.ts'
import { GroupId, InOrg, Name } from './ids.ts'
import { listOf, paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

const Path = InOrg.extend({ group: GroupId })
const MemberPath = Path.extend({ subject: HolderRef })
const GroupReply = z
  .object({
    id: z.string(),
    subject: z.string(),
    name: z.string().optional(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Group' })

const printedGroup = ({ id, name, created_at }: Group) => ({
  id: idOf(id),
  subject: decodeRef(id),
  ...(name === undefined ? {} : { name }),
  created_at,
})

const StateReply = GroupReply.extend({
  groups: z.array(z.string()).describe('The groups that it is in'),
  members: z.number().int().describe('How many are directly in it'),
}).meta({ id: 'GroupState' })

const state = (view: RulesView, group: Group) => ({
  ...printedGroup(group),
  groups: view.groupsOf(group.id).map(decodeRef),
  members: view.linkedTo(group.id),
})

const afterwards = ({ after, answer }: Answered<Group>) => state(after, answer)

const listGroups = read({
  operation: 'listGroups',
  path: '/v1/orgs/:org/groups',
  tag: 'Groups',
  summary: 'List groups',
  params: InOrg,
  query: PageQuery,
  reply: listOf(GroupReply),
  may: () => ({ on: ORG }),
  handle: async ({ directory }, { org, query }) =>
    paged(await directory.groups.list(org, pageOf(query)), printedGroup),
})

const getGroup = read({
  operation: 'getGroup',
  path: '/v1/orgs/:org/groups/:group',
  tag: 'Groups',
  summary: 'Get one group',
  params: Path,
  reply: StateReply.and(Revised),
  may: () => ({ on: ORG }),
  async handle({ directory }, { org, view, params }) {
    const group = await directory.groups.get(org, params.group)
    if (!group) throw new Problem('not_found')
    return { ...state(view, group), revision: view.revision }
  },
})

const putGroup = change({
  operation: 'putGroup',
  method: 'PUT',
  path: '/v1/orgs/:org/groups/:group',
  tag: 'Groups',
  summary: 'Create a group, or rename it',
  params: Path,
  body: z.strictObject({ name: Name.optional() }).default({}),
  reply: StateReply,
  may: () => ({ on: ORG }),
  draft: ({ groups }, { params, body }) => groups.put(params.group, body.name),
  state: afterwards,
})

const deleteGroup = change({
  operation: 'deleteGroup',
  method: 'DELETE',
  path: '/v1/orgs/:org/groups/:group',
  tag: 'Groups',
  summary: 'Delete a group',
  description: 'Its memberships and grants go with it, in one change.',
  params: Path,
  problems: ['change_too_large', 'role_too_strong'],
  may: () => ({ on: ORG }),
  draft: ({ groups }, { params }) => groups.remove(params.group),
})

const listGroupMembers = read({
  operation: 'listGroupMembers',
  path: '/v1/orgs/:org/groups/:group/members',
  tag: 'Groups',
  summary: 'List the direct members of a group',
  params: Path,
  query: PageQuery,
  reply: listOf(
    z.object({
      subject: z.string(),
      name: z.string().optional().describe('What it is called today'),
      expires_at: z.iso.datetime().optional(),
    }),
  ),
  may: () => ({ on: ORG }),
  async handle(rooms, { org, view, params, query }) {
    if (!(await rooms.directory.groups.get(org, params.group))) throw new Problem('not_found')
    const { limit, after = '' } = pageOf(query)
    const rest = view
      .membersOf(params.group)
      .filter(member => member > after)
      .sort()
    const items = rest.slice(0, limit)
    const last = items.at(-1)
    const page = { items, ...(rest.length > limit && last !== undefined ? { next: last } : {}) }
    const names = await rooms.directory.names(org, items)
    return paged(page, member => {
      const name = names.get(member)
      const expires_at = endOf(view, membershipRule(org, member, params.group))
      return {
        subject: decodeRef(member),
        ...(name === undefined ? {} : { name }),
        ...(expires_at === undefined ? {} : { expires_at }),
      }
    })
  },
})

const addGroupMember = change({
  operation: 'addGroupMember',
  method: 'PUT',
  path: '/v1/orgs/:org/groups/:group/members/:subject',
  tag: 'Groups',
  summary: 'Add a person, a service account or a group to a group',
  description: 'Given again, the membership has the end that is given, or none.',
  params: MemberPath,
  body: z.strictObject({ expires_at: ExpiresAt }).default({}),
  reply: StateReply,
  problems: ['invite_first', 'unknown_subject', 'role_too_strong', 'in_itself'],
  may: () => ({ on: ORG }),
  draft: ({ groups }, { params, body }) => groups.addMember(params.group, params.subject, body.expires_at),
  state: afterwards,
})

const removeGroupMember = change({
  operation: 'removeGroupMember',
  method: 'DELETE',
  path: '/v1/orgs/:org/groups/:group/members/:subject',
  tag: 'Groups',
  summary: 'Remove a member from a group',
  params: MemberPath,
  reply: StateReply,
  problems: ['role_too_strong'],
  may: () => ({ on: ORG }),
  draft: ({ groups }, { params }) => groups.removeMember(params.group, params.subject),
  state: afterwards,
})

export const groupRoutes = [
  listGroups,
  getGroup,
  putGroup,
  deleteGroup,
  listGroupMembers,
  addGroupMember,
  removeGroupMember,
]
