/**
 * Plans: changes of an organisation's policy that are shown before they are made, and made by one more call. A plan is bound to
 * the rules that it was made on. Where the organisation wants two people, its author cannot apply it.
 */
import { requireRoom } from '../../change/bounded.ts'
import type { ChangeRequest, Committed } from '../../change/commit.ts'
import type { RecordWrite } from '../../model/change.ts'
import { decodeRef, type OrgId } from '../../model/id.ts'
import type { PolicyPlan } from '../../model/policy-plan.ts'
import { Problem } from '../../model/problems.ts'
import type { Store } from '../../ports/store.ts'
import { readAttributes } from '../read-attributes.ts'
import { createReplay, type ReplayParts } from '../replay.ts'
import { type Acceptance, applied, requireUnchanged } from './applying.ts'
import type { PlanWish } from './drafts.ts'
import { createPlanning } from './planning.ts'

interface Parts extends ReplayParts {
  /** Of what is left to do after a plan was applied. */
  failed(error: unknown): void
}

export function createPlans(parts: Parts) {
  const { store, commit, now } = parts

  const find = async (org: OrgId, id: string): Promise<PolicyPlan> => {
    const plan = await store.records.find('policy_plan', org, id)
    if (plan) return plan
    throw (await endOf(store, org, id)) ?? new Problem('not_found')
  }

  const planned = createPlanning(parts)

  return {
    find,

    /** What a draft would have answered. */
    replay: createReplay(parts),

    /** Those that wait, the newest first. */
    async list(org: OrgId): Promise<readonly PolicyPlan[]> {
      const all = await store.records.all('policy_plan', org)
      return all.filter(({ expires_at }) => expires_at > now()).sort(newestFirst)
    },

    /**
     * Works out what a change would do, and keeps it to be applied.
     * @throws Problem plan_empty, invalid_policy, last_admin, change_too_large, too_much_work, plan_outdated
     */
    async create(org: OrgId, by: ChangeRequest, wish: PlanWish) {
      const { plan, idle } = await planned(org, by, wish)
      // Whoever only asks learns that nothing would change; nobody should have to review it.
      if (idle && !by.dryRun) throw new Problem('plan_empty')
      const { expected: _, ...request } = by
      const committed = await commit(org, { ...request, target: plan.id }, async view => {
        await requireUnchanged(store, org, plan, view.revision)
        const present = await store.records.all('policy_plan', org)
        const over = present.filter(({ expires_at }) => expires_at <= now())
        requireRoom('policy_plan', present.slice(over.length))
        const drops = over.map(({ id }): RecordWrite => ({ drop: 'policy_plan', id }))
        return { records: [...drops, { put: 'policy_plan', value: plan }] }
      })
      return { plan, ...committed }
    },

    /** Takes a plan back. @throws Problem not_found */
    cancel: (org: OrgId, by: ChangeRequest, id: string): Promise<Committed> =>
      commit(org, { ...by, target: id }, async () => {
        await find(org, id)
        return { records: [{ drop: 'policy_plan', id }] }
      }),

    /**
     * Makes the plan hold.
     * @throws Problem not_found, plan_outdated, plan_expired, second_person_needed, lockout_unconfirmed, last_admin
     */
    async apply(org: OrgId, by: ChangeRequest, accepted: Acceptance): Promise<Committed> {
      const { id, break_glass: emergency } = accepted
      const plan = await find(org, id)
      const reason = emergency ?? by.reason ?? reasonOf(plan)
      const operation = emergency === undefined ? by.operation : 'breakGlass'
      const request = { ...by, operation, reason, target: id }
      const made = await commit(org, request, async view =>
        applied(parts, view, { plan: await find(org, id), by, accepted }),
      )
      if (plan.change.kind === 'policy_set' && !made.dryRun)
        // Another set may read other attributes of people and resources. Until they are there, they allow nothing. Where this fails, the
        // plan is applied nevertheless, and `kasbah doctor` finds what is missing.
        await readAttributes({ records: parts.store.records, commit }, org, {
          actor: by.actor,
          operation,
          reason,
          target: id,
        }).catch(parts.failed)
      return made
    },
  }
}

/** What became of a plan that waits no more, as the trail has it. */
const endOf = async (
  { audit }: Pick<Store, 'audit'>,
  org: OrgId,
  id: string,
): Promise<Problem | undefined> => {
  const { items } = await audit.query(org, { target: id }, { limit: LOOKS })
  const end = items.find(({ outcome, operation }) => outcome === 'done' && Object.hasOwn(ENDS, operation))
  if (!end) return undefined
  const { operation, actor, at, revision } = end
  const made = revision === undefined ? '' : `, as revision ${revision}`
  return new Problem('plan_over', `${decodeRef(actor)} ${ENDS[operation]} on ${at.toISOString()}${made}`)
}

/** The newest lines about a plan that are looked at for its end. */
const LOOKS = 50

/** The operations that end a plan, each in words. */
const ENDS: Readonly<Record<string, string>> = {
  applyPolicyPlan: 'applied it',
  breakGlass: 'applied it',
  cancelPolicyPlan: 'took it back',
}

/** What the trail says of a plan that is applied without a reason of its own. */
const reasonOf = ({ created_by, reason }: PolicyPlan): string =>
  `planned by ${created_by}${reason === undefined ? '' : `: ${reason}`}`.slice(0, 1_000)

const newestFirst = (one: PolicyPlan, other: PolicyPlan): number =>
  other.created_at.getTime() - one.created_at.getTime()

export type Plans = ReturnType<typeof createPlans>
