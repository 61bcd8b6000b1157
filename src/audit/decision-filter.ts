import { NAMED, type Row, type Sought } from '../model/decision-block.ts'
import { type Rule, ruleKey } from '../model/rule.ts'

/** All filters are exact matches; `since` is inclusive, `until` exclusive. */
export interface DecisionFilter {
  /** Any of these; most are known by one name, and by a pseudonym where they were masked. */
  readonly subjects?: readonly string[]
  readonly resource?: string
  readonly action?: string
  readonly allowed?: boolean
  /** Any of these: a rule about one person is recorded under their name, or their pseudonym. */
  readonly rules?: readonly Rule[]
  readonly since?: Date
  readonly until?: Date
}

/** Of each list a block must name one. */
export const soughtBy = ({
  subjects,
  resource,
  action,
  allowed,
  rules,
}: DecisionFilter): readonly (readonly Sought[])[] => [
  ...(subjects === undefined ? [] : [subjects.map(NAMED.subject)]),
  ...(resource === undefined ? [] : [[NAMED.resource(resource)]]),
  ...(action === undefined ? [] : [[NAMED.action(action)]]),
  ...(allowed === undefined ? [] : [[NAMED.allowed(allowed)]]),
  ...(rules === undefined ? [] : [rules.map(NAMED.rule)]),
]

/** Whether a decision is one of them. */
export const matches = (filter: DecisionFilter): ((row: Row) => boolean) => {
  const { resource, action, allowed } = filter
  const subjects = filter.subjects && new Set(filter.subjects)
  const rules = filter.rules && new Set(filter.rules.map(ruleKey))
  const since = filter.since?.getTime() ?? Number.NEGATIVE_INFINITY
  const until = filter.until?.getTime() ?? Number.POSITIVE_INFINITY
  return ([at, subject, act, on, is, , , , , rule]) =>
    at >= since &&
    at < until &&
    (subjects === undefined || subjects.has(subject)) &&
    (resource === undefined || resource === on) &&
    (action === undefined || action === act) &&
    (allowed === undefined || allowed === is) &&
    (rules === undefined || (rule !== null && rules.has(ruleKey(rule))))
}
