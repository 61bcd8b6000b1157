import { z } from 'zod'
import { ConsistencyMode } from '../../model/consistency.ts'
import { OrgRef } from '../../model/id.ts'
import { route } from '../route.ts'
import { answer, asked, DecisionReply, nowhere, Question } from './question.ts'
import { tenant } from './tenant.ts'

export const check = route({
  operation: 'check',
  method: 'POST',
  path: '/check',
  tag: 'Decisions',
  summary: 'May this subject do this action to this resource?',
  body: Question.extend({ org: OrgRef, consistency: ConsistencyMode.optional() }),
  reply: DecisionReply.extend({ revision: z.number().int(), token: z.string() }),
  problems: ['subject_refused', 'foreign_token', 'not_yet_consistent'],
  may: 'caller',
  async handle(rooms, { caller, body }) {
    const { org, consistency, explain } = body
    const snapshot = await tenant(rooms, caller, org, consistency)
    const decision = snapshot ? answer(snapshot, asked(snapshot, caller, body), explain) : nowhere(explain)
    rooms.observe.decided(decision.allowed)
    const revision = snapshot?.revision ?? 0
    return { ...decision, revision, token: rooms.replica.token(org, revision) }
  },
})
