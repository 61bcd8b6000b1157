import type { RulesView } from '../../change/rules-view.ts'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import type { Need, Question } from '../route.ts'
import { andThen } from './and-then.ts'
import { decide, requireScope } from './authorise.ts'
import { inside } from './inside.ts'

/**
 * Lets the caller in, or not: the organisation of the path is theirs, the credential has the scope, and Casbin allows what the
 * route needs.
 * @throws Problem forbidden, not_found, scope_missing
 */
export const admitted =
  (rooms: Rooms): Step =>
  exchange => {
    const { route, caller, org } = exchange
    const { may } = route
    if (may === 'operator' && caller.kind !== 'operator')
      throw new Problem('forbidden', 'only the platform operator may')
    if (org === '' || may === 'operator') return letIn(exchange)
    return andThen(inside(rooms, caller, org), view => {
      exchange.view = view
      return letIn(exchange)
    })
  }

const letIn = (exchange: Exchange): void | Promise<void> => {
  const { may, scope } = exchange.route
  requireScope(exchange.caller, scope)
  const asked = typeof may === 'function' ? needs(may({ params: exchange.params })) : undefined
  return andThen(asked && ask(exchange, asked), () => {
    exchange.admitted = true
  })
}

/** What Casbin is asked once the body is known. @throws Problem forbidden, not_found */
export const mayAlso: Step = exchange => {
  const { route, params, body } = exchange
  return route.mayAlso && ask(exchange, needs(route.mayAlso({ params, body })))
}

/** Asks now, and again on the rules that a change is computed from: a right may have been lost in between. */
const ask = (exchange: Exchange, asked: readonly Need[]): void | Promise<void> => {
  const { caller, route, guard: before } = exchange
  const question = (need: Need) => ({ operation: route.operation, ...need })
  const all = (view: RulesView) => decideAll(view, caller, asked.map(question))
  exchange.guard = async view => {
    await before?.(view)
    await all(view)
  }
  return all(exchange.view)
}

/** At once, unless one of them takes turns. */
const decideAll = (
  view: RulesView,
  caller: Caller,
  [first, ...rest]: readonly Question[],
): void | Promise<void> => first && andThen(decide(view, caller, first), () => decideAll(view, caller, rest))

const needs = (one: Need | readonly Need[]): readonly Need[] => (Array.isArray(one) ? one : [one as Need])
