/** The rules of one organisation as they are stored, and as they hold at a moment: without those that have ended by then. */
import type { Rule } from '../model/rule.ts'
import { endedRule, isEnd } from '../model/rule-ends.ts'
import { advanceFacts, type ChangedRules, canGrow, rebuiltFacts } from './advance.ts'
import { type Facts, hasRule, placeOf } from './facts.ts'
import { isOver, nextTurn } from './turns.ts'

export interface Held {
  readonly stored: Facts
  readonly facts: Facts
  /** What is stored and does not hold: the rules that have ended, and what says so. */
  readonly ended: readonly Rule[]
  readonly at: number
}

/** Before any rule ends. */
export const NEVER = Number.NEGATIVE_INFINITY

/** In turns with other work. @throws BadRule, TooLarge */
export const factsAfter = async (facts: Facts, change: ChangedRules): Promise<Facts> =>
  (await advanceInTurns(facts, change)) ?? (await rebuiltFacts(facts, change))

/** The rules of a change that are taken at once: a few tenths of a millisecond. */
const AT_ONCE = 128

/** Whether a change is small enough to be taken in without holding up others. */
export const isSmall = ({ adds, removes }: ChangedRules): boolean => adds.length + removes.length <= AT_ONCE

/** The facts after a change, a part of it after the other; undefined when they must be built anew. */
const advanceInTurns = async (facts: Facts, change: ChangedRules): Promise<Facts | undefined> => {
  // Where rules are scanned, each step would copy all of them.
  if (isSmall(change) || facts.ordered) return advanceFacts(facts, change)
  if (!canGrow(facts, change)) return undefined
  let after: Facts | undefined = facts
  for (const part of partsOf(change)) {
    after = advanceFacts(after, part)
    if (!after) return undefined
    if (isOver()) await nextTurn()
  }
  return after
}

/** First what goes, so that a rule that goes and comes stays. */
function* partsOf({ adds, removes }: ChangedRules): Generator<ChangedRules> {
  for (let at = 0; at < removes.length; at += AT_ONCE)
    yield { adds: [], removes: removes.slice(at, at + AT_ONCE) }
  for (let at = 0; at < adds.length; at += AT_ONCE) yield { adds: adds.slice(at, at + AT_ONCE), removes: [] }
}

/** The same; where the change brings names that the facts do not know, they are built anew, so that those of a snapshot that answers do not grow. */
export const factsBeside = (facts: Facts, change: ChangedRules): Promise<Facts> =>
  change.adds.every(rule => isEnd(rule) || placeOf(facts, rule))
    ? factsAfter(facts, change)
    : rebuiltFacts(facts, change)

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
  const change = { adds: [], removes: ended }
  const facts = isSmall(change) ? advanceFacts(stored, change) : undefined
  return facts && { stored, facts, ended, at }
}
