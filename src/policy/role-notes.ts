import { setImmediate as nextTurn } from 'node:timers/promises'
import { roleNamed } from '../change/reach.ts'
import { rulesOfRole } from '../change/role-leaves.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Resource } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'

/** What the role may do to the resource. */
const actionsOf = (view: RulesView, role: string, resource: Resource): string =>
  [...view.catalogue.actions]
    .filter(action => view.check({ subject: roleNamed(role), action, resource }))
    .join()

const isAllow = ([section, , , , , effect]: Rule): boolean => section === 'p' && effect === 'allow'

/**
 * What is allowed to a role in vain: without it the role may do the same. The one that it is based on has it, another of its rules has, or a
 * deny takes it away. A deny is never in vain: it waits for what its holders are granted.
 */
export const idleRights = async (view: RulesView, role: string): Promise<readonly string[]> => {
  const idle: string[] = []
  for (const rule of rulesOfRole(view, role).filter(isAllow)) {
    const [, , , resource = '', action] = rule
    const without = await view.supposing({ adds: [], removes: [rule, ...view.endsOf(rule)] })
    const on = resource as Resource
    if (actionsOf(view, role, on) === actionsOf(without, role, on))
      idle.push(`${action} on ${resource} changes nothing: without it the role may do the same`)
    await nextTurn()
  }
  return idle
}
