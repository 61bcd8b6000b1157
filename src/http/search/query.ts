import { z } from 'zod'
import { MAX_IDS } from '../../engine/condition/applied.ts'
import { ALL, type Condition, NONE, partsOf } from '../../engine/condition/condition.ts'
import type { ResourceQuery, Snapshot } from '../../engine/snapshot.ts'
import { inTurns } from '../../engine/turns.ts'
import type { Caller } from '../../model/caller.ts'
import { ORG, type Resource } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { DecidedAt } from '../check/question.ts'
import { said } from '../check/said.ts'
import { Asker } from '../check/who-may-ask.ts'
import { route } from '../route.ts'
import { asMongodb, asSql, type Memberships, type Named, unsayableInSql } from './printed-condition.ts'
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
import { searchWork } from './search-work.ts'
import { MOST_WORK, searched } from './searched.ts'

/** How many resources are read from the engine at once. */
const AT_ONCE = 10_000
/** The most attributes that a caller names. */
const MAX_ATTRIBUTES = 32

/** A name of the caller's: it becomes part of a query, so nothing but a name is one. */
const Field = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}(?:\.[A-Za-z_][A-Za-z0-9_]{0,62})?$/, 'a field is NAME or NAME.NAME')

const Body = z.strictObject({
  ...ASKED,
  subject: ABOUT,
  action: ACTION,
  type: z.string().min(1).max(64).describe('A resource type of the policy set'),
  form: z.enum(['mongodb', 'sql']).describe('A MongoDB query document, or an SQL condition with parameters'),
  field: Field.optional().describe(
    'The field or column of your records that has their ids, without a type; `_id` or `id` when absent',
  ),
  collections: z
    .union([Field, z.strictObject({ table: Field, id: Field, collection: Field })])
    .optional()
    .describe(
      'MongoDB: the field with the list of the ids of the collections that a record is in. SQL: the table that says the same in rows, and its two columns',
    ),
  attributes: z
    .record(
      z.string().min(1).max(128),
      z.union([Field, z.strictObject({ table: Field, id: Field, value: Field })]),
    )
    .refine(named => Object.keys(named).length <= MAX_ATTRIBUTES, `at most ${MAX_ATTRIBUTES} attributes`)
    .default({})
    .describe(
      'The fields or columns that have the attributes of resources, by the names of the attributes. SQL: for a list the table that has its items in rows, and its two columns',
    ),
  complete: z
    .boolean()
    .default(false)
    .describe(
      'Whether what you put the condition to has registered resources of this organisation only, with the collections and attributes that are registered here',
    ),
})
type Body = z.output<typeof Body>

export const searchQuery = route({
  operation: 'searchQuery',
  method: 'POST',
  path: '/search/query',
  tag: 'Decisions',
  summary: 'Get the resources on which a subject may do an action as a condition for your own database',
  description:
    'Exact for the revision that it names. It lists the ids that match, so a record of yours that is not registered here never matches. With `complete` it may list the ids that do not match instead, where those are fewer, and where you name `collections` and `attributes` it is made of the rules: `by` says which, and `why_ids` why it could not be. More than 10,000 ids are `filter_too_large`: page through /search/resources.',
  body: Body,
  reply: DecidedAt.extend({
    matches: z
      .enum(['all', 'none', 'some'])
      .describe(
        'Whether all records match that the condition is put to, or none; `some`: it depends on the record',
      ),
    by: z.enum(['rules', 'ids']).describe('Whether it was made of the rules, or is a list of ids'),
    why_ids: z.string().optional().describe('Why it could not be made of the rules'),
    mongodb: z.record(z.string(), z.unknown()).optional(),
    sql: z
      .object({
        where: z.string().describe('With `?` for each parameter'),
        parameters: z.array(z.union([z.string(), z.number()])),
      })
      .optional(),
  }),
  problems: [...REFUSALS, 'unknown_action', 'filter_too_large'],
  scope: 'none',
  may: 'caller',
  work: searchWork,
  async handle(rooms, { caller, body }) {
    const { action, type } = body
    requireSayable(body)
    const { items, revision, token } = await searched(rooms, {
      ...body,
      caller,
      question: { find: 'query' },
      admit: now => {
        requireMayAsk(now, caller, body.subject)
        if (body.complete) requireMayKnow(now, caller)
      },
      page: async snapshot => {
        const subject = subjectOf(caller, body.subject, snapshot)
        requireType(snapshot, type)
        requireAnswerable(snapshot, { subject, action, resource: ORG })
        const query = { subject, actions: [action], type, said: said(new Asker(snapshot, caller), body) }
        return { items: [await conditionFor(snapshot, query, body)] }
      },
    })
    const { condition, ...made } = items[0] ?? NOTHING
    const matches = condition.kind === 'all' || condition.kind === 'none' ? condition.kind : 'some'
    return { revision, token, matches, ...made, ...printed(condition, body) }
  },
})

/** Such a condition can name what the subject may not see. @throws Problem subject_refused */
const requireMayKnow = (now: Snapshot, caller: Caller): void => {
  if (!new Asker(now, caller).isInsider)
    throw new Problem('subject_refused', 'complete is for callers who may ask about anyone')
}

/** @throws Problem malformed */
const requireSayable = ({ form, complete, collections, attributes }: Body): void => {
  if (collections !== undefined && (typeof collections === 'string') !== (form === 'mongodb'))
    throw new Problem('malformed', 'collections are a field in MongoDB, and a table in SQL')
  if (form === 'mongodb' && Object.values(attributes).some(each => typeof each !== 'string'))
    throw new Problem('malformed', 'attributes are fields in MongoDB, lists as well')
  if (!complete && (collections !== undefined || Object.keys(attributes).length > 0))
    throw new Problem(
      'malformed',
      'collections and attributes need complete: they say nothing of records that are not registered',
    )
}

const printed = (condition: Condition, body: Body) => {
  const { form, field, collections, attributes } = body
  const named = { id: field ?? (form === 'sql' ? 'id' : '_id'), collections, attributes }
  return form === 'sql'
    ? { sql: asSql(condition, named as Named<Memberships>) }
    : { mongodb: asMongodb(condition, named as Named<string>) }
}

interface Made {
  readonly condition: Condition
  readonly by: 'rules' | 'ids'
  readonly why_ids?: string
}
const NOTHING: Made = { condition: NONE, by: 'ids' }

type Query = Omit<ResourceQuery, 'limit' | 'after'>

/** @throws Problem filter_too_large */
const conditionFor = async (snapshot: Snapshot, query: Query, body: Body): Promise<Made> => {
  const { complete, collections, attributes } = body
  if (collections === undefined && Object.keys(attributes).length === 0)
    return { condition: await ofIds(snapshot, query, complete), by: 'ids' }
  const made = await snapshot.condition(query)
  const refused = 'refused' in made ? made.refused : unnamed(made.condition, body)
  if ('condition' in made && refused === undefined) return { condition: made.condition, by: 'rules' }
  const condition = await ofIds(snapshot, query, complete, refused)
  return { condition, by: 'ids', ...(refused === undefined ? {} : { why_ids: refused }) }
}

/** What the condition needs and the caller has not named. */
const unnamed = (condition: Condition, body: Body): string | undefined => {
  let ids = 0
  for (const part of partsOf(condition)) {
    const lacking = lackingFor(part, body)
    if (lacking !== undefined) return lacking
    if (part.kind === 'ids') ids += part.names.length
  }
  return ids > MAX_IDS ? `it would name more than ${MAX_IDS} ids` : undefined
}

const lackingFor = (part: Condition, { form, collections, attributes }: Body): string | undefined => {
  if (part.kind === 'collections' && collections === undefined) return 'it needs collections'
  if (part.kind !== 'attribute' && part.kind !== 'listed') return undefined
  if (!Object.hasOwn(attributes, part.name)) return `it needs attributes.${part.name}`
  const asTable = form === 'sql' && part.kind === 'listed'
  if ((typeof attributes[part.name] === 'object') !== asTable)
    return `attributes.${part.name} is ${asTable ? 'a list: it needs a table' : 'no list: it needs a column'}`
  return form === 'sql' ? unsayableInSql(part) : undefined
}

/** Those that match, or those that do not. @throws Problem filter_too_large */
const ofIds = async (
  snapshot: Snapshot,
  query: Query,
  complete: boolean,
  refused?: string,
): Promise<Condition> => {
  const allowed = await everything(page => snapshot.resources({ ...query, mostWork: MOST_WORK, ...page }))
  if (allowed.length === 0) return NONE
  const registered = await everything(page => snapshot.registered({ type: query.type, ...page }))
  const others = registered.length - allowed.length
  if (complete && others === 0) return ALL
  const not = complete && others < allowed.length
  if ((not ? others : allowed.length) > MAX_IDS)
    throw new Problem(
      'filter_too_large',
      `${allowed.length} match.${refused === undefined ? '' : ` No condition of the rules: ${refused}.`}`,
    )
  if (!not) return { kind: 'ids', not, names: allowed }
  return { kind: 'ids', not, names: await without(registered, allowed) }
}

/** Both in byte order. */
const without = async (names: readonly Resource[], others: readonly Resource[]): Promise<Resource[]> => {
  const left: Resource[] = []
  let next = 0
  await inTurns(names.length, at => {
    const name = names[at] as Resource
    while ((others[next] ?? name) < name) next += 1
    if (others[next] !== name) left.push(name)
  })
  return left
}

/** @throws Problem too_much_work, so that a condition is never of a part */
const everything = async (read: (page: PageRequest) => Promise<Page<Resource>>): Promise<Resource[]> => {
  const all: Resource[] = []
  let after: string | undefined
  do {
    const page = await read({ limit: AT_ONCE, ...(after === undefined ? {} : { after }) })
    for (const item of page.items) all.push(item)
    if (page.next !== undefined && page.items.length < AT_ONCE) throw new Problem('too_much_work')
    after = page.next
  } while (after !== undefined)
  return all
}
