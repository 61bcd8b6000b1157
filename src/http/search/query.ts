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
    'Exact for the revision that it names. It lists the ids that match, so a record of yours that is not registered here never matches. With `complete` it may list the ids that do not match instead, where those are fewer. More than 10,000 ids are `filter_too_large`: page through /search/resources.',
  body: z.strictObject({
    ...ASKED,
    subject: ABOUT,
    action: ACTION,
    type: z.string().min(1).max(64).describe('A resource type of the policy set'),
    form: z
      .enum(['mongodb', 'sql'])
      .describe('A MongoDB query document, or an SQL condition with parameters'),
    field: Field.optional(),
    complete: z
      .boolean()
      .default(false)
      .describe(
        'Whether what you put the condition to has registered resources of this organisation only: then all that is not listed may be meant',
      ),
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
    const { action, type, form, complete, field = form === 'sql' ? 'id' : '_id' } = body
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
        const registered = await registeredOf(snapshot, type)
        return { items: [condition({ allowed, registered, complete })] }
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

interface Found {
  readonly allowed: readonly Resource[]
  readonly registered: readonly Resource[]
  /** Whether the condition is put to registered resources only. */
  readonly complete: boolean
}

/** @throws Problem filter_too_large */
const condition = ({ allowed, registered, complete }: Found): Condition => {
  if (allowed.length === 0) return NOTHING
  const others = registered.length - allowed.length
  const matches = others === 0 ? 'all' : 'some'
  const lists = complete && others < allowed.length ? others : allowed.length
  if (lists > MAX_IDS)
    throw new Problem('filter_too_large', `${allowed.length} of ${registered.length} match`)
  if (lists === allowed.length) return { matches, ids: { in: allowed.map(idOf) } }
  const may = new Set(allowed)
  return { matches, ids: { not: registered.filter(name => !may.has(name)).map(idOf) } }
}

const mongodbOf = (field: string, { ids }: Condition): object => {
  if ('in' in ids) return { [field]: { $in: ids.in } }
  return ids.not.length === 0 ? {} : { [field]: { $nin: ids.not } }
}

const sqlOf = (field: string, { ids }: Condition) => {
  const parameters = 'in' in ids ? ids.in : ids.not
  if (parameters.length === 0) return { where: 'in' in ids ? '1 = 0' : '1 = 1', parameters }
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
