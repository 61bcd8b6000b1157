import { z } from 'zod'
import type { CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import { ConsistencyMode } from '../../model/consistency.ts'
import { OrgRef } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import { route } from '../route.ts'
import { organisationFor } from '../steps/inside.ts'
import { noted } from './noted.ts'
import { answer, asked, DecisionReply, nowhere, Question } from './question.ts'

/** The most questions in one batch. */
const MAX_CHECKS = 1_000

export const batch = route({
  operation: 'checkBatch',
  method: 'POST',
  path: '/check/batch',
  tag: 'Decisions',
  summary: 'Many questions on one revision, answered in order; a bad one fails alone',
  body: z.strictObject({
    org: OrgRef,
    consistency: ConsistencyMode.optional(),
    checks: z
      .array(z.unknown())
      .min(1)
      .max(MAX_CHECKS)
      .describe('Each of the form of /check, without `org` and `consistency`'),
  }),
  reply: z.object({
    revision: z.number().int(),
    token: z.string(),
    results: z.array(
      DecisionReply.extend({ error: z.object({ code: z.string(), detail: z.string() }).optional() }),
    ),
  }),
  problems: ['foreign_token', 'not_yet_consistent'],
  scope: 'none',
  may: 'caller',
  async handle(rooms, { caller, body, requestId }) {
    const { org, consistency, checks } = body
    const snapshot = await organisationFor(rooms, caller, org, consistency)
    const revision = snapshot?.revision ?? 0
    const token = rooms.replica.token(org, revision)
    if (!snapshot) return { revision, token, results: checks.map(none) }
    const questions = checks.map(check => understood(snapshot, caller, check))
    const results = answers(snapshot, questions)
    const valid = questions.flatMap((question, at) =>
      'request' in question ? [{ question, result: results[at] }] : [],
    )
    noted(
      rooms,
      { snapshot, caller, requestId },
      valid.map(({ question }) => question.request),
      valid.map(({ result }) => ({ allowed: result?.allowed === true })),
    )
    return { revision, token, results }
  },
})

type Failed = { readonly allowed: false; readonly error: { readonly code: string; readonly detail: string } }
type Result = { readonly allowed: boolean } | Failed
type Understood = { readonly request: CheckRequest; readonly explain: boolean } | Failed

/** Plain questions are answered together; those to be explained each for itself; bad ones are answered already. */
const answers = (snapshot: Snapshot, questions: readonly Understood[]): Result[] => {
  const plain = questions.flatMap(question =>
    'request' in question && !question.explain ? [question.request] : [],
  )
  const verdicts = snapshot.checkAll(plain).values()
  return questions.map(question => {
    if (!('request' in question)) return question
    if (question.explain) return answer(snapshot, question.request, true)
    return { allowed: verdicts.next().value === true }
  })
}

const understood = (snapshot: Snapshot, caller: Caller, check: unknown): Understood => {
  try {
    const question = parsed(check)
    return { request: asked(snapshot, caller, question), explain: question.explain === true }
  } catch (error) {
    return failed(error)
  }
}

const none = (check: unknown): Result => {
  try {
    return nowhere(parsed(check).explain)
  } catch (error) {
    return failed(error)
  }
}

const parsed = (check: unknown) => {
  const result = Question.safeParse(check)
  if (result.success) return result.data
  const first = result.error.issues[0]
  throw new Problem('malformed', `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`.slice(0, 300))
}

const failed = (error: unknown): Failed => {
  if (!(error instanceof Problem)) throw error
  return { allowed: false, error: { code: error.code, detail: error.detail ?? problems[error.code].title } }
}
