/**
 * The two ways of one snapshot to decide: by Casbin each time, for one question; and for many, by what Casbin said of the first of
 * its kind. Beside each verdict, what names the rule behind it.
 */
import type { Rule } from '../model/rule.ts'
import type { Decide } from './answer.ts'
import type { Fields } from './casbin/decider.ts'
import { printed } from './explain.ts'
import type { Judge } from './judge.ts'
import { memoOf } from './memo.ts'
import type { CheckRequest } from './question.ts'

export interface TwoWays {
  /** By Casbin. */
  readonly judged: Decide
  /** By Casbin or by its answer to the like. */
  readonly remembered: Decide
  /** The rule behind the answer to this very question, where it was the last one that was judged. */
  latest(question: CheckRequest): Rule | undefined
  /** What names the rule behind the last answer that was remembered. */
  named(): () => Rule | undefined
}

/** @param room bytes that may be used to remember */
export const decidingOver = (judge: Judge, room: number): TwoWays => {
  const memo = memoOf(judge, room)
  /** The last question that a rule decided. */
  let last: CheckRequest | undefined
  const judged: Decide = request => {
    const verdict = judge.verdict(request)
    last = verdict === 'no_rule' ? undefined : request
    return verdict
  }
  const printedRule = (rule: Fields | undefined): Rule | undefined => rule && printed(judge, rule)
  const latest = (question: CheckRequest) =>
    last === question ? printedRule(judge.decided?.rule) : undefined
  if (!memo) {
    const named = () => {
      const rule = last && judge.decided?.rule
      return () => printedRule(rule)
    }
    return { judged, remembered: judged, latest, named }
  }
  const remembered: Decide = request => {
    const { subject, action, resource } = judge.placed(request)
    return memo.verdict(subject, action, resource)
  }
  const named = () => {
    const rule = memo.named()
    return () => printedRule(rule())
  }
  return { judged, remembered, latest, named }
}
