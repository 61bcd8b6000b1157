import type { ChangeRequest, Draft } from '../../change/commit.ts'
import { escalationsUnder, requireEscalationsSaid, requireSaid } from '../../change/escalation.ts'
import { recordsFollowing } from '../../change/following.ts'
import { requireWithin, roleNamed } from '../../change/reach.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Revision } from '../../model/change.ts'
import type { OrgId } from '../../model/id.ts'
import type { PolicyPlan } from '../../model/policy-plan.ts'
import { Problem } from '../../model/problems.ts'
import type { Rule } from '../../model/rule.ts'
import { isEnd, momentOf } from '../../model/rule-ends.ts'
import type { Store } from '../../ports/store.ts'
import { requireBases } from '../rollback.ts'
import { printRule } from '../rules-text.ts'
import { decidingBy } from '../set-versions.ts'
import { underSet } from './drafts.ts'
import type { PlansParts } from './planning.ts'

/** What whoever applies a plan says to it. */
export interface Acceptance {
  readonly id: string
  /** The digest that was reviewed, where the caller names it. */
  readonly digest?: string | undefined
  readonly accept: readonly ('lockouts' | 'own_right' | 'escalation')[]
  /** Why the operator applies it without a second person. */
  readonly break_glass?: string | undefined
}

interface Applying {
  readonly plan: PolicyPlan
  readonly by: ChangeRequest
  readonly accepted: Acceptance
}

/** The most changes between a plan and its application: they are looked at while others wait. */
const MAX_BETWEEN = 5_000

/**
 * A plan applies to the rules that it was made on. Changes of records alone, such as another plan, do not matter to it.
 * @throws Problem plan_outdated naming the change that came between
 */
export const requireUnchanged = async (
  { policy }: Pick<Store, 'policy'>,
  org: OrgId,
  { revision }: PolicyPlan,
  head: Revision,
): Promise<void> => {
  if (head - revision > MAX_BETWEEN)
    throw new Problem('plan_outdated', `more than ${MAX_BETWEEN} changes came after it`)
  for await (const change of policy.changes(org, revision, head))
    if (change.adds.length + change.removes.length > 0 || change.touched.includes('organisation'))
      throw new Problem(
        'plan_outdated',
        `revision ${change.revision} changed them: ${change.operation} by ${change.actor}`,
      )
}

/** The draft of a change that makes the plan hold. */
export const applied = async (parts: PlansParts, view: RulesView, applying: Applying): Promise<Draft> => {
  const { plan, accepted } = applying
  if (plan.expires_at <= parts.now()) throw new Problem('plan_expired')
  if (accepted.digest !== undefined && accepted.digest !== plan.digest)
    throw new Problem('plan_outdated', 'the digest is that of another plan')
  requireSecondPerson(view, applying)
  requireAcceptance(applying)
  await requireUnchanged(parts.store, view.organisation.id, plan, view.revision)
  await requireEscalations(parts, view, applying)
  const { records = [], ...draft } = await draftOf(parts, view, plan)
  return { ...draft, records: [...records, { drop: 'policy_plan', id: plan.id }] }
}

/** Under another set roles may do other things: whoever moves the organisation there reaches as far as its administrators. */
const requireEscalations = async (
  parts: PlansParts,
  view: RulesView,
  { plan: { change }, by, accepted }: Applying,
): Promise<void> => {
  const saying = { by, accepted: accepted.accept.includes('escalation') }
  if ('adds' in change) await requireEscalationsSaid(view, change, saying)
  if (change.kind !== 'policy_set') return
  await requireWithin(view, by.actor, roleNamed(view.catalogue.administrator))
  const after = await underSet(parts, view.organisation.id, change.policy_set)
  requireSaid(view, await escalationsUnder(view, after), saying)
}

const requireSecondPerson = ({ organisation }: RulesView, { plan, by, accepted }: Applying): void => {
  if (organisation.settings.policy_review !== 'two_people') return
  if (accepted.break_glass === undefined && plan.created_by === by.actor)
    throw new Problem('second_person_needed')
}

const requireAcceptance = ({ plan, by, accepted }: Applying): void => {
  const own = plan.locks_out.some(each => each === by.actor)
  const missing = [
    ...(own && !accepted.accept.includes('own_right') ? ['own_right'] : []),
    ...(plan.locked_out > (own ? 1 : 0) && !accepted.accept.includes('lockouts') ? ['lockouts'] : []),
  ]
  if (missing.length > 0)
    throw new Problem(
      'lockout_unconfirmed',
      `${missing.join(', ')}: ${plan.locks_out.slice(0, 20).join(', ')}`,
    )
}

/** What has its end by now would go at once, which nobody reviewed. What a rollback brings back is over by then as it was before. */
const requireNotOver = (adds: readonly Rule[], now: Date): void => {
  const over = adds.find(rule => isEnd(rule) && momentOf(rule) <= now.getTime())
  if (over) throw new Problem('plan_outdated', `the moment of ${printRule(over)} is over`)
}

const draftOf = async (parts: PlansParts, view: RulesView, { change }: PolicyPlan): Promise<Draft> => {
  const { organisation } = view
  if (change.kind === 'review') {
    const settings = { ...organisation.settings, policy_review: change.policy_review }
    return { records: [{ put: 'organisation', value: { ...organisation, settings } }] }
  }
  if (change.kind === 'policy_set') {
    const installed = await parts.store.sets.find(change.policy_set)
    if (installed?.digest !== change.digest)
      throw new Problem('plan_outdated', `another version of ${change.policy_set} was installed meanwhile`)
    const { policy_set: set } = organisation
    const before = { policy_set: set, digest: (await parts.store.sets.find(set))?.digest }
    const next = { since: view.revision + 1, policy_set: change.policy_set, digest: change.digest }
    const value = decidingBy(organisation, next, before)
    return { records: [{ put: 'organisation', value }], narrows: true }
  }
  const { adds, removes } = change
  if (change.kind === 'rules') requireNotOver(adds, parts.now())
  else requireBases(await parts.compiled(organisation.policy_set), change)
  return { adds, removes, records: await recordsFollowing(parts, view, { adds, removes }) }
}
