/** Checks: alone or together, with the consistency that this client's own writes ask for, and remembered if that is wanted. */
import type { Admin } from './admin.ts'
import type { Operations, ProblemCode } from './api.generated.ts'
import type { Cache } from './cache.ts'
import { ProblemError, UnexpectedAnswerError } from './errors.ts'
import type { Asked, Consistency, Decided, Question } from './questions.ts'
import type { Revisions } from './revisions.ts'
import type { CallOptions } from './sender.ts'
import { createTogether, type Outcome } from './together.ts'

/** The most questions of one call. */
const MOST = 1_000

export interface DecidingParts {
  readonly admin: Pick<Admin, 'check' | 'checkBatch'>
  readonly revisions: Revisions
  readonly cache: Cache | undefined
}

export const createDeciding = (parts: DecidingParts) => {
  const together = createTogether<Asked, Decided>(MOST, questions => outcomes(parts, questions))
  return {
    /** Sent alone where it has a time-out or a signal of its own. */
    decide: async (asked: Asked, options: CallOptions = {}): Promise<Decided> => {
      const { cache, revisions } = parts
      const known = cache?.find(asked, revisions.newest(asked.org))
      if (known) return known
      const isAlone = options.signal !== undefined || options.timeoutMs !== undefined
      const decided = isAlone ? await alone(parts, asked, options) : await together(asked)
      cache?.keep(asked, decided)
      return decided
    },
    /** On one revision, as far as they fit into one call; else the later calls are at least as fresh as the first. */
    batch: async (
      of: Of,
      questions: readonly Question[],
      options: CallOptions = {},
    ): Promise<Outcome<Decided>[]> => {
      const found: Outcome<Decided>[] = []
      let consistency = of.consistency
      for (let from = 0; from < questions.length; from += MOST) {
        const part = await asBatch(
          parts,
          { ...of, ...(consistency ? { consistency } : {}) },
          questions.slice(from, from + MOST),
          options,
        )
        found.push(...part.outcomes)
        if (consistency !== 'fully_consistent') consistency = { at_least_as_fresh: part.token }
      }
      return found
    },
  }
}

export interface Of {
  readonly org: string
  readonly consistency?: Consistency
}

/** The consistency that a call asks for, or else what this client wrote. */
export const freshness = ({ revisions }: { readonly revisions: Revisions }, { org, consistency }: Of) => {
  const written = revisions.written(org)
  const wanted = consistency ?? (written && { at_least_as_fresh: written.token })
  return wanted === undefined ? {} : { consistency: wanted }
}

const alone = async (parts: DecidingParts, asked: Asked, options: CallOptions): Promise<Decided> => {
  const decided = await parts.admin.check({ body: { ...asked, ...freshness(parts, asked) }, ...options })
  parts.revisions.saw(asked.org, decided.revision)
  return decided
}

/** Questions of one organisation and consistency go into one call. */
const outcomes = async (parts: DecidingParts, questions: readonly Asked[]): Promise<Outcome<Decided>[]> => {
  const found: Outcome<Decided>[] = []
  const groups = new Map<string, number[]>()
  for (const [at, { org, consistency }] of questions.entries()) {
    const key = JSON.stringify([org, consistency])
    groups.set(key, [...(groups.get(key) ?? []), at])
  }
  await Promise.all(
    [...groups.values()].map(async places => {
      const some = places.map(at => questions[at] as Asked)
      const answers = await orErrors(some.length, () => asOneCall(parts, some))
      for (const [index, at] of places.entries()) found[at] = answers[index] as Outcome<Decided>
    }),
  )
  return found
}

const orErrors = async <A>(count: number, run: () => Promise<Outcome<A>[]>): Promise<Outcome<A>[]> => {
  try {
    return await run()
  } catch (error) {
    return Array.from({ length: count }, () => ({ error }))
  }
}

const asOneCall = async (parts: DecidingParts, questions: readonly Asked[]): Promise<Outcome<Decided>[]> => {
  const [first] = questions as readonly [Asked, ...Asked[]]
  if (questions.length === 1) return [{ answer: await alone(parts, first, {}) }]
  const of = { org: first.org, ...(first.consistency ? { consistency: first.consistency } : {}) }
  return (await asBatch(parts, of, questions, {})).outcomes
}

const asBatch = async (
  parts: DecidingParts,
  of: Of,
  questions: readonly Question[],
  options: CallOptions,
) => {
  const { revision, token, results } = await parts.admin.checkBatch({
    body: { org: of.org, ...freshness(parts, of), checks: questions.map(bare) },
    ...options,
  })
  if (results.length !== questions.length)
    throw new UnexpectedAnswerError(200, 'another number of answers than questions')
  parts.revisions.saw(of.org, revision)
  return { token, outcomes: results.map(result => outcomeOf(result, { revision, token })) }
}

const bare = ({ subject, action, resource, context }: Question): Question => ({
  action,
  resource,
  ...(subject === undefined ? {} : { subject }),
  ...(context === undefined ? {} : { context }),
})

type Result = Operations['checkBatch']['reply']['results'][number]

const outcomeOf = (
  { error, ...decision }: Result,
  at: { readonly revision: number; readonly token: string },
): Outcome<Decided> =>
  error
    ? { error: new ProblemError({ ...error, code: error.code as ProblemCode }) }
    : { answer: { ...decision, ...at } }
