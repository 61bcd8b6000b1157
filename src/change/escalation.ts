/** A role of the organisation's own that comes to what administrators alone may: only an administrator makes one, and says so. */
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { ChangeRequest } from './commit.ts'
import { administratorsAlone, isUnbound, type Reach, reachOf, roleNamed, shown } from './reach.ts'
import type { RulesView } from './rules-view.ts'

interface Diff {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

/** What is said to a change beside what it is. */
export interface Saying {
  readonly by: Pick<ChangeRequest, 'actor'>
  /** Whether whoever makes it has said that a role may come to what administrators alone may. */
  readonly accepted: boolean
}

/** Whether a rule makes a role, or says what one may. Each policy set has its own order of fields, and the subject anywhere among them. */
const isAboutRole = ([section, ...fields]: Rule): boolean =>
  section === 'g' ? isRole(fields[0]) : fields.some(isRole)
const isRole = (name: string | undefined): boolean => name?.startsWith('role:') === true

/**
 * What own roles would come to by the change, of what only administrators may before it: each as `role: action on resource`. What is given
 * to the role that one is based on counts, too.
 */
export const escalations = async (before: RulesView, diff: Diff): Promise<readonly string[]> => {
  if (![...diff.adds, ...diff.removes].some(isAboutRole)) return []
  return escalating(before, await before.supposing(diff), await administratorsAlone(before))
}

/** The same of a move to another policy set: what administrators alone may under either counts. */
export const escalationsUnder = async (before: RulesView, after: RulesView): Promise<readonly string[]> => {
  const [then, now] = [await administratorsAlone(before), await administratorsAlone(after)]
  return escalating(before, after, then.union(now))
}

const escalating = async (before: RulesView, after: RulesView, alone: Reach): Promise<readonly string[]> => {
  const found: string[] = []
  for (const role of Object.keys(after.catalogue.own_roles ?? {})) {
    const had = await reachOf(before, roleNamed(role))
    for (const one of await reachOf(after, roleNamed(role)))
      if (alone.has(one) && !had.has(one)) found.push(`${role}: ${one}`)
  }
  return found
}

/** @throws Problem role_too_strong for whoever is no administrator, escalation_unconfirmed until it is said */
export const requireSaid = (view: RulesView, found: readonly string[], { by, accepted }: Saying): void => {
  if (found.length === 0) return
  const { actor } = by
  if (!isUnbound(view, actor)) throw new Problem('role_too_strong', shown(found))
  if (!accepted) throw new Problem('escalation_unconfirmed', shown(found))
}

/** The same for the rules of a change. */
export const requireEscalationsSaid = async (view: RulesView, diff: Diff, saying: Saying): Promise<void> =>
  requireSaid(view, await escalations(view, diff), saying)
