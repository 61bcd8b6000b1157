import { z } from 'zod'
import type { Snapshot } from '../../engine/snapshot.ts'
import { IN_WORDS } from '../../model/form-words.ts'
import { Problem } from '../../model/problems.ts'
import { noting } from '../check/note-decisions.ts'
import { Asker } from '../check/who-may-ask.ts'
import type { Rooms } from '../rooms.ts'
import { inside } from '../steps/inside.ts'
import { Printed } from '../steps/send.ts'
import { DecisionReply, Evaluation, type Put, put } from './decisions.ts'
import { filledPlainly, withDefaults } from './defaults.ts'
import { AuthzenContext } from './entities.ts'
import { atOf, evaluated } from './evaluation.ts'
import { MAX_ITEMS, readPlainBatch } from './plain-batch.ts'
import { printing } from './printing.ts'
import { type Asked, endpoint } from './tenant.ts'

/** What decides where an answer stops; undefined: nowhere. */
const STOPS_AT = { execute_all: undefined, deny_on_first_deny: false, permit_on_first_permit: true } as const

const Part = z.record(z.string(), z.unknown()).nullish()

const Body = z.object({
  subject: Part,
  action: Part,
  resource: Part,
  context: AuthzenContext.nullish(),
  options: z
    .object({
      evaluations_semantic: z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit']).nullish(),
    })
    .nullish(),
  evaluations: z.array(z.unknown()).max(MAX_ITEMS).nullish(),
})
type Body = z.output<typeof Body>

export const evaluationsRoutes = endpoint({
  operation: 'authzenEvaluations',
  path: 'evaluations',
  summary: 'AuthZEN: many evaluations on one revision',
  description:
    'What stands beside `evaluations` is the default of each item. An item that is not understood is denied alone, with an error in its context.',
  body: Body,
  reply: z.union([z.object({ evaluations: z.array(DecisionReply) }), DecisionReply]),
  readPlain: text => readPlainBatch(text) as Body | undefined,
  work: { asked: ({ evaluations }) => Math.max(0, (evaluations?.length ?? 0) - 1) },
  handle: async (rooms, asked) => {
    const snapshot = await inside(rooms, asked.caller, asked.org)
    const items = asked.body.evaluations ?? []
    if (items.length === 0) return evaluated(rooms, snapshot, { ...asked, body: whole(asked.body) })
    return answered(rooms, snapshot, asked, items)
  },
})

/** The body as one evaluation. @throws Problem malformed */
const whole = (body: Body): Evaluation => {
  const { data, error } = Evaluation.safeParse(body, IN_WORDS)
  if (data) return data
  const errors = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new Problem('malformed', undefined, { errors })
}

const answered = async (
  rooms: Rooms,
  snapshot: Snapshot,
  { caller, body, requestId }: Asked<Body>,
  items: readonly unknown[],
): Promise<Printed> => {
  const print = printing(atOf(rooms, snapshot))
  const asker = new Asker(snapshot, caller)
  const note = noting(rooms, { snapshot, caller, requestId })
  const stop = STOPS_AT[body.options?.evaluations_semantic ?? 'execute_all']
  const texts: string[] = []
  await snapshot.answerEach({ count: items.length, named: rooms.decisions !== undefined }, (ask, at) => {
    const made = understood(asker, body, items[at])
    if (!('question' in made)) {
      texts.push(print.unanswered(made))
      return stop !== false
    }
    const answer = ask(made.question)
    note({ question: made.question, answer })
    texts.push(print.answer(answer))
    return answer.allowed !== stop
  })
  return new Printed(`{"evaluations":[${texts.join()}]}`)
}

const understood = (asker: Asker, body: Body, item: unknown): Put => {
  const plain = filledPlainly(body, item)
  if (plain) return put(asker, plain)
  const { data, error } = Evaluation.safeParse(withDefaults(body, item), IN_WORDS)
  if (data) return put(asker, data)
  const first = error.issues[0]
  const message = [first?.path.join('.'), first?.message].filter(Boolean).join(': ').slice(0, 300)
  return { error: { status: 400, message } }
}
