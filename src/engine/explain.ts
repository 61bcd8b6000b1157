import type { Resource } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import type { Fields } from './casbin/decider.ts'
import { parentsOf, placeOf } from './facts.ts'
import type { Judge } from './judge.ts'
import { shortened } from './path.ts'
import type { CheckRequest, Unknown } from './question.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** Why a request was denied. */
export type Reason = Unknown | 'too_much_work' | 'no_role' | 'denied_by_rule' | 'not_granted'

/** Why a request was answered as it was. */
export interface Explanation {
  readonly decided_by: 'allow' | 'deny' | 'no_rule'
  /** The rule that Casbin names; the domain of a rule of the policy set itself is `*`. */
  readonly rule?: Rule
  /** From the subject over groups and roles to the one that the rule names; empty without a rule. */
  readonly path: readonly string[]
  /** When this way ends: the rule, a link of the path, or the subject's role; absent when none of them does. */
  readonly until?: string
  /** The weakest level that would be enough if it were granted on the resource; absent when none would be. */
  readonly missing?: string
  readonly reason?: Reason
}

export interface Explained {
  readonly allowed: boolean
  readonly explanation: Explanation
}

const ROLE = 'role:'

/** The rule as it is stored: one of the policy set has the domain `*`. */
export const printed = (judge: Judge, fields: Fields): Rule => {
  const { set } = judge.facts
  const own: Rule = ['p', ...fields]
  const place = placeOf(judge.facts, own)
  if (place?.rows.has(place.key, place.cell)) return own
  const everywhere: Rule = ['p', ...set.layout.everywhere(fields)]
  return set.baseline.has(everywhere) ? everywhere : own
}

/** Asks Casbin again with each level granted to the subject on the resource, the weakest first. */
const missingLevel = (judge: Judge, request: CheckRequest): string | undefined => {
  const { set } = judge.facts
  const { actionField } = set.plan
  if (actionField === undefined) return undefined
  const rules = judge.rulesFor(request)
  const grant = (level: string): Fields =>
    set.layout.fieldsOf(
      judge.org,
      request.subject,
      request.resource,
      set.layout.others.map(name => (name === actionField ? level : name === 'eft' ? 'allow' : '0')),
    )
  return Object.keys(set.catalogue.levels).find(level => {
    judge.work += 4 * rules.length
    return set.decider.decide(judge, [...rules, grant(level)], judge.asked(request)).allowed
  })
}

const holdsRole = (judge: Judge, subject: string): boolean => {
  const { set, names } = judge.facts
  const { graphs } = set.plan
  if (graphs.subject === undefined) return true
  const { ids } = judge.reachOf(graphs.subject).closureOf(subject)
  return ids.some(id => names.textOf(id).startsWith(ROLE))
}

const ruleReason = (judge: Judge, { subject }: CheckRequest, verdict: Verdict): Reason => {
  if (verdict === 'deny') return 'denied_by_rule'
  return holdsRole(judge, subject) ? 'not_granted' : 'no_role'
}

/** Why it is denied, once that is known. */
export const reasonOf = (judge: Judge, request: CheckRequest, verdict: Verdict): Reason =>
  judge.unknown(request) ?? ruleReason(judge, request, verdict)

const subjectOf = (judge: Judge, rule: Fields): string =>
  rule[judge.facts.set.model.policy.indexOf('sub')] ?? ''

const denied = (reason: Reason, more: Partial<Explanation> = {}): Explained => ({
  allowed: false,
  explanation: { decided_by: 'no_rule', path: [], reason, ...more },
})

/** When what a rule gives over this way ends. */
export const until = (
  { facts, org }: Judge,
  rule: Rule,
  way: readonly string[],
): Pick<Explanation, 'until'> => {
  const { ends, set } = facts
  if (ends.size === 0) return {}
  const graph = set.plan.graphs.subject ?? ''
  const endOf = (child: string, parent: string) => ends.momentOf(set.layout.linkOf(graph, child, parent, org))
  const links = way.slice(1).map((parent, at) => endOf(way[at] as string, parent))
  const roles = parentsOf(facts, graph, way[0] as string).filter(name => name.startsWith(ROLE))
  const role = roles.length === 0 ? [] : [Math.max(...roles.map(name => endOf(way[0] as string, name)))]
  const first = Math.min(ends.momentOf(rule), ...links, ...role)
  return Number.isFinite(first) ? { until: new Date(first).toISOString() } : {}
}

/** Casbin's answer and its reason, without asking whether the resource exists. */
const decided = (judge: Judge, request: CheckRequest): Explained => {
  const { set } = judge.facts
  const answer = judge.decide(request)
  const { allowed, rule } = answer
  if (!rule) {
    if (allowed) return { allowed, explanation: { decided_by: 'allow', path: [request.subject] } }
    return denied(ruleReason(judge, request, verdictOf(answer)))
  }
  const from = judge.reachOf(set.plan.graphs.subject)
  const way = from.path(request.subject, subjectOf(judge, rule)) ?? [request.subject]
  const found = { rule: printed(judge, rule), path: shortened(way), ...until(judge, ['p', ...rule], way) }
  if (!allowed) return denied(ruleReason(judge, request, 'deny'), { ...found, decided_by: 'deny' })
  return { allowed, explanation: { decided_by: 'allow', ...found } }
}

/** The answer of `check`, by the same rules and the same Casbin, with its reason. @throws TooMuchWork */
const reasoned = (judge: Judge, request: CheckRequest): Explained => {
  const answer = decided(judge, judge.placed(request))
  const unknown = judge.unknown(request)
  return unknown ? denied(unknown) : answer
}

/** The same with the level that was missing. @throws TooMuchWork */
export const explained = (judge: Judge, request: CheckRequest): Explained =>
  withMissing(judge, request, reasoned(judge, request))

/**
 * The explanation of a denial for someone who may not see the resource: that of a resource that does not exist. It is made from
 * the collection alone, so both give the same bytes after the same work.
 * @throws TooMuchWork
 */
export const explainedUnseen = (judge: Judge, request: CheckRequest): Explained => {
  const collection = judge.collectionOf(request.resource)
  if (collection === undefined) return explained(judge, request)
  const instead = { ...request, resource: collection as Resource }
  const answer = decided(judge, instead)
  return answer.allowed ? denied('unknown_resource') : withMissing(judge, instead, answer)
}

const withMissing = (judge: Judge, request: CheckRequest, answer: Explained): Explained => {
  if (answer.explanation.reason !== 'not_granted') return answer
  const missing = missingLevel(judge, request)
  return missing === undefined ? answer : { allowed: false, explanation: { ...answer.explanation, missing } }
}
