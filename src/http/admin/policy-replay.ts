import { z } from 'zod'
import { decodeRef, ORG } from '../../model/id.ts'
import type { Replay } from '../../policy/replay.ts'
import { LARGE, route } from '../route.ts'
import { InOrg } from './ids.ts'
import { Moment } from './moments.ts'
import { Wish, wishOf } from './plan-wish.ts'

const ChangedAnswer = z
  .object({
    subject: z.string(),
    action: z.string(),
    resource: z.string(),
    allowed: z.boolean().describe('What the draft answers; now it is the other'),
    times: z.number().int().describe('How often it was asked'),
    last_at: z.iso.datetime(),
  })
  .meta({ id: 'ChangedAnswer' })

/** Which questions are put. */
export const ReplayTime = {
  since: Moment,
  until: Moment.optional(),
  limit: z.number().int().min(1).max(1_000).default(100),
}

export const ReplayReply = z
  .object({
    decisions: z.number().int().describe('How many were read'),
    questions: z.number().int().describe('The different questions among them'),
    masked: z.number().int().describe('Decisions about people by pseudonym, which cannot be asked again'),
    sampled: z
      .number()
      .int()
      .describe('Decisions that are a part of those which were allowed: what they show happened more often'),
    sample: z.number().describe('The part of allowed decisions that is recorded now; 1 for all'),
    gains: z.number().int().describe('Questions that the draft allows, and that are denied now'),
    loses: z.number().int().describe('Questions that the draft denies, and that are allowed now'),
    items: z.array(ChangedAnswer).describe('Those asked most often first'),
    more: z.number().int().describe('How many changed answers are not shown'),
  })
  .meta({ id: 'PolicyReplay' })

export const printedReplay = ({ items, ...rest }: Replay) => ({
  ...rest,
  items: items.map(({ subject, resource, ...item }) => ({
    ...item,
    subject: decodeRef(subject),
    resource: decodeRef(resource),
  })),
})

const replayPolicy = route({
  scope: 'read',
  operation: 'replayPolicy',
  method: 'POST',
  path: '/v1/orgs/:org/policy/replay',
  tag: 'Policy',
  summary: 'Put the questions of the past to a draft of the policy',
  description:
    'Answers which decisions that were recorded since then the draft would change, for whom, and how often they were asked. A process makes two such reports at once, and one of an organisation: another is answered `busy`. It compares the draft with the policy as it is now, without the context of the questions, which is never recorded. Decisions must be kept in the store (`KASBAH_DECISION_LOG`).',
  params: InOrg,
  body: z.strictObject({ draft: Wish, ...ReplayTime }),
  limits: LARGE,
  reply: ReplayReply,
  problems: [
    'invalid_policy',
    'unknown_revision',
    'past_pruned',
    'unknown_policy_set',
    'change_too_large',
    'too_much_work',
    'busy',
  ],
  may: () => [
    { on: ORG, operation: 'readPolicy' },
    { on: ORG, operation: 'readAudit' },
  ],
  async handle({ plans }, { org, body }) {
    const { draft, ...time } = body
    return printedReplay(await plans.replay(org, { draft: wishOf(draft), ...time }))
  },
})

export const policyReplayRoutes = [replayPolicy]
