import { z } from 'zod'
import { ConsistencyMode } from '../../model/consistency.ts'
import { OrgRef } from '../../model/id.ts'
import { route } from '../route.ts'
import { organisationFor } from '../steps/inside.ts'
import { noted } from './noted.ts'
import { asked, DecisionReply, nowhere, printed, Question } from './question.ts'

export const check = route({
  operation: 'check',
  method: 'POST',
  path: '/check',
  tag: 'Decisions',
  summary: 'May this subject do this action to this resource?',
  body: Question.extend({ org: OrgRef, consistency: ConsistencyMode.optional() }),
  limits: { bytes: 64 * 2 ** 10, values: 1_000 },
  reply: DecisionReply.extend({ revision: z.number().int(), token: z.string() }),
  problems: [
    'subject_refused',
    'unknown_action',
    'unknown_resource_type',
    'too_much_work',
    'foreign_token',
    'not_yet_consistent',
  ],
  scope: 'none',
  may: 'caller',
  async handle(rooms, { caller, body, requestId }) {
    const { org, consistency, explain } = body
    const snapshot = await organisationFor(rooms, caller, org, consistency)
    const revision = snapshot?.revision ?? 0
    const token = rooms.replica.token(org, revision)
    if (!snapshot) {
      rooms.observe.decided(false)
      return { ...nowhere(explain), revision, token }
    }
    const request = asked(snapshot, caller, body)
    const decision = printed(snapshot, request, snapshot.answer(request))
    noted(rooms, { snapshot, caller, requestId }, [request], [decision])
    return { ...decision, revision, token }
  },
})
