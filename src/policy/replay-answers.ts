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

/**
 * Questions come with the newest first. Those between two moments at which something ends are gathered and put together.
 * @param since before it nothing was asked
 * @param moments the ends since then, the newest first
 */
export const createAnswers = ({ before, after }: Policies, since: Date, moments: readonly number[]) => {
  const tables = Array.from({ length: TABLES }, () => new Map<string, Question>())
  let open: Question[] = []
  let [questions, characters, passed] = [0, 0, 0]

  const questionOf = ({ subject, action, resource, at }: Decision): Question => {
    const key = `${subject}\n${action}\n${resource}`
    const table = tables[tableOf(key)] as Map<string, Question>
    const known = table.get(key)
    if (known) return known
    questions += 1
    characters += key.length
    if (questions > MAX_QUESTIONS || characters > MAX_CHARACTERS)
      throw new Problem(
        'too_much_work',
        `a replay puts at most ${MAX_QUESTIONS} different questions: take a shorter time`,
      )
    const question: Question = {
      subject: subject as Subject,
      action,
      resource: resource as Resource,
      last_at: at,
      times: 0,
      gained: 0,
      lost: 0,
    }
    table.set(key, question)
    return question
  }

  /** Whether it was asked in the time that is open. */
  const ask = (decision: Decision): boolean => {
    if (decision.at.getTime() < (moments[passed] ?? Number.NEGATIVE_INFINITY)) return false
    const question = questionOf(decision)
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
      let items: ChangedAnswer[] = []
      let [gains, loses] = [0, 0]
      for (const table of tables) {
        for (const question of table.values()) {
          if (question.gained > 0) gains += 1
          if (question.lost > 0) loses += 1
          items.push(...changesOf(question))
          // Never more are held, or sorted at once, than a few times what is shown.
          if (items.length > 4 * limit) items = mostAsked(items, limit)
        }
        if (isOver()) await nextTurn()
      }
      const more = Math.max(0, gains + loses - limit)
      return { questions, gains, loses, items: mostAsked(items, limit), more }
    },
  }
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
