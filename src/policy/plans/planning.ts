/** Works out what a change would do: the rules, who gains and who loses what, and who could not administer any more. */
import { createHash } from 'node:crypto'
import type { ChangeRequest } from '../../change/commit.ts'
import { escalations, escalationsUnder } from '../../change/escalation.ts'
import { requireNoneLeft } from '../../change/role-uses.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import type { PlannedChange, PolicyPlan } from '../../model/policy-plan.ts'
import { Problem } from '../../model/problems.ts'
import { ruleKey } from '../../model/rule.ts'
import { endedRule, isEnd } from '../../model/rule-ends.ts'
import { fresh } from '../../model/unique.ts'
import type { Store } from '../../ports/store.ts'
import type { Comparisons } from '../comparisons.ts'
import { pageOfEffects } from '../effects.ts'
import type { RollbackParts } from '../rollback.ts'
import { changeOf, type PlanWish, underSet } from './drafts.ts'
import { lockedOut } from './lockouts.ts'
import { remarksOn } from './remarks.ts'

export interface PlansParts extends RollbackParts {
  readonly store: RollbackParts['store'] & Pick<Store, 'sets' | 'audit'>
  readonly comparisons: Comparisons
  /** The newest rules of an organisation. */
  view(org: OrgId): Promise<Snapshot | undefined>
}

/** A plan, and whether it would change nothing. */
export interface Planned {
  readonly plan: PolicyPlan
  readonly idle: boolean
}

/** How long a plan can be applied. */
const LIFE_MS = 14 * 86_400_000

/** The rows of effects and the lockouts that a plan keeps. */
const MAX_ROWS = 200
const MAX_LOCKED_OUT = 100

const digestOf = (org: OrgId, revision: number, change: PlannedChange): string =>
  createHash('sha256')
    .update(JSON.stringify([org, revision, change]))
    .digest('hex')

export function createPlanning(parts: PlansParts) {
  const { commit, comparisons, now } = parts

  /** The rules as the change would leave them: the door looks at it as at any change, and commits nothing. */
  const tried = async (org: OrgId, by: ChangeRequest, change: PlannedChange): Promise<RulesView> => {
    if (change.kind === 'policy_set') return underSet(parts, org, change.policy_set)
    const rules = 'adds' in change ? { adds: change.adds, removes: change.removes } : {}
    // How far somebody reaches is asked of whoever applies it.
    const { after } = await commit(org, { ...by, dryRun: true, promised: true }, () => rules)
    return after
  }

  return async (org: OrgId, by: ChangeRequest, wish: PlanWish): Promise<Planned> => {
    const before = await parts.view(org)
    if (!before) throw new Problem('not_found')
    const { revision } = before
    if (by.expected !== undefined && by.expected !== revision)
      throw new Problem('revision_mismatch', `the organisation is at revision ${revision}`)
    const change = await changeOf(parts, before, wish)
    const after = (await tried(org, { ...by, expected: revision }, change)) as Snapshot
    const effects = pageOfEffects(await comparisons.compare(before, after), MAX_ROWS)
    const lasting = withoutEnding(change)
    const last = lasting === change ? after : ((await tried(org, by, lasting)) as Snapshot)
    const lost = await lockedOut(before, last)
    const remarks = await remarksOn(parts.store.records, after, change)
    const author = by.actor as Subject
    const escalating = await escalatingBy(parts, { before, after }, change)
    const first = lost.includes(author) ? [author] : []
    const plan: PolicyPlan = {
      id: fresh('plan'),
      revision,
      digest: digestOf(org, revision, change),
      change,
      effects,
      locks_out: [...first, ...lost.filter(each => each !== author)].slice(0, MAX_LOCKED_OUT),
      locked_out: lost.length,
      ...(remarks.length === 0 ? {} : { remarks }),
      ...escalating,
      ...(by.reason === undefined ? {} : { reason: by.reason }),
      created_by: author,
      created_at: now(),
      expires_at: new Date(now().getTime() + LIFE_MS),
    }
    return { plan, idle: await isIdle(parts, before, change) }
  }
}

/** What the plan says of roles. @throws Problem role_in_use for one that could not go, as when the plan is applied */
const escalatingBy = async (
  { store }: PlansParts,
  { before, after }: { readonly before: Snapshot; readonly after: Snapshot },
  change: PlannedChange,
): Promise<Pick<PolicyPlan, 'escalates'>> => {
  if ('adds' in change) await requireNoneLeft(store.records, before, change)
  else if (change.kind !== 'policy_set') return {}
  const escalates =
    'adds' in change ? await escalations(before, change) : await escalationsUnder(before, after)
  return escalates.length === 0 ? {} : { escalates: escalates.slice(0, MAX_LOCKED_OUT) }
}

/** The change once what it gives an end has ended: who could administer by that alone loses the right, only later. */
const withoutEnding = (change: PlannedChange): PlannedChange => {
  if (!('adds' in change && change.adds.some(isEnd))) return change
  const ended = new Map(
    change.adds
      .filter(isEnd)
      .map(endedRule)
      .map(rule => [ruleKey(rule), rule]),
  )
  const adds = change.adds.filter(rule => !isEnd(rule) && !ended.has(ruleKey(rule)))
  const come = new Set(change.adds.map(ruleKey))
  const goes = [...ended].filter(([key]) => !come.has(key)).map(([, rule]) => rule)
  return { ...change, adds, removes: [...change.removes, ...goes] }
}

/** Whether the policy is what the change would make of it. */
const isIdle = async (
  { store }: PlansParts,
  { organisation }: Snapshot,
  change: PlannedChange,
): Promise<boolean> => {
  const { policy_set, settings } = organisation
  if (change.kind === 'review') return (settings.policy_review ?? 'none') === change.policy_review
  if (change.kind !== 'policy_set') return change.adds.length + change.removes.length === 0
  return change.policy_set === policy_set && (await store.sets.find(policy_set))?.digest === change.digest
}
