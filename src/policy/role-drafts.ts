/**
 * Roles of an organisation's own, one by one: what `PUT` and `DELETE` of a role make of the organisation's rules. The text of the rules
 * says the same, and the same is refused there.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Answering } from '../change/commit.ts'
import { requireAhead } from '../change/ending.ts'
import { requireEscalationsSaid } from '../change/escalation.ts'
import { exactRules } from '../change/exact-rules.ts'
import { type Giver, requireWithin, roleNamed } from '../change/reach.ts'
import type { DraftingRoles, RoleGoing, RoleWish } from '../change/role-drafts.ts'
import { type Replacing, roleLeaves, rulesOfRole, someMove } from '../change/role-leaves.ts'
import { requireUnused, usesOf } from '../change/role-uses.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { CompiledSet } from '../engine/set.ts'
import { requireRole } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Resource } from '../model/id.ts'
import { MAX_OWN_ROLES, type RoleDescription } from '../model/own-roles.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { faultsOfRules } from './own-rules.ts'
import { wantedRules } from './role-rules.ts'
import { type RollbackParts, requireNoReview } from './rollback.ts'

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
          const set = await compiled(view.organisation.policy_set)
          const wanted = wantedRules(view, set, { name, wish })
          const rules = exactRules(view, rulesOfRole(view, name), wanted)
          if (rules.adds.length + rules.removes.length > 0) requireTakable(set, view, name, wanted)
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

/** The rules could stand in a published text, too. */
const requireTakable = (set: CompiledSet, view: RulesView, name: string, wanted: readonly Rule[]): void => {
  requireNoReview(view)
  const { own_roles = {} } = view.catalogue
  if (!Object.hasOwn(own_roles, name) && Object.keys(own_roles).length >= MAX_OWN_ROLES)
    throw new Problem('change_too_large', `an organisation has at most ${MAX_OWN_ROLES} roles of its own`)
  const faults = faultsOfRules(wanted, view.organisation.id, set)
  if (faults.length > 0)
    throw new Problem('invalid_policy', faults[0], {
      errors: faults.slice(0, 50).map(message => ({ path: `role:${name}`, message })),
    })
  for (const rule of wanted) {
    const on = rule[0] === 'p' ? view.readingOf(rule).object : ''
    if (on.includes(':') && !view.isRegistered(on as Resource)) throw new Problem('unknown_resource', on)
  }
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
