import type { Rule } from '../src/model/rule.ts'
import { orgOf } from './organisations.ts'

/** The change after `revision` that gives or takes a grant of the first organisation. */
export const grantChange = (revision: number, kind: 'adds' | 'removes', rule: Rule) => ({
  org: orgOf(0),
  revision: revision + 1,
  at: new Date(0),
  adds: kind === 'adds' ? [rule] : [],
  removes: kind === 'removes' ? [rule] : [],
  narrows: false,
  touched: [],
  actor: 'operator' as const,
  operation: 'setGrant',
  target: 'org',
})
