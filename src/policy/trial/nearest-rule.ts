import type { CompiledSet } from '../../engine/set.ts'
import type { Rule } from '../../model/rule.ts'
import { type Chains, chainsOf } from '../chains.ts'
import { type Grant, grantOf } from '../grants-of-set.ts'
import type { Question } from './run.ts'
import { rulesOf, type Situation } from './situation.ts'

/** The rule that comes nearest to the expected decision. */
export interface NearestRule {
  readonly rule: Rule
  /** What keeps it from being about the question; empty when it is about it and does not decide all the same. */
  readonly misses: readonly string[]
}

/** What keeps a rule from being about a question. */
const missesOf = (
  { who, what, how }: Chains,
  { subject, action, resource }: Question,
  rule: Grant,
): string[] => [
  ...(who.reach(subject).has(rule.sub) ? [] : [`${subject} is not in ${rule.sub}`]),
  ...(what.reach(resource).has(rule.obj) ? [] : [`${resource} is not in ${rule.obj}`]),
  ...(how.reach(action).has(rule.act) ? [] : [`${action} is not part of ${rule.act}`]),
]

/**
 * The rules of a set and a situation, by how near they come to deciding a question: the one that fails in the
 * fewest of subject, resource and action; the first of several.
 */
export function nearestRules(set: CompiledSet, baseline: readonly Rule[], situation: Situation) {
  const rules = [...baseline, ...rulesOf(situation.facts, situation.org, set.catalogue)]
  const chains = chainsOf(set, rules)
  const grants = rules
    .filter(([section]) => section === 'p')
    .map(rule => ({ rule, grant: grantOf(set, rule) }))
  return (question: Question, allows: boolean): NearestRule | undefined => {
    let nearest: NearestRule | undefined
    for (const { rule, grant } of grants) {
      if (grant.denies === allows) continue
      const missed = missesOf(chains, question, grant)
      if (nearest === undefined || missed.length < nearest.misses.length) nearest = { rule, misses: missed }
    }
    return nearest
  }
}
