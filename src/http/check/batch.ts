import { z } from 'zod'
import type { Answer, Question as Asked, Snapshot } from '../../engine/snapshot.ts'
import { eachInTurns } from '../../engine/turns.ts'
import { ConsistencyMode } from '../../model/consistency.ts'
import { OrgRef } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import { AsOf, asItWas, onePointInTime, PAST_REFUSALS, TWO_TIMES } from '../as-of.ts'
import { LARGE, route } from '../route.ts'
import { organisationFor } from '../steps/inside.ts'
import { explainedWork } from './explained-work.ts'
import { answersToNote, noteDecisions } from './note-decisions.ts'
import { isPlainQuestion } from './plain.ts'
import { asked, DecisionReply, nowhere, printedDecision, Question } from './question.ts'
import { Asker } from './who-may-ask.ts'

/** The most questions in one batch. */
const MAX_CHECKS = 1_000

export const batch = route({
  operation: 'checkBatch',
  method: 'POST',
  path: '/check/batch',
  tag: 'Decisions',
  summary: 'Check many questions on one revision',
  description:
    'Answers are in the order of the questions. A question that is not understood fails alone, with an `error`.',
  body: z
    .strictObject({
      org: OrgRef,
      consistency: ConsistencyMode.optional(),
      as_of: AsOf.optional(),
      checks: z
        .array(z.unknown())
        .min(1)
        .max(MAX_CHECKS)
        .describe('Questions as /check takes them, without `org`, `consistency` and `as_of`'),
    })
    .refine(onePointInTime, TWO_TIMES),
  limits: LARGE,
  reply: z.object({
    revision: z.number().int(),
    token: z.string(),
    results: z.array(
      DecisionReply.extend({ error: z.object({ code: z.string(), detail: z.string() }).optional() }),
    ),
  }),
  problems: ['foreign_token', 'not_yet_consistent', ...PAST_REFUSALS],
  scope: 'none',
  may: 'caller',
  work: {
    asked: ({ checks }) => checks.length - 1,
    answered: answer => (answer as { results: readonly object[] }).results.reduce(withExplained, 0),
  },
  async handle(rooms, { caller, body, requestId }) {
    const { org, consistency, checks, as_of: asOf } = body
    const now = await organisationFor(rooms, caller, org, consistency)
    if (!now) return { revision: 0, token: rooms.replica.token(org, 0), results: checks.map(none) }
    const snapshot = asOf === undefined ? now : await asItWas(rooms, { now, caller, asOf })
    const { revision } = snapshot
    const token = rooms.replica.token(org, revision)
    const asker = new Asker(now, caller)
    const questions = await eachInTurns(checks, check => understood(asker, check))
    const readable = questions.filter((question): question is Asked => !('error' in question))
    const given = await answersToNote(asOf === undefined ? rooms : {}, snapshot, readable)
    const { results, decided } = await printed(snapshot, questions, given)
    if (asOf === undefined) await noteDecisions(rooms, { snapshot, caller, requestId }, decided)
    return { revision, token, results }
  },
})

const withExplained = (sum: number, result: object): number => sum + explainedWork(result)

type Failed = { readonly allowed: false; readonly error: { readonly code: string; readonly detail: string } }
type Result = ReturnType<typeof printedDecision> | Failed
type Understood = Asked | Failed

/** Questions that could be read were answered together; a question that fails, fails alone, and is no decision. */
const printed = async (snapshot: Snapshot, questions: readonly Understood[], answers: readonly Answer[]) => {
  const given = answers.values()
  const decided: { readonly question: Asked; readonly answer: Answer }[] = []
  const results = await eachInTurns(questions, (question): Result => {
    if ('error' in question) return question
    const answer = given.next().value as Answer
    const result = orFailed(() => printedDecision(snapshot, question, answer))
    if (!('error' in result)) decided.push({ question, answer })
    return result
  })
  return { results, decided }
}

const understood = (asker: Asker, check: unknown): Understood => orFailed(() => asked(asker, parsed(check)))

const orFailed = <T>(run: () => T): T | Failed => {
  try {
    return run()
  } catch (error) {
    return failed(error)
  }
}

const none = (check: unknown) => orFailed(() => nowhere(parsed(check).explain))

const parsed = (check: unknown): Question => {
  if (isPlainQuestion(check)) return check
  const result = Question.safeParse(check)
  if (result.success) return result.data
  const first = result.error.issues[0]
  throw new Problem('malformed', `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`.slice(0, 300))
}

const failed = (error: unknown): Failed => {
  if (!(error instanceof Problem)) throw error
  return { allowed: false, error: { code: error.code, detail: error.detail ?? problems[error.code].title } }
}
