import type { Decided } from './casbin/decider.ts'

/** How the rules decide: one allows, one denies, or none matches. */
export type Verdict = 'allow' | 'deny' | 'no_rule'

export const verdictOf = ({ allowed, rule }: Decided): Verdict => {
  if (allowed) return 'allow'
  return rule ? 'deny' : 'no_rule'
}
