import { type Rule, ruleKey } from '../model/rule.ts'
import type { RulesView } from './rules-view.ts'

/** What turns the rules there are into the rules wanted. */
export const exactly = (view: RulesView, present: readonly Rule[], wanted: readonly Rule[]) => {
  const keys = new Set(wanted.map(ruleKey))
  return {
    adds: wanted.filter(rule => !view.has(rule)),
    removes: present.filter(rule => !keys.has(ruleKey(rule))),
  }
}
