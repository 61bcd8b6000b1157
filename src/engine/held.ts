/** The rules of one organisation as they are stored, and as they hold at a moment: without those that have ended by then. */
import type { Rule } from '../model/rule.ts'
import { endedRule } from '../model/rule-ends.ts'
import { advanceFacts, type ChangedRules, rebuiltFacts } from './advance.ts'
import { type Facts, hasRule } from './facts.ts'

export interface Held {
  readonly stored: Facts
  readonly facts: Facts
  /** What is stored and does not hold: the rules that have ended, and what says so. */
  readonly ended: readonly Rule[]
  readonly at: number
}

export const factsAfter = async (facts: Facts, change: ChangedRules): Promise<Facts> =>
  advanceFacts(facts, change) ?? (await rebuiltFacts(facts, change))

const endedIn = (facts: Facts, at: number): readonly Rule[] => {
  const ends = facts.ends.until(at)
  return [...ends.map(endedRule).filter(rule => hasRule(facts, rule)), ...ends]
}

/** @throws TooLarge */
export const heldBy = async (stored: Facts, at: number): Promise<Held> => {
  const ended = endedIn(stored, at)
  const facts = ended.length === 0 ? stored : await factsAfter(stored, { adds: [], removes: ended })
  return { stored, facts, ended, at }
}

/** The same at once; undefined when it takes longer than that. */
export const heldNow = (stored: Facts, at: number): Held | undefined => {
  if (stored.ends.next > at) return { stored, facts: stored, ended: [], at }
  const ended = endedIn(stored, at)
  const facts = advanceFacts(stored, { adds: [], removes: ended })
  return facts && { stored, facts, ended, at }
}
