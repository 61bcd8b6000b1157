import { z } from 'zod'
import type { CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import { ConsistencyMode } from '../../model/consistency.ts'
import { OrgRef } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import { route } from '../route.ts'
import { answer, asked, DecisionReply, nowhere, Question } from './question.ts'
import { tenant } from './tenant.ts'

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
  may: 'caller',
  async handle(rooms, { caller, body }) {
    const { org, consistency, checks } = body
    const snapshot = await tenant(rooms, caller, org, consistency)
    const results = snapshot ? answers(snapshot, caller, checks) : checks.map(none)
    for (const result of results) rooms.observe.decided(result.allowed)
    const revision = snapshot?.revision ?? 0
    return { revision, token: rooms.replica.token(org, revision), results }
  },
})

type Result = { readonly allowed: boolean; readonly error?: { code: string; detail: string } }

/** Plain questions are answered together; those to be explained, and the bad ones, each for itself. */
const answers = (snapshot: Snapshot, caller: Caller, checks: readonly unknown[]): Result[] => {
  const plain: { at: number; request: CheckRequest }[] = []
  const results = checks.map((check, at): Result => {
    try {
      const question = understood(check)
      const request = asked(snapshot, caller, question)
      if (question.explain) return answer(snapshot, request, true)
      plain.push({ at, request })
      return { allowed: false }
    } catch (error) {
      return failed(error)
    }
  })
  const verdicts = snapshot.checkAll(plain.map(({ request }) => request))
  for (const [index, { at }] of plain.entries()) results[at] = { allowed: verdicts[index] === true }
  return results
}

const none = (check: unknown): Result => {
  try {
    return nowhere(understood(check).explain)
  } catch (error) {
    return failed(error)
  }
}

const understood = (check: unknown) => {
  const result = Question.safeParse(check)
  if (result.success) return result.data
  const first = result.error.issues[0]
  throw new Problem('malformed', `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`.slice(0, 300))
}

const failed = (error: unknown): Result => {
  if (!(error instanceof Problem)) throw error
  return { allowed: false, error: { code: error.code, detail: error.detail ?? problems[error.code].title } }
}
