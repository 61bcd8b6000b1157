import { createHash } from 'node:crypto'
import type { ChangeRecord, Revision } from '../model/change.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import type { KeptRule } from '../ports/archive.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'

/** The rules that follow from an organisation's changes, and what is wrong with the changes. */
export interface Replayed {
  /** By key, in the order in which they were added. */
  readonly rules: ReadonlyMap<string, Rule>
  /** The rules that held once, each time that they did. */
  readonly past: Tally
  readonly changes: number
  readonly faults: readonly string[]
}

/** A count and a sum of hashes, in place of the values themselves: they need not be held in memory. */
export interface Tally {
  readonly count: number
  readonly sum: bigint
}

/** Makes the rules of the head from the changes alone, and the past ones that are kept. Holds them in memory. */
export const replay = async (
  changes: AsyncIterable<ChangeRecord>,
  { head, oldest }: { readonly head: Revision; readonly oldest: Revision },
): Promise<Replayed> => {
  const rules = new Map<string, Held>()
  const past = createTally(oldest)
  const faults: string[] = []
  let last: Pick<ChangeRecord, 'revision' | 'at'> = { revision: 0, at: new Date(0) }
  let count = 0
  for await (const change of changes) {
    count += 1
    if (change.revision !== last.revision + 1) faults.push(gap(last.revision, change.revision))
    if (change.at < last.at) faults.push(`revision ${change.revision} is dated before the one before it`)
    faults.push(...take(rules, change, past))
    last = change
  }
  if (last.revision !== head)
    faults.push(`the head is revision ${head}, and the last change is ${last.revision}`)
  const present = new Map(rules.entries().map(([key, { rule }]) => [key, rule]))
  return { rules: present, past: past.tally(), changes: count, faults }
}

interface Held {
  readonly rule: Rule
  readonly since: Revision
  readonly nth: number
}

/** Makes the change. Answers what is impossible about it. */
const take = (
  rules: Map<string, Held>,
  { revision, adds, removes }: ChangeRecord,
  past: ReturnType<typeof createTally>,
): string[] => {
  const faults: string[] = []
  for (const key of removes.map(ruleKey)) {
    const held = rules.get(key)
    if (held) past.add({ ...held, until: revision })
    else faults.push(`revision ${revision} removes a rule that was not there: ${key}`)
    rules.delete(key)
  }
  for (const [nth, rule] of adds.entries()) {
    const key = ruleKey(rule)
    if (rules.has(key)) faults.push(`revision ${revision} adds a rule that was there: ${key}`)
    rules.set(key, { rule, since: revision, nth })
  }
  return faults
}

const gap = (before: Revision, after: Revision): string => `changes ${before + 1} to ${after - 1} are missing`

/** Of the rules that some revision from `oldest` on had. */
const createTally = (oldest: Revision) => {
  let count = 0
  let sum = 0n
  return {
    add: ({ rule, since, nth, until = 0 }: KeptRule): void => {
      if (until <= oldest) return
      const text = `${since} ${nth} ${until} ${ruleKey(rule)}`
      sum += createHash('sha256').update(text).digest().readBigUInt64BE()
      count += 1
    },
    tally: (): Tally => ({ count, sum }),
  }
}

interface Kept {
  readonly now: PolicySnapshot['rules']
  readonly ever: AsyncIterable<readonly KeptRule[]>
  /** The oldest revision whose rules are kept. */
  readonly oldest: Revision
}

/** How the rules that are kept differ from those that follow from the changes; undefined when they do not. */
export const driftOf = async (
  { rules, past }: Pick<Replayed, 'rules' | 'past'>,
  kept: Kept,
): Promise<string | undefined> => (await presentDrift(rules, kept.now)) ?? pastDrift(past, kept)

const presentDrift = async (
  rules: Replayed['rules'],
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
    return `the rules do not match the changes: ${missing.size} missing, ${foreign} too many`
  return moved > 0 ? 'the rules are not in the order in which the changes added them' : undefined
}

/** Old revisions are read from past rules: if those are wrong, a report about the past or a roll back is wrong. */
const pastDrift = async ({ count, sum }: Tally, { ever, oldest }: Kept): Promise<string | undefined> => {
  const found = createTally(oldest)
  for await (const batch of ever) for (const rule of batch) if (rule.until !== undefined) found.add(rule)
  const is = found.tally()
  if (is.count === count && is.sum === sum) return undefined
  return `the past rules do not match the changes: ${count} expected, ${is.count} kept`
}
