import { type Subject, typeOf } from '../model/id.ts'
import type { Rights } from './reach.ts'
import type { RulesView } from './rules-view.ts'

/**
 * What rules give, or deny, to whoever is in the group, by itself and by the groups that it is in. It is read off the rules: what comes of it
 * hangs on the role of each member, and roles change.
 */
export function* rightsOfGroup(
  view: RulesView,
  group: Subject,
  which: 'given' | 'denied',
): Generator<Rights> {
  for (const name of view.reachedFrom(group) as Subject[]) {
    if (typeOf(name) !== 'group') continue
    for (const rule of view.rulesOfSubject(name)) {
      if (rule[0] !== 'p') continue
      const { subject, object, actions, denies } = view.readingOf(rule)
      if (subject === name && denies === (which === 'denied')) yield { object, actions }
    }
  }
}
