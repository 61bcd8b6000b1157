import { z } from 'zod'
import { roleNamed } from '../../change/reach.ts'
import type { RoleRight } from '../../change/role-drafts.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import { decodeRef, ORG, type Resource, ResourceRef } from '../../model/id.ts'
import { MAX_ROLE_RULES, ROLE_NAME, type RoleDescription } from '../../model/own-roles.ts'
import { Problem } from '../../model/problems.ts'
import type { RoleGone } from '../../policy/own-roles.ts'
import { idleRights } from '../../policy/role-notes.ts'
import { rightsOf } from '../../policy/role-rules.ts'
import { change, read } from '../builders.ts'
import { Accept, accepts } from './accept.ts'
import { actorOf } from './actor.ts'
import { InOrg, RoleName } from './ids.ts'
import { type Knows, knownTo } from './knowing.ts'
import { Moment } from './moments.ts'
import { listOf } from './paging.ts'
import { Revised } from './written.ts'

const RightReply = z.object({
  resource: z.string(),
  action: z.string(),
  expires_at: z.iso.datetime().optional(),
})

const RoleReply = z
  .object({
    role: z.string(),
    subject: z.string().describe('The name as rules have it'),
    title: z.string().optional(),
    description: z.string().optional(),
    based_on: z
      .string()
      .optional()
      .describe('The role of the policy set that its holders have as well; absent for a role of the set'),
    may: z
      .array(RightReply)
      .describe(
        'What the organisation’s own rules allow it; single resources only where the caller may see them or read the rules',
      ),
    may_not: z.array(RightReply).describe('What they deny it'),
  })
  .meta({ id: 'Role' })

const printedRight = ({ resource, action, expires_at }: RoleRight) => ({
  resource: decodeRef(resource),
  action,
  ...(expires_at === undefined ? {} : { expires_at }),
})

interface Printing {
  readonly view: RulesView
  readonly described: RoleDescription | undefined
  /** Absent for whoever has just written the role. */
  readonly knows?: Knows
}

const printedRole = (role: string, { view, described, knows = () => true }: Printing) => {
  const { roles, own_roles = {} } = view.catalogue
  const based_on = Object.hasOwn(own_roles, role) ? own_roles[role] : undefined
  const description = based_on === undefined ? roles[role] : described?.description
  // What a role of the set has on one resource is that resource's default access, and listed there.
  const rights = (which: 'may' | 'may_not') =>
    based_on === undefined
      ? []
      : rightsOf(view, role, which)
          .filter(({ resource }) => knows(resource))
          .map(printedRight)
  return {
    role,
    subject: `role:${role}`,
    ...(based_on === undefined || described?.title === undefined ? {} : { title: described.title }),
    ...(description === undefined ? {} : { description }),
    ...(based_on === undefined ? {} : { based_on }),
    may: rights('may'),
    may_not: rights('may_not'),
  }
}

const mayRead = () => ({ on: ORG, operation: 'readCatalogue' })

const listRoles = read({
  operation: 'listRoles',
  path: '/v1/orgs/:org/roles',
  tag: 'Roles',
  summary: 'List the roles of the organisation',
  description: 'Those of its policy set and its own, the strongest first.',
  params: InOrg,
  reply: listOf(RoleReply),
  may: mayRead,
  async handle({ roles }, { org, view, caller }) {
    const described = new Map((await roles.described(org)).map(each => [each.id, each]))
    const knows = knownTo(view, caller)
    return {
      items: Object.keys(view.catalogue.roles).map(role =>
        printedRole(role, { view, described: described.get(role), knows }),
      ),
    }
  },
})

const RolePath = InOrg.extend({ role: RoleName.describe('The name of the role, without `role:`') })

const Allowed = z
  .array(z.object({ resource: z.string(), actions: z.array(z.string()) }))
  .describe('What Casbin allows the role on the organisation and on everything of a type, by all rules')

/** The organisation and the collections of types. */
const allowedTo = (view: Snapshot, role: string) =>
  [ORG, ...Object.values(view.catalogue.types)].map(resource => ({
    resource,
    actions: view.actions(roleNamed(role), resource as Resource),
  }))

const getRole = read({
  operation: 'getRole',
  path: '/v1/orgs/:org/roles/:role',
  tag: 'Roles',
  summary: 'Get one role, and what it may',
  params: RolePath,
  reply: RoleReply.extend({ allowed: Allowed }).and(Revised),
  may: mayRead,
  async handle({ roles }, { org, view, caller, params: { role } }) {
    if (!Object.hasOwn(view.catalogue.roles, role)) throw new Problem('not_found')
    const described = (await roles.described(org)).find(({ id }) => id === role)
    return {
      ...printedRole(role, { view, described, knows: knownTo(view, caller) }),
      allowed: allowedTo(view, role),
      revision: view.revision,
    }
  },
})

const Right = z.strictObject({
  resource: ResourceRef.describe('`org`, the collection of a type, or one resource'),
  action: z.string().min(1).max(63).describe('An action, a level, or a bundle of actions of the policy set'),
  expires_at: Moment.optional().describe('When this ends'),
})

const putRole = change({
  operation: 'putRole',
  method: 'PUT',
  path: '/v1/orgs/:org/roles/:role',
  tag: 'Roles',
  summary: 'Make a role of the organisation’s own, or change it',
  description:
    'Its holders have the role that it is based on, and beside that what `may` lists; what `may_not` lists is denied to them, whatever else gives it. It is rules of the organisation: `p` rules about the role, and one that puts it into the other. What is not sent stays as it is. What administrators alone may needs an administrator, and `escalation` in `accept`.',
  params: InOrg.extend({
    role: z
      .string()
      .regex(ROLE_NAME, 'a role is 1 to 63 of a-z, 0-9, _ and -, a letter first')
      .describe('The name of the role, without `role:`'),
  }),
  body: z.strictObject({
    title: z.string().min(1).max(100).optional(),
    description: z.string().max(500).optional(),
    based_on: RoleName.optional().describe('A role of the policy set; needed for a new role'),
    may: z.array(Right).max(MAX_ROLE_RULES).optional(),
    may_not: z.array(Right).max(MAX_ROLE_RULES).optional(),
    accept: Accept,
  }),
  reply: RoleReply.extend({
    notes: z.array(z.string()).describe('What `may` lists in vain'),
  }),
  problems: [
    'invalid_policy',
    'unknown_resource',
    'change_too_large',
    'review_needed',
    'role_too_strong',
    'escalation_unconfirmed',
    'last_admin',
  ],
  may: () => ({ on: ORG, operation: 'changePolicy' }),
  draft: ({ roles }, { params, body, caller }) =>
    roles.put(params.role, { ...body, accepted: accepts(body) }, actorOf(caller)),
  state: async ({ after, answer }) => ({
    ...printedRole(answer.id, { view: after, described: answer }),
    notes: await idleRights(after, answer.id),
  }),
})

const deleteRole = change({
  operation: 'deleteRole',
  method: 'DELETE',
  path: '/v1/orgs/:org/roles/:role',
  tag: 'Roles',
  summary: 'Delete a role of the organisation’s own',
  description:
    'With `move_to` its holders, disabled ones too, get that role, and so do invitations, mappings of identity providers and the setting `newcomer_role` that name it. Without, it is refused while the role is in use. Where more have it than one change moves, some are moved first, by changes of their own; the role goes with the last of them.',
  params: RolePath,
  query: z.object({ move_to: RoleName.optional().describe('The role that takes its place') }),
  reply: z.object({
    changes: z.number().int().describe('How many changes it took: more than one where thousands had it'),
  }),
  problems: [
    'role_in_use',
    'unknown_role',
    'role_too_strong',
    'review_needed',
    'change_too_large',
    'last_admin',
  ],
  may: () => [
    { on: ORG, operation: 'changePolicy' },
    { on: ORG, operation: 'setMemberRole' },
  ],
  draft: ({ roles }, { params, query, caller }) => roles.remove({ ...params, ...query }, actorOf(caller)),
  alone: ({ roles }, { org, params, query, by }) =>
    roles.remove(org, { ...by, target: `role:${params.role}` }, { ...params, ...query }),
  state: ({ changes }: RoleGone) => ({ changes }),
})

export const roleRoutes = [listRoles, getRole, putRole, deleteRole]
