import { type Rule, ruleKey } from '../model/rule.ts'
import type { RulesView } from './rules-view.ts'

/** Adds and removals that turn the present rules into the wanted ones. */
export const exactRules = (view: RulesView, present: readonly Rule[], wanted: readonly Rule[]) => {
  const keys = new Set(wanted.map(ruleKey))
  return {
    adds: wanted.filter(rule => !view.has(rule)),
    removes: present.filter(rule => !keys.has(ruleKey(rule))),
  }
}
