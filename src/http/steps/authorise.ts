import { requireWithin } from '../../change/reach.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Scope } from '../../model/api-key.ts'
import type { Caller } from '../../model/caller.ts'
import type { Resource, Subject } from '../../model/id.ts'
import { ORG, subject } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { actorOf } from '../admin/actor.ts'
import type { Question } from '../route.ts'

/** The subject that the decision is about: the operator acts in the set's administrator role. */
export const actingAs = (caller: Caller, view: RulesView): Subject =>
  caller.kind === 'operator' ? subject('role', view.catalogue.administrator) : caller.subject

/** True when the set names an action for the operation and Casbin allows it. */
export const allowed = (view: RulesView, caller: Caller, on: Resource, operation: string): boolean => {
  const action = view.catalogue.operations[operation]
  // No rule of an organisation can lock the operator out, who can help when a rule locks out everybody else.
  if (caller.kind === 'operator') return action !== undefined && isThere(view, on)
  return (
    view.check({ subject: actingAs(caller, view), action: action ?? '', resource: on }) &&
    action !== undefined
  )
}

/** @throws Problem scope_missing */
export const requireScope = (caller: Caller, scope: Scope | 'none'): void => {
  if (scope !== 'none' && caller.kind === 'account' && !caller.scopes.has(scope))
    throw new Problem('scope_missing', `scope ${scope}`)
}

/** The caller may do what is needed. @throws Problem forbidden, role_too_strong; not_found when the caller may not even see it */
export const decide = (
  view: RulesView,
  caller: Caller,
  { on, operation, or, gives = [] }: Question,
): void | Promise<void> => {
  const may = [operation, or].some(each => each !== undefined && allowed(view, caller, on, each))
  // Always asked, so that a hidden resource and a missing one take the same path and the same time.
  const sees = seen(view, caller, on)
  if (!may) throw new Problem(sees ? 'forbidden' : 'not_found')
  if (gives.length > 0) return requireGivable(view, caller, gives)
}

const requireGivable = async (
  view: RulesView,
  caller: Caller,
  gives: NonNullable<Question['gives']>,
): Promise<void> => {
  const given = gives === 'anything' ? [subject('role', view.catalogue.administrator)] : gives
  for (const each of given) await requireWithin(view, actorOf(caller), each)
}

const isThere = (view: RulesView, on: Resource): boolean => on === ORG || view.isRegistered(on)

/** A resource is seen by those who may do the least to it; an organisation by those who hold a role in it. */
export const seen = (view: RulesView, caller: Caller, on: Resource): boolean => {
  if (caller.kind === 'operator') return isThere(view, on)
  if (on === ORG) return view.roleOf(caller.subject) !== undefined
  const least = Object.values(view.catalogue.levels)[0] ?? ''
  return view.check({ subject: actingAs(caller, view), action: least, resource: on })
}
