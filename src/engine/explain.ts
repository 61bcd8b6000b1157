import type { Revision } from '../model/change.ts'
import type { Rule } from '../model/rule.ts'
import type { Fields } from './casbin/decider.ts'
import { placeOf } from './facts.ts'
import type { CheckRequest, Judge, Unknown } from './judge.ts'

/** Why a request was denied, in a word. */
export type Reason = Unknown | 'no_role' | 'denied_by_rule' | 'not_granted'

/** Why a request was answered as it was. */
export interface Explanation {
  readonly decided_by: 'allow' | 'deny' | 'no_rule'
  /** The rule that Casbin names; the domain of a rule of the policy set itself is `*`. */
  readonly rule?: Rule
  /** From the subject to the one that the rule names, over groups and roles; empty without a rule. */
  readonly path: readonly string[]
  /** The weakest level that would be enough if it were granted on the resource; absent when none would be. */
  readonly missing?: string
  readonly reason?: Reason
  readonly revision: Revision
}

const ROLE = 'role:'

const printed = (judge: Judge, fields: Fields): Rule => {
  const { set } = judge.facts
  const everywhere: Rule = ['p', ...set.layout.everywhere(fields)]
  const own: Rule = ['p', ...fields]
  const place = placeOf(judge.facts, own)
  return set.baseline.has(everywhere) && !place?.rows.has(place.key, place.cell) ? everywhere : own
}

/** Asks Casbin again with each level granted to the subject on the resource, the weakest first. */
const missingLevel = (judge: Judge, request: CheckRequest, rules: readonly Fields[]): string | undefined => {
  const { set } = judge.facts
  const { actionField } = set.plan
  if (actionField === undefined) return undefined
  const grant = (level: string): Fields =>
    set.layout.fieldsOf(
      judge.org,
      request.subject,
      request.resource,
      set.layout.others.map(name => (name === actionField ? level : name === 'eft' ? 'allow' : '0')),
    )
  return Object.keys(set.catalogue.levels).find(level =>
    set.decider.decide(judge, [...rules, grant(level)], judge.asked(request)),
  )
}

const holdsRole = (judge: Judge, subject: string): boolean => {
  const { names, set } = judge.facts
  const roles = judge.reachOf(set.plan.graphs.subject).closureOf(subject).ids
  return set.plan.graphs.subject === undefined || roles.some(id => names.textOf(id).startsWith(ROLE))
}

const subjectOf = (judge: Judge, rule: Fields): string =>
  rule[judge.facts.set.model.policy.indexOf('sub')] ?? ''

/** The answer of `check`, by the same rules and the same Casbin, with its reason. */
export const explain = (
  judge: Judge,
  request: CheckRequest,
  revision: Revision,
): { allowed: boolean; explanation: Explanation } => {
  const rules = judge.rulesFor(request.subject, request.resource)
  const { allowed, rule } = judge.facts.set.decider.explain(judge, rules, judge.asked(request))
  const denied = (reason: Reason, more: Partial<Explanation> = {}) => ({
    allowed: false,
    explanation: { decided_by: 'no_rule' as const, path: [], revision, reason, ...more },
  })
  const unknown = judge.unknown(request)
  if (unknown) return denied(unknown)
  if (rule) {
    const from = judge.reachOf(judge.facts.set.plan.graphs.subject)
    const found = {
      rule: printed(judge, rule),
      path: from.path(request.subject, subjectOf(judge, rule)) ?? [request.subject],
    }
    if (!allowed) return denied('denied_by_rule', { ...found, decided_by: 'deny' })
    return { allowed, explanation: { decided_by: 'allow', ...found, revision } }
  }
  if (!holdsRole(judge, request.subject)) return denied('no_role')
  const missing = missingLevel(judge, request, rules)
  return denied('not_granted', missing === undefined ? {} : { missing })
}
