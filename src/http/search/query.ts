import { z } from 'zod'
import type { Snapshot } from '../../engine/snapshot.ts'
import { idOf, ORG, type Resource } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { DecidedAt } from '../check/question.ts'
import { said } from '../check/said.ts'
import { Asker } from '../check/who-may-ask.ts'
import { route } from '../route.ts'
import {
  ABOUT,
  ACTION,
  ASKED,
  REFUSALS,
  requireAnswerable,
  requireMayAsk,
  requireType,
  subjectOf,
} from './question.ts'
import { searched } from './searched.ts'

/** The most ids of one condition. */
const MAX_IDS = 10_000
/** How many resources are read from the engine at once. */
const AT_ONCE = 10_000

/** A field or column of the caller: it becomes part of a query, so nothing but a name is one. */
const Field = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}(?:\.[A-Za-z_][A-Za-z0-9_]{0,62})?$/, 'a field is NAME or NAME.NAME')
  .describe(
    'The field or column of your records that has their ids, without a type; `_id` or `id` when absent',
  )

export const searchQuery = route({
  operation: 'searchQuery',
  method: 'POST',
  path: '/search/query',
  tag: 'Decisions',
  summary: 'Get the resources on which a subject may do an action as a condition for your own database',
  description:
    'Exact for the revision that it names, over records that are registered here. It lists the ids that match, or those that do not: whichever are fewer. Where both are more than 10,000 it is `filter_too_large`: page through /search/resources.',
  body: z.strictObject({
    ...ASKED,
    subject: ABOUT,
    action: ACTION,
    type: z.string().min(1).max(64).describe('A resource type of the policy set'),
    form: z
      .enum(['mongodb', 'sql'])
      .describe('A MongoDB query document, or an SQL condition with parameters'),
    field: Field.optional(),
  }),
  reply: DecidedAt.extend({
    matches: z.enum(['all', 'none', 'some']).describe('How many of the registered resources match'),
    mongodb: z.record(z.string(), z.unknown()).optional(),
    sql: z
      .object({ where: z.string().describe('With `?` for each parameter'), parameters: z.array(z.string()) })
      .optional(),
  }),
  problems: [...REFUSALS, 'unknown_action', 'filter_too_large'],
  scope: 'none',
  may: 'caller',
  async handle(rooms, { caller, body }) {
    const { action, type, form, field = form === 'sql' ? 'id' : '_id' } = body
    const { items, revision, token } = await searched(rooms, {
      ...body,
      caller,
      question: { find: 'query' },
      admit: now => requireMayAsk(now, caller, body.subject),
      page: async snapshot => {
        const subject = subjectOf(caller, body.subject, snapshot)
        requireType(snapshot, type)
        requireAnswerable(snapshot, { subject, action, resource: ORG })
        const query = { subject, actions: [action], type, said: said(new Asker(snapshot, caller), body) }
        const allowed = await everything(page => snapshot.resources({ ...query, ...page }))
        return { items: [condition(allowed, await registeredOf(snapshot, type))] }
      },
    })
    const { matches, ids } = items[0] ?? NOTHING
    const printed =
      form === 'sql'
        ? { sql: sqlOf(field, { matches, ids }) }
        : { mongodb: mongodbOf(field, { matches, ids }) }
    return { revision, token, matches, ...printed }
  },
})

/** Which ids it names, and whether those match or all others do. */
interface Condition {
  readonly matches: 'all' | 'none' | 'some'
  readonly ids: { readonly in: readonly string[] } | { readonly not: readonly string[] }
}
const NOTHING: Condition = { matches: 'none', ids: { in: [] } }

/** @throws Problem filter_too_large */
const condition = (allowed: readonly Resource[], registered: readonly Resource[]): Condition => {
  if (allowed.length === 0) return NOTHING
  const others = registered.length - allowed.length
  if (others === 0) return { matches: 'all', ids: { not: [] } }
  if (Math.min(allowed.length, others) > MAX_IDS)
    throw new Problem('filter_too_large', `${allowed.length} of ${registered.length} match`)
  if (allowed.length <= others) return { matches: 'some', ids: { in: allowed.map(idOf) } }
  const may = new Set(allowed)
  return { matches: 'some', ids: { not: registered.filter(name => !may.has(name)).map(idOf) } }
}

const mongodbOf = (field: string, { matches, ids }: Condition): object => {
  if (matches === 'all') return {}
  return { [field]: 'in' in ids ? { $in: ids.in } : { $nin: ids.not } }
}

const sqlOf = (field: string, { matches, ids }: Condition) => {
  const parameters = 'in' in ids ? ids.in : ids.not
  if (matches !== 'some') return { where: matches === 'all' ? '1 = 1' : '1 = 0', parameters: [] }
  const places = parameters.map(() => '?').join(', ')
  return { where: `${field} ${'in' in ids ? 'IN' : 'NOT IN'} (${places})`, parameters }
}

const registeredOf = (snapshot: Snapshot, type: string): Promise<readonly Resource[]> =>
  everything(page => snapshot.registered({ type, ...page }))

const everything = async <T extends string>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> => {
  const all: T[] = []
  let after: string | undefined
  do {
    const page = await read({ limit: AT_ONCE, ...(after === undefined ? {} : { after }) })
    for (const item of page.items) all.push(item)
    after = page.next
  } while (after !== undefined)
  return all
}
