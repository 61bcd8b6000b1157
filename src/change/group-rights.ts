import { type Subject, typeOf } from '../model/id.ts'
import type { Rights } from './reach.ts'
import type { RuleReading, RulesView } from './rules-view.ts'

/**
 * The rules that give to, or deny, whoever is in the group, by itself and by the groups that it is in. They are read: what comes of them hangs on
 * the role of each member, and roles change.
 */
export function* readingsOfGroup(view: RulesView, group: Subject): Generator<RuleReading> {
  for (const name of view.reachedFrom(group) as Subject[]) {
    if (typeOf(name) !== 'group') continue
    for (const rule of view.rulesAbout(name)) yield view.readingOf(rule)
  }
}

/** What the group gives or denies by these rules. */
export function* rightsOfGroup(
  view: RulesView,
  group: Subject,
  which: 'given' | 'denied',
): Generator<Rights> {
  for (const { object, actions, denies } of readingsOfGroup(view, group))
    if (denies === (which === 'denied')) yield { object, actions }
}
