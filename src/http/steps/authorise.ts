import type { RulesView } from '../../change/rules-view.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { OrgId, Resource, Subject } from '../../model/id.ts'
import { ORG, subject } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'
import type { AnyInput, May, Need, Route } from '../route.ts'

/**
 * Asks Casbin whether the caller may do what the route needs. Answers the same question for the rules that a change will be
 * computed from: what was allowed a moment ago is asked again there.
 * @throws Problem forbidden, not_found, scope_missing
 */
export const authorise = async (rooms: Rooms, route: Route, input: AnyInput): Promise<Guard | undefined> => {
  const { may } = route
  if (may === 'anyone' || may === 'anyone or caller' || may === 'caller') return undefined
  if (may === 'operator') {
    if (input.caller.kind !== 'operator') throw new Problem('forbidden', 'only the platform operator may')
    return undefined
  }
  const snapshot = await visible(rooms, input.caller, input.org)
  requireScope(input.caller, route.method === 'GET' ? 'read' : 'write')
  const needs = needsOf(may, input)
  const guard: Guard = view => {
    for (const need of needs) decide(view, input.caller, need, route.operation)
  }
  guard(snapshot)
  return guard
}

type Guard = (view: RulesView) => void

/** The organisation, if it is the caller's. Another's and one that does not exist answer the same. */
export const visible = async (rooms: Rooms, caller: Caller, org: OrgId): Promise<Snapshot> => {
  if (caller.kind === 'account' && caller.org !== org) throw new Problem('not_found')
  const snapshot = await rooms.replica.at(org)
  if (!snapshot) throw new Problem('not_found')
  return snapshot
}

/** As whom the caller is decided on: the operator acts in the set's administrator role. */
export const actingAs = (caller: Caller, snapshot: RulesView): Subject =>
  caller.kind === 'operator' ? subject('role', snapshot.catalogue.administrator) : caller.subject

/** True when the set names an action for the operation and Casbin allows it. */
export const allowed = (snapshot: RulesView, caller: Caller, on: Resource, operation: string): boolean => {
  const action = snapshot.catalogue.operations[operation]
  return (
    snapshot.check({ subject: actingAs(caller, snapshot), action: action ?? '', resource: on }) &&
    action !== undefined
  )
}

/** @throws Problem scope_missing */
export const requireScope = (caller: Caller, scope: 'check' | 'read' | 'write'): void => {
  if (caller.kind === 'account' && !caller.scopes.has(scope))
    throw new Problem('scope_missing', `scope ${scope}`)
}

const needsOf = (may: Exclude<May<AnyInput>, string>, input: AnyInput): readonly Need[] => {
  const needs = may(input)
  return Array.isArray(needs) ? needs : [needs as Need]
}

const decide = (snapshot: RulesView, caller: Caller, need: Need, operation: string): void => {
  const may = allowed(snapshot, caller, need.on, need.operation ?? operation)
  // Asked in any case: what a caller may not see and what does not exist take the same path and the same time.
  const sees = seen(snapshot, caller, need.on)
  if (!may) throw new Problem(sees ? 'forbidden' : 'not_found')
}

/** A resource is seen by whoever may do the least to it; an organisation by whoever holds a role in it. */
const seen = (snapshot: RulesView, caller: Caller, on: Resource): boolean => {
  if (on === ORG) return caller.kind === 'operator' || snapshot.roleOf(caller.subject) !== undefined
  const least = Object.values(snapshot.catalogue.levels)[0] ?? ''
  return snapshot.check({ subject: actingAs(caller, snapshot), action: least, resource: on })
}
