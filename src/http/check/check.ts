import type { z } from 'zod'
import type { Snapshot } from '../../engine/snapshot.ts'
import { ConsistencyMode } from '../../model/consistency.ts'
import { OrgRef } from '../../model/id.ts'
import { AsOf, asItWas, isForOther, onePointInTime, PAST_REFUSALS, TWO_TIMES } from '../as-of.ts'
import type { Rooms } from '../rooms.ts'
import { type Input, route } from '../route.ts'
import { andThen } from '../steps/and-then.ts'
import { organisationFor } from '../steps/inside.ts'
import { explainedWork } from './explained-work.ts'
import { noteDecision } from './note-decisions.ts'
import { readPlainCheck } from './plain.ts'
import { asked, DecidedAt, DecisionReply, nowhere, printedDecision, Question } from './question.ts'
import { Asker } from './who-may-ask.ts'

const Body = Question.extend({
  org: OrgRef.describe('The organisation asked about'),
  consistency: ConsistencyMode.optional(),
  as_of: AsOf.optional(),
})
  .refine(onePointInTime, TWO_TIMES)
  .meta({ id: 'CheckRequest' })

export const check = route({
  operation: 'check',
  method: 'POST',
  path: '/check',
  tag: 'Decisions',
  summary: 'May this subject do this action to this resource?',
  description:
    'A deny is an answer with status 200. Without `subject` the question is about the caller; asking about others needs a key with scope `check`, and a service account, or the right to read permissions.',
  body: Body,
  limits: { bytes: 64 * 2 ** 10, values: 1_000 },
  reply: DecisionReply.and(DecidedAt),
  problems: [
    'subject_refused',
    'unknown_action',
    'unknown_resource_type',
    'too_much_work',
    'foreign_token',
    'not_yet_consistent',
    ...PAST_REFUSALS,
  ],
  scope: 'none',
  may: 'caller',
  readPlain: readPlainCheck,
  atOnce: true,
  work: { answered: explainedWork },
  handle(rooms, input) {
    const { caller, body } = input
    if (isForOther(rooms.role, body.as_of)) return input.elsewhere(rooms)
    if (body.as_of !== undefined) return decidedThen(rooms, input, body.as_of)
    const found = organisationFor(rooms, caller, body.org, body.consistency)
    return andThen(found, snapshot => decided(rooms, input, snapshot))
  },
})

type Asked = Pick<Input<unknown, unknown, z.output<typeof Body>>, 'caller' | 'body' | 'requestId'>

const decided = (rooms: Rooms, { caller, body, requestId }: Asked, snapshot: Snapshot | undefined) => {
  const { org, explain } = body
  const revision = snapshot?.revision ?? 0
  const token = rooms.replica.token(org, revision)
  if (!snapshot) {
    rooms.observe.decided(false)
    return { ...nowhere(explain), revision, token }
  }
  const request = asked(new Asker(snapshot, caller), body)
  const decision = printedDecision(snapshot, request, snapshot.answer(request))
  noteDecision(rooms, { snapshot, caller, requestId }, { question: request, answer: decision })
  return { ...decision, revision, token }
}

/** The answer as it was then. It is nothing that anybody acts on, so it is neither counted nor logged as a decision. */
const decidedThen = async (rooms: Rooms, { caller, body }: Asked, asOf: AsOf) => {
  const { org, explain } = body
  const now = await organisationFor(rooms, caller, org)
  if (!now) return { ...nowhere(explain), revision: 0, token: rooms.replica.token(org, 0) }
  const then = await asItWas(rooms, { now, caller, asOf })
  const request = asked(new Asker(now, caller), body)
  const decision = printedDecision(then, request, then.answer(request))
  return { ...decision, revision: then.revision, token: rooms.replica.token(org, then.revision) }
}
