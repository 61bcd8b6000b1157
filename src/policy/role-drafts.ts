/**
 * Roles of an organisation's own, one by one: what `PUT` and `DELETE` of a role make of the organisation's rules. The text of the rules
 * says the same, and the same is refused there.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Answering } from '../change/commit.ts'
import { ending, endOf, requireAhead } from '../change/ending.ts'
import { requireEscalationsSaid } from '../change/escalation.ts'
import { exactRules } from '../change/exact-rules.ts'
import { type Giver, requireWithin, roleNamed } from '../change/reach.ts'
import type { DraftingRoles, RoleGoing, RoleRight, RoleWish } from '../change/role-drafts.ts'
import { type Replacing, roleLeaves, rulesOfRole, someMove } from '../change/role-leaves.ts'
import { requireUnused, usesOf } from '../change/role-uses.ts'
import type { RulesView } from '../change/rules-view.ts'
import { requireRole } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Resource } from '../model/id.ts'
import { MAX_OWN_ROLES, makingRule, type RoleDescription } from '../model/own-roles.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { faultsOfRules } from './own-rules.ts'
import { type RollbackParts, requireNoReview } from './rollback.ts'

const EFFECTS = { may: 'allow', may_not: 'deny' } as const

/** What the organisation's own rules say of a role. */
export const rightsOf = (view: RulesView, role: string, which: keyof typeof EFFECTS): readonly RoleRight[] =>
  rulesOfRole(view, role)
    .filter(rule => rule[0] === 'p' && rule[5] === EFFECTS[which])
    .map(rule => {
      const expires_at = endOf(view, rule)
      const right = { resource: rule[3] as Resource, action: rule[4] ?? '' }
      return expires_at === undefined ? right : { ...right, expires_at }
    })

/** What roles are checked against: the compiled set of that name, as installed. */
type Compiled = RollbackParts['compiled']

/** What `PUT` and `DELETE` of a role draft, alone or among other operations. */
export const draftingRoles =
  (compiled: Compiled): DraftingRoles =>
  ({ records, now }) => {
    const replacing = async (
      view: RulesView,
      { role, move_to }: RoleGoing,
      giver: Giver,
    ): Promise<Replacing> => {
      requireOwn(view, role)
      requireNoReview(view)
      const uses = await usesOf(records, view, role)
      if (move_to === undefined) requireUnused(role, uses)
      else await requireGivable(view, giver, move_to)
      if (move_to === role) throw new Problem('malformed', 'its holders go to another role')
      return { role, by: move_to, uses }
    }
    return {
      put:
        (name, { accepted, ...wish }, giver) =>
        async view => {
          const wanted = wantedRules(view, name, wish)
          const rules = exactRules(view, rulesOfRole(view, name), wanted)
          if (rules.adds.length + rules.removes.length > 0) await requireTakable(compiled, view, name, wanted)
          for (const { expires_at } of [...(wish.may ?? []), ...(wish.may_not ?? [])])
            requireAhead(expires_at, now())
          await requireEscalationsSaid(view, rules, { by: { actor: giver }, accepted })
          return {
            ...rules,
            ...(await description({ records, now }, view, name, wish)),
            target: `role:${name}`,
          }
        },

      remove: (going, giver) => async view => ({
        ...(await roleLeaves(records, view, await replacing(view, going, giver))),
        target: `role:${going.role}`,
      }),

      moveSome: (going, giver) => async view => ({
        ...(await someMove(records, view, await replacing(view, going, giver))),
        target: `role:${going.role}`,
      }),
    }
  }

/** @throws Problem unknown_role, role_too_strong */
const requireGivable = async (view: RulesView, giver: Giver, role: string): Promise<void> => {
  requireRole(view.catalogue, role)
  await requireWithin(view, giver, roleNamed(role))
}

/** @throws Problem not_found for a role that the rules of the organisation do not make */
const requireOwn = ({ catalogue: { own_roles = {} } }: RulesView, name: string): void => {
  if (!Object.hasOwn(own_roles, name)) throw new Problem('not_found')
}

const wantedRules = (view: RulesView, name: string, wish: RoleWish): readonly Rule[] => {
  const { id: org } = view.organisation
  const based_on = wish.based_on ?? view.catalogue.own_roles?.[name]
  if (based_on === undefined) throw new Problem('malformed', 'a new role needs `based_on`')
  const rights = (['may', 'may_not'] as const).flatMap(which =>
    (wish[which] ?? rightsOf(view, name, which)).flatMap(({ resource, action, expires_at }) =>
      ending([['p', `role:${name}`, org, resource, action, EFFECTS[which]]], expires_at),
    ),
  )
  return [makingRule(org, { name, based_on }), ...rights]
}

/** The rules could stand in a published text, too. */
const requireTakable = async (
  compiled: Compiled,
  view: RulesView,
  name: string,
  wanted: readonly Rule[],
): Promise<void> => {
  requireNoReview(view)
  const { own_roles = {} } = view.catalogue
  if (!Object.hasOwn(own_roles, name) && Object.keys(own_roles).length >= MAX_OWN_ROLES)
    throw new Problem('change_too_large', `an organisation has at most ${MAX_OWN_ROLES} roles of its own`)
  const { id: org, policy_set } = view.organisation
  const faults = faultsOfRules(wanted, org, await compiled(policy_set))
  if (faults.length > 0)
    throw new Problem('invalid_policy', faults[0], {
      errors: faults.slice(0, 50).map(message => ({ path: `role:${name}`, message })),
    })
  for (const [section, , , on = ''] of wanted)
    if (section === 'p' && on.includes(':') && !view.isRegistered(on as Resource))
      throw new Problem('unknown_resource', on)
}

/** What the role is called. Descriptions of roles that went with a text make room when it is needed. */
const description = async (
  { records, now }: Parameters<DraftingRoles>[0],
  { organisation, catalogue: { own_roles = {} } }: RulesView,
  name: string,
  wish: RoleWish,
): Promise<Pick<Answering<RoleDescription>, 'answer' | 'records'>> => {
  const all = await records.all('role', organisation.id)
  const known = all.find(({ id }) => id === name)
  const { title = known?.title, description: text = known?.description } = wish
  const answer: RoleDescription = {
    id: name,
    created_at: known?.created_at ?? now(),
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { description: text }),
  }
  const left =
    all.length < MAX_OWN_ROLES || known ? [] : all.filter(({ id }) => !Object.hasOwn(own_roles, id))
  const writes: RecordWrite[] = left.map(({ id }) => ({ drop: 'role', id }))
  if (!isDeepStrictEqual(answer, known)) writes.push({ put: 'role', value: answer })
  return { answer, records: writes }
}
