import { type Rule, ruleKey } from '../model/rule.ts'
import { printRule } from './rules-text.ts'

/** What turns one list of rules into another. Rules are a set here: order and repetition say nothing. */
export interface RulesDiff {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

const keyed = (rules: readonly Rule[]): Map<string, Rule> => new Map(rules.map(rule => [ruleKey(rule), rule]))

const missingFrom = (rules: Map<string, Rule>, others: Map<string, Rule>): Rule[] =>
  [...rules].filter(([key]) => !others.has(key)).map(([, rule]) => rule)

/** Each side in the order of the list that it comes from. */
export function diffRules(from: readonly Rule[], to: readonly Rule[]): RulesDiff {
  const before = keyed(from)
  const after = keyed(to)
  return { adds: missingFrom(after, before), removes: missingFrom(before, after) }
}

/** `applyDiff(a, diffRules(a, b))` holds the rules of `b`: those kept in their order, then those added. */
export function applyDiff(rules: readonly Rule[], { adds, removes }: RulesDiff): readonly Rule[] {
  const left = keyed(rules)
  for (const rule of removes) left.delete(ruleKey(rule))
  for (const rule of adds) left.set(ruleKey(rule), rule)
  return [...left.values()]
}

/** As a person reviews it: `- rule` for what goes, `+ rule` for what comes. Empty when nothing differs. */
export const printDiff = ({ adds, removes }: RulesDiff): string =>
  [...removes.map(rule => `- ${printRule(rule)}\n`), ...adds.map(rule => `+ ${printRule(rule)}\n`)].join('')
