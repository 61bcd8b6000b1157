import { z } from 'zod'
import { decodeRef, ORG } from '../../model/id.ts'
import type { PolicyPlan } from '../../model/policy-plan.ts'
import { Problem } from '../../model/problems.ts'
import type { EffectsPage } from '../../policy/effects.ts'
import { read, write } from '../builders.ts'
import { LARGE } from '../route.ts'
import { Raw } from '../steps/send.ts'
import { wants } from './as-file.ts'
import { InOrg } from './ids.ts'
import { listOf } from './paging.ts'
import { planText, rulesOf } from './plan-text.ts'
import { ONLY_ONE, onlyOne, WISHES, wishOf } from './plan-wish.ts'
import { EffectsReply, printedEffects } from './policy-effects.ts'
import { printedReplay, ReplayReply, ReplayTime } from './policy-replay.ts'

const Head = z
  .object({
    id: z.string(),
    kind: z.enum(['rules', 'rollback', 'policy_set', 'review']),
    plan_revision: z.number().int().describe('The revision that it was made on'),
    digest: z.string().describe('What a reviewer approves'),
    rules_added: z.number().int(),
    rules_removed: z.number().int(),
    pairs: z.number().int().describe('How many accounts differ on how many resources, added up'),
    to: z.number().int().optional().describe('The revision that it goes back to'),
    policy_set: z.string().optional(),
    policy_review: z.string().optional(),
    locks_out: z.array(z.string()).describe('Accounts that could not administer any more, 100 at most'),
    locked_out: z.number().int(),
    remarks: z
      .array(z.string())
      .optional()
      .describe('Rules that give nothing to anybody, and what is new by them, 100 at most'),
    escalates: z
      .array(z.string())
      .optional()
      .describe('What own roles would come to that administrators alone may, 100 at most'),
    reason: z.string().optional(),
    created_by: z.string(),
    author: z.string().optional().describe('What who made it is called today; in the list'),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'PolicyPlanHead' })

const RuleReply = z.array(z.string())
const PlanReply = Head.extend({
  rules: z.object({ added: z.array(RuleReply), removed: z.array(RuleReply) }),
  effects: EffectsReply.omit({ next_token: true }),
  text: z.string().describe('All of it as lines to review'),
}).meta({ id: 'PolicyPlan' })

const printedHead = ({ id, revision, change, effects, locks_out, remarks, ...rest }: PolicyPlan) => {
  const { adds, removes } = rulesOf(change)
  const { kind } = change
  return {
    ...rest,
    ...(remarks === undefined ? {} : { remarks: [...remarks] }),
    id,
    kind,
    plan_revision: revision,
    rules_added: adds.length,
    rules_removed: removes.length,
    pairs: effects.pairs,
    locks_out: locks_out.map(decodeRef),
    created_by: decodeRef(rest.created_by),
    ...('to' in change ? { to: change.to } : {}),
    ...(kind === 'policy_set' ? { policy_set: change.policy_set } : {}),
    ...(kind === 'review' ? { policy_review: change.policy_review } : {}),
  }
}

const printedPlan = (plan: PolicyPlan, kept = true) => {
  const { adds, removes } = rulesOf(plan.change)
  const effects = printedEffects(plan.effects as EffectsPage)
  return {
    ...printedHead(plan),
    rules: { added: adds, removed: removes },
    effects,
    text: planText(plan, kept),
  }
}

const Path = InOrg.extend({ plan: z.string().max(64).describe('The id of the plan') })
const mayRead = () => [
  { on: ORG, operation: 'readPolicy' },
  { on: ORG, operation: 'reportPermissions' },
]

/** Whoever may apply a plan must be able to read it: nobody should approve what they cannot see. */
const mayReview = () => mayRead().map(need => ({ ...need, or: 'applyPolicyPlan' }))

const planPolicy = write({
  operation: 'planPolicy',
  method: 'POST',
  path: '/v1/orgs/:org/policy/plans',
  tag: 'Policy',
  summary: 'Plan a change of the policy',
  description:
    'Answers the rules that would change and who would gain and lose what, and keeps the plan for 14 days. With `dry_run` nothing is kept. It can be applied as long as no rule has changed.',
  params: InOrg,
  body: z
    .strictObject({
      ...WISHES,
      replay: z
        .strictObject(ReplayTime)
        .optional()
        .describe('Also put the decisions that were recorded since then to it, as `replayPolicy` does'),
    })
    .refine(onlyOne, ONLY_ONE),
  limits: LARGE,
  reply: PlanReply.extend({ replay: ReplayReply.optional() }),
  status: 201,
  problems: [
    'invalid_policy',
    'unknown_revision',
    'past_pruned',
    'unknown_policy_set',
    'plan_empty',
    'role_in_use',
    'last_admin',
    'change_too_large',
    'too_much_work',
    'plan_outdated',
    'busy',
  ],
  may: () => [{ on: ORG }, ...mayRead()],
  mayAlso: ({ body }) => (body.replay ? { on: ORG, operation: 'readAudit' } : []),
  async handle({ plans }, { org, body: { replay: time, ...body }, by }) {
    const draft = wishOf(body)
    const replay = time && (await plans.replay(org, { draft, ...time }))
    return { replay, ...(await plans.create(org, by, draft)) }
  },
  state: ({ plan, replay, dryRun }) => ({
    ...printedPlan(plan, !dryRun),
    ...(replay ? { replay: printedReplay(replay) } : {}),
  }),
})

const listPlans = read({
  operation: 'listPolicyPlans',
  path: '/v1/orgs/:org/policy/plans',
  tag: 'Policy',
  summary: 'List the plans that wait',
  params: InOrg,
  reply: listOf(Head),
  may: mayReview,
  async handle({ plans, directory }, { org }) {
    const all = await plans.list(org)
    const names = await directory.names(
      org,
      all.flatMap(({ created_by }) => (created_by === 'operator' ? [] : [created_by])),
    )
    return {
      items: all.map(plan => {
        const author = plan.created_by === 'operator' ? undefined : names.get(plan.created_by)
        return { ...printedHead(plan), ...(author === undefined ? {} : { author }) }
      }),
    }
  },
})

const getPlan = read({
  operation: 'getPolicyPlan',
  path: '/v1/orgs/:org/policy/plans/:plan',
  tag: 'Policy',
  summary: 'Get a plan with its rules and effects',
  description: 'With `Accept: text/plain` it is lines to review.',
  params: Path,
  reply: PlanReply,
  problems: ['plan_over'],
  may: mayReview,
  async handle({ plans }, input) {
    const plan = await plans.find(input.org, input.params.plan)
    if (wants(input, 'text/plain')) return new Raw('text/plain; charset=utf-8', planText(plan))
    return printedPlan(plan)
  },
})

const cancelPlan = write({
  operation: 'cancelPolicyPlan',
  method: 'DELETE',
  path: '/v1/orgs/:org/policy/plans/:plan',
  tag: 'Policy',
  summary: 'Cancel a plan',
  params: Path,
  problems: ['plan_over'],
  may: () => ({ on: ORG, operation: 'planPolicy' }),
  handle: ({ plans }, { org, params, by }) => plans.cancel(org, by, params.plan),
})

const applyPlan = write({
  operation: 'applyPolicyPlan',
  method: 'POST',
  path: '/v1/orgs/:org/policy/plans/:plan/apply',
  tag: 'Policy',
  summary: 'Make a plan hold',
  description:
    'Refused when a rule has changed since the plan was made. Where `policy_review` is `two_people`, its author cannot apply it.',
  params: Path,
  body: z.strictObject({
    digest: z.string().max(64).optional().describe('That of the plan which was reviewed'),
    accept: z
      .array(z.enum(['lockouts', 'own_right', 'escalation']))
      .max(3)
      .default([])
      .describe(
        '`lockouts`: administrators lose their right; `own_right`: you lose yours; `escalation`: a role of the organisation comes to what administrators alone may',
      ),
    break_glass: z
      .string()
      .min(10)
      .max(500)
      .optional()
      .describe('The operator alone: why no second person applies it. Kept in the trail under `breakGlass`'),
  }),
  reply: z.object({ added: z.number().int(), removed: z.number().int() }),
  problems: [
    'plan_outdated',
    'plan_expired',
    'plan_over',
    'second_person_needed',
    'lockout_unconfirmed',
    'escalation_unconfirmed',
    'role_too_strong',
    'role_in_use',
    'last_admin',
    'invalid_policy',
  ],
  may: () => ({ on: ORG }),
  handle({ plans }, { org, params, body, by, caller }) {
    if (body.break_glass !== undefined && caller.kind !== 'operator')
      throw new Problem('forbidden', 'only the operator may break the glass')
    return plans.apply(org, by, { ...body, id: params.plan })
  },
  state: ({ adds, removes }) => ({ added: adds.length, removed: removes.length }),
})

export const policyPlanRoutes = [planPolicy, listPlans, getPlan, cancelPlan, applyPlan]
