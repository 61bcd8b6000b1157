import { z } from 'zod'
import { ConsistencyMode } from '../../model/consistency.ts'
import { IN_WORDS } from '../../model/form-words.ts'
import { type OrgId, OrgRef } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import { AsOf, asItWas, isForOther, onePointInTime, PAST_REFUSALS, TWO_TIMES } from '../as-of.ts'
import type { Rooms } from '../rooms.ts'
import { LARGE, route } from '../route.ts'
import { organisationFor } from '../steps/inside.ts'
import { Printed } from '../steps/send.ts'
import { explainedWork } from './explained-work.ts'
import { noting } from './note-decisions.ts'
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
  work: { asked: ({ checks }) => checks.length - 1, answered: answer => (answer as Printed).work },
  async handle(rooms, input) {
    const { caller, body, requestId } = input
    const { org, consistency, checks, as_of: asOf } = body
    if (isForOther(rooms.role, asOf)) return input.elsewhere(rooms)
    const now = await organisationFor(rooms, caller, org, consistency)
    const results = new Results()
    if (!now) {
      for (const check of checks) results.add(none(check))
      return results.printed(rooms, org, 0)
    }
    const snapshot = asOf === undefined ? now : await asItWas(rooms, { now, caller, asOf })
    const note = asOf === undefined ? noting(rooms, { snapshot, caller, requestId }) : undefined
    const named = note !== undefined && rooms.decisions !== undefined
    const asker = new Asker(now, caller)
    await snapshot.answerEach({ count: checks.length, named }, (ask, at) => {
      results.add(
        orFailed(() => {
          const question = asked(asker, parsed(checks[at]))
          const answer = ask(question)
          const decision = printedDecision(snapshot, question, answer)
          note?.({ question, answer })
          return decision
        }),
      )
      return true
    })
    return results.printed(rooms, org, snapshot.revision)
  },
})

/** The answers so far, printed. */
class Results {
  readonly #texts: string[] = []
  #work = 0

  add(result: Result): void {
    this.#work += explainedWork(result)
    this.#texts.push(JSON.stringify(result))
  }

  printed({ replica }: Pick<Rooms, 'replica'>, org: OrgId, revision: number): Printed {
    const head = `"revision":${revision},"token":${JSON.stringify(replica.token(org, revision))}`
    return new Printed(`{${head},"results":[${this.#texts.join()}]}`, { revision, work: this.#work })
  }
}

type Failed = { readonly allowed: false; readonly error: { readonly code: string; readonly detail: string } }
type Result = ReturnType<typeof printedDecision> | ReturnType<typeof nowhere> | Failed

const orFailed = <T>(run: () => T): T | Failed => {
  try {
    return run()
  } catch (error) {
    return failed(error)
  }
}

/** A question that is not understood fails alone. */
const none = (check: unknown): Result => orFailed(() => nowhere(parsed(check).explain))

const parsed = (check: unknown): Question => {
  if (isPlainQuestion(check)) return check
  const result = Question.safeParse(check, IN_WORDS)
  if (result.success) return result.data
  const first = result.error.issues[0]
  throw new Problem('malformed', `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`.slice(0, 300))
}

const failed = (error: unknown): Failed => {
  if (!(error instanceof Problem)) throw error
  return { allowed: false, error: { code: error.code, detail: error.detail ?? problems[error.code].title } }
}
