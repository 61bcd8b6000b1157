/** Who gave what somebody may do, and when: each rule on the way to it, with the change that added it. */
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { PolicyStore } from '../ports/policy-store.ts'

/** A rule of the organisation with the change that added it. Rules of the policy set have none. */
export interface Given {
  readonly rule: Rule
  readonly revision: Revision
  readonly at: Date
  readonly by: string
  readonly operation: string
  readonly reason?: string
}

/** From the account over groups and roles to who the rule names, then on what, then the level. */
export type Way = readonly string[]

/** The rules of a way, as an organisation's own are written; some of them may be rules of the set. */
const rulesOf = (org: OrgId, way: Way): readonly Rule[] => {
  const [holder, on, level] = way.slice(-3)
  if (holder === undefined || on === undefined || level === undefined) return []
  const path = way.slice(0, -2)
  const links = path.slice(1).map((to, at) => membershipRule(org, path[at] as Subject, to as Subject))
  return [...links, ['p', holder, org, on, level, 'allow']]
}

/** The most rules that one question traces. */
const MAX_TRACED = 1_000

/** What gave each way at a revision, in the order of the way. Ways beyond 1,000 rules stay untraced. */
export async function originsOf(
  policy: PolicyStore,
  at: { readonly org: OrgId; readonly revision: Revision },
  ways: readonly Way[],
): Promise<ReadonlyMap<Way, readonly Given[]>> {
  const all = ways.flatMap(way => rulesOf(at.org, way)).map(rule => [ruleKey(rule), rule] as const)
  const given = await givenBy(policy, at, [...new Map(all).values()].slice(0, MAX_TRACED))
  return new Map(ways.map(way => [way, rulesOf(at.org, way).flatMap(rule => given.get(ruleKey(rule)) ?? [])]))
}

/** The change that added each rule, by its key. */
export const givenBy = async (
  policy: PolicyStore,
  { org, revision }: { readonly org: OrgId; readonly revision: Revision },
  rules: readonly Rule[],
): Promise<ReadonlyMap<string, Given>> => {
  const origins = await policy.origins(org, rules, revision)
  const changes = new Map<Revision, ChangeRecord>()
  for (const made of new Set(origins.filter(each => each !== undefined)))
    for await (const change of policy.changes(org, made - 1, made)) changes.set(made, change)
  const given = new Map<string, Given>()
  for (const [at, rule] of rules.entries()) {
    const change = changes.get(origins[at] ?? 0)
    if (change) given.set(ruleKey(rule), givenOf(rule, change))
  }
  return given
}

const givenOf = (rule: Rule, { revision, at, actor, operation, reason }: ChangeRecord): Given => ({
  rule,
  revision,
  at,
  by: actor,
  operation,
  ...(reason === undefined ? {} : { reason }),
})
