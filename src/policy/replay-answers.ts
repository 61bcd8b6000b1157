/** Which answers a draft changes: each question is put to both policies as they would have been when it was asked. */
import type { Snapshot } from '../engine/snapshot.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Decision } from '../model/decision.ts'
import type { Resource, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'

/** Two policies, from before anything in them ends. */
export interface Policies {
  readonly before: Snapshot
  readonly after: Snapshot
}

/** A question whose answer the draft changes. */
export interface ChangedAnswer {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  /** What the draft answers. */
  readonly allowed: boolean
  /** How often it was asked and would have been answered so. */
  readonly times: number
  readonly last_at: Date
}

/** The most different questions of a replay, and the most characters of what they name. */
const MAX_QUESTIONS = 200_000
const MAX_CHARACTERS = 2 ** 25

/** A table that grows is copied at once: many small ones are copied at different times. */
const TABLES = 64

interface Question {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  readonly last_at: Date
  /** Between two ends, and not put yet. */
  times: number
  gained: number
  lost: number
}

const tableOf = (key: string): number => {
  let sum = 0
  for (let at = 0; at < key.length; at++) sum = (sum * 31 + key.charCodeAt(at)) | 0
  return (sum >>> 0) % TABLES
}

/** The different questions. */
const createQuestions = () => {
  const tables = Array.from({ length: TABLES }, () => new Map<string, Question>())
  let [size, characters] = [0, 0]
  return {
    tables: tables as readonly ReadonlyMap<string, Question>[],
    get size(): number {
      return size
    },
    /** @throws Problem too_much_work */
    of: ({ subject, action, resource, at }: Decision): Question => {
      const key = `${subject}\n${action}\n${resource}`
      const table = tables[tableOf(key)] as Map<string, Question>
      const known = table.get(key)
      if (known) return known
      size += 1
      characters += key.length
      if (size > MAX_QUESTIONS || characters > MAX_CHARACTERS)
        throw new Problem(
          'too_much_work',
          `a replay puts at most ${MAX_QUESTIONS} different questions: take a shorter time`,
        )
      const about = { subject: subject as Subject, action, resource: resource as Resource, last_at: at }
      const question: Question = { ...about, times: 0, gained: 0, lost: 0 }
      table.set(key, question)
      return question
    },
  }
}

export type Answers = ReturnType<typeof createAnswers>

/**
 * Questions come with the newest first. Those between two moments at which something ends are gathered and put together.
 * @param since before it nothing was asked
 * @param moments the ends since then, the newest first
 */
export const createAnswers = ({ before, after }: Policies, since: Date, moments: readonly number[]) => {
  const questions = createQuestions()
  let open: Question[] = []
  let passed = 0

  /** Whether it was asked in the time that is open. */
  const ask = (decision: Decision): boolean => {
    if (decision.at.getTime() < (moments[passed] ?? Number.NEGATIVE_INFINITY)) return false
    const question = questions.of(decision)
    if (question.times === 0) open.push(question)
    question.times += 1
    return true
  }

  const putOpen = async (): Promise<void> => {
    if (open.length === 0) return
    const at = moments[passed] ?? since.getTime()
    const [one, other] = [await before.endedBy(at), await after.endedBy(at)]
    for (const question of open) {
      if (isOver()) await nextTurn()
      const allowed = other.check(question)
      if (allowed !== one.check(question)) question[allowed ? 'gained' : 'lost'] += question.times
      question.times = 0
    }
    open = []
  }

  return {
    ask,
    /** Puts what was gathered, and opens the time of this decision. */
    goBack: async (decision: Decision): Promise<void> => {
      await putOpen()
      while (decision.at.getTime() < (moments[passed] ?? Number.NEGATIVE_INFINITY)) passed += 1
      ask(decision)
    },
    changed: async (limit: number) => {
      await putOpen()
      return { questions: questions.size, ...(await summed(questions.tables, limit)) }
    },
  }
}

const summed = async (tables: readonly ReadonlyMap<string, Question>[], limit: number) => {
  let items: ChangedAnswer[] = []
  let [gains, loses] = [0, 0]
  for (const table of tables) {
    const changed = [...table.values()].flatMap(changesOf)
    gains += changed.filter(({ allowed }) => allowed).length
    loses += changed.filter(({ allowed }) => !allowed).length
    items = mostAsked([...items, ...changed], limit)
    if (isOver()) await nextTurn()
  }
  return { gains, loses, items, more: Math.max(0, gains + loses - limit) }
}

/** A question that was asked at different times may be changed in both ways. */
const changesOf = ({ gained, lost, subject, action, resource, last_at }: Question): ChangedAnswer[] => {
  if (gained + lost === 0) return []
  const about = { subject, action, resource, last_at }
  return [
    ...(gained > 0 ? [{ ...about, allowed: true, times: gained }] : []),
    ...(lost > 0 ? [{ ...about, allowed: false, times: lost }] : []),
  ]
}

const mostAsked = (items: ChangedAnswer[], limit: number): ChangedAnswer[] =>
  items.sort((one, other) => other.times - one.times).slice(0, limit)
