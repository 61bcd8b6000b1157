import type { CompiledSet } from '../engine/set.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { printRule } from './rules-text.ts'

/** What turns one list of rules into another. Repetition says nothing, nor does order in {@link diffRules}. */
export interface RulesDiff {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

const keyed = (rules: readonly Rule[]): Map<string, Rule> => new Map(rules.map(rule => [ruleKey(rule), rule]))

const keyedInTurns = async (rules: readonly Rule[]): Promise<Map<string, Rule>> => {
  const all = new Map<string, Rule>()
  for (const rule of rules) {
    all.set(ruleKey(rule), rule)
    if (isOver()) await nextTurn()
  }
  return all
}

const missingFrom = async (rules: Map<string, Rule>, others: Map<string, Rule>): Promise<Rule[]> => {
  const missing: Rule[] = []
  for (const [key, rule] of rules) {
    if (!others.has(key)) missing.push(rule)
    if (isOver()) await nextTurn()
  }
  return missing
}

/** Each side in the order of the list that it comes from. Made in turns with other work. */
export async function diffRules(from: readonly Rule[], to: readonly Rule[]): Promise<RulesDiff> {
  const before = await keyedInTurns(from)
  const after = await keyedInTurns(to)
  return { adds: await missingFrom(after, before), removes: await missingFrom(before, after) }
}

/** {@link diffRules} from rules that are read a batch at a time: those that stay are not kept, for an organisation may have many. Each is read once. */
export async function diffFromStored(
  from: AsyncIterable<readonly Rule[]>,
  to: readonly Rule[],
): Promise<RulesDiff> {
  const left = await keyedInTurns(to)
  const removes: Rule[] = []
  for await (const some of from)
    for (const rule of some) {
      if (!left.delete(ruleKey(rule))) removes.push(rule)
      if (isOver()) await nextTurn()
    }
  return { adds: [...left.values()], removes }
}

/**
 * The same where the order of `p` rules decides. Rules are kept in the order in which they were added, so what stands
 * behind the first rule that is out of place is removed and added again.
 */
export async function diffInOrder(from: readonly Rule[], to: readonly Rule[]): Promise<RulesDiff> {
  const [before, after] = [from.filter(isGrant), to.filter(isGrant)]
  const places = new Map(before.map((rule, place) => [ruleKey(rule), place]))
  let last = -1
  let kept = 0
  for (; kept < after.length; kept++) {
    const place = places.get(ruleKey(after[kept] as Rule)) ?? -1
    if (place <= last) break
    last = place
  }
  const stays = new Set(after.slice(0, kept).map(ruleKey))
  const links = await diffRules(
    from.filter(rule => !isGrant(rule)),
    to.filter(rule => !isGrant(rule)),
  )
  return {
    adds: [...links.adds, ...after.slice(kept)],
    removes: [...links.removes, ...before.filter(rule => !stays.has(ruleKey(rule)))],
  }
}

const isGrant = ([section]: Rule): boolean => section === 'p'

/** The difference as the set needs it: with the order where that decides. */
export const diffUnder = (
  { model }: CompiledSet,
  from: readonly Rule[],
  to: readonly Rule[],
): Promise<RulesDiff> => (model.effect === 'priority' ? diffInOrder(from, to) : diffRules(from, to))

/** `applyDiff(a, diffRules(a, b))` holds the rules of `b`: those kept in their order, then those added. */
export function applyDiff(rules: readonly Rule[], { adds, removes }: RulesDiff): readonly Rule[] {
  const left = keyed(rules)
  for (const rule of removes) left.delete(ruleKey(rule))
  for (const rule of adds) {
    left.delete(ruleKey(rule))
    left.set(ruleKey(rule), rule)
  }
  return [...left.values()]
}

/** As a person reviews it: `- rule` for what goes, `+ rule` for what comes. Empty when nothing differs. */
export const printDiff = ({ adds, removes }: RulesDiff): string =>
  [...removes.map(rule => `- ${printRule(rule)}\n`), ...adds.map(rule => `+ ${printRule(rule)}\n`)].join('')
