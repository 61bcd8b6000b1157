import type { ChangeRecord, Revision } from '../model/change.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'

/** What an organisation's changes come to, and what cannot be right about them. */
export interface Replayed {
  /** By key, in the order in which they were added. */
  readonly rules: ReadonlyMap<string, Rule>
  readonly changes: number
  readonly faults: readonly string[]
}

/** Makes the rules of the head again from the changes, without the rules that are kept. Holds them all in memory. */
export const replay = async (changes: AsyncIterable<ChangeRecord>, head: Revision): Promise<Replayed> => {
  const rules = new Map<string, Rule>()
  const faults: string[] = []
  let last: Pick<ChangeRecord, 'revision' | 'at'> = { revision: 0, at: new Date(0) }
  let count = 0
  for await (const change of changes) {
    count += 1
    if (change.revision !== last.revision + 1) faults.push(gap(last.revision, change.revision))
    if (change.at < last.at) faults.push(`revision ${change.revision} is dated before the one before it`)
    faults.push(...take(rules, change))
    last = change
  }
  if (last.revision !== head)
    faults.push(`the head is revision ${head}, and the last change is ${last.revision}`)
  return { rules, changes: count, faults }
}

/** Makes the change. Answers what of it cannot be. */
const take = (rules: Map<string, Rule>, { revision, adds, removes }: ChangeRecord): string[] => {
  const faults = removes
    .map(ruleKey)
    .filter(key => !rules.delete(key))
    .map(key => `revision ${revision} removes a rule that was not there: ${key}`)
  for (const rule of adds) {
    const key = ruleKey(rule)
    if (rules.has(key)) faults.push(`revision ${revision} adds a rule that was there: ${key}`)
    rules.set(key, rule)
  }
  return faults
}

const gap = (before: Revision, after: Revision): string => `changes ${before + 1} to ${after - 1} are missing`

/** How the rules that are kept differ from those that the changes come to; undefined when they do not. */
export const driftOf = async (
  { rules }: Pick<Replayed, 'rules'>,
  kept: PolicySnapshot['rules'],
): Promise<string | undefined> => {
  const expected = rules.keys()
  const missing = new Set(rules.keys())
  let foreign = 0
  let moved = 0
  for await (const batch of kept)
    for (const rule of batch) {
      const key = ruleKey(rule)
      if (!missing.delete(key)) foreign += 1
      else if (expected.next().value !== key) moved += 1
    }
  if (missing.size + foreign > 0)
    return `the rules are not what its changes come to: ${missing.size} missing, ${foreign} too many`
  return moved > 0 ? 'the rules are not in the order in which its changes added them' : undefined
}
