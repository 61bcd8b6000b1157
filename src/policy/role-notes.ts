import { setImmediate as nextTurn } from 'node:timers/promises'
import { roleNamed } from '../change/reach.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Resource } from '../model/id.ts'
import { rightRules } from './role-rules.ts'

/** What the role may do to the resource. */
const actionsOf = (view: RulesView, role: string, resource: Resource): string =>
  [...view.catalogue.actions]
    .filter(action => view.check({ subject: roleNamed(role), action, resource }))
    .join()

/**
 * What is allowed to a role in vain: without it the role may do the same. The one that it is based on has it, another of its rules has, or a
 * deny takes it away. A deny is never in vain: it waits for what its holders are granted.
 */
export const idleRights = async (view: RulesView, role: string): Promise<readonly string[]> => {
  const idle: string[] = []
  for (const rule of rightRules(view, role, 'may')) {
    const { object: on, action } = view.readingOf(rule)
    const without = await view.supposing({ adds: [], removes: [rule, ...view.endsOf(rule)] })
    if (actionsOf(view, role, on) === actionsOf(without, role, on))
      idle.push(`${action} on ${on} changes nothing: without it the role may do the same`)
    await nextTurn()
  }
  return idle
}
