import { z } from 'zod'
import type { Snapshot } from '../../engine/snapshot.ts'
import { idOf, type Resource, type Subject, typeOf } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import type { Rooms } from '../rooms.ts'
import { requireInsider, requireMayAsk } from '../search/question.ts'
import { MAX_PAGE, searched } from '../search/searched.ts'
import {
  AuthzenAction,
  AuthzenContext,
  AuthzenResource,
  AuthzenSubject,
  resourceOf,
  subjectOf,
} from './entities.ts'
import { type Asked, endpoint } from './tenant.ts'

const PageWish = z
  .object({
    token: z.string().max(2_048).optional().describe('`next_token` of the page before'),
    limit: z.number().int().min(1).optional().describe(`At most ${MAX_PAGE} are answered at once`),
    properties: z.record(z.string(), z.unknown()).optional(),
  })
  .optional()

const common = { context: AuthzenContext.optional(), page: PageWish }

const replyOf = (result: z.ZodType) =>
  z.object({
    page: z.object({ next_token: z.string().describe('Empty at the end'), count: z.number().int() }),
    context: z.object({ revision: z.number().int(), token: z.string() }),
    results: z.array(result),
  })

const Entity = z.object({ type: z.string(), id: z.string() })
const printEntity = (name: string) => ({ type: typeOf(name), id: idOf(name) })

interface Looked {
  admit(now: Snapshot): void
  page(snapshot: Snapshot, page: PageRequest): Promise<Page<string>>
}

/** One page, as AuthZEN writes it: `page` first. */
const answered = async (
  rooms: Rooms,
  { org, caller, body }: Asked<{ page?: z.output<typeof PageWish> }>,
  { admit, page }: Looked,
  print: (item: string) => object,
): Promise<object> => {
  const { page: { token, limit, properties } = {}, ...asked } = body
  const page_token = token === '' ? undefined : token
  const usual = page_token === undefined ? MAX_PAGE : undefined
  const found = await searched(rooms, {
    org,
    caller,
    question: { ...asked, properties },
    limit: limit === undefined ? usual : Math.min(limit, MAX_PAGE),
    page_token,
    admit,
    page,
  })
  const { items, next = '', revision, token: at } = found
  return {
    page: { next_token: next, count: items.length },
    context: { revision, token: at },
    results: items.map(print),
  }
}

const NOTHING: Page<never> = { items: [] }

const searchSubjects = endpoint({
  operation: 'authzenSearchSubject',
  path: 'search/subject',
  summary: 'AuthZEN: which subjects may do this action to this resource?',
  description: 'For callers who may ask about anyone.',
  body: z.object({
    subject: AuthzenSubject.omit({ id: true }),
    action: AuthzenAction,
    resource: AuthzenResource,
    ...common,
  }),
  reply: replyOf(Entity),
  handle: (rooms, asked) => {
    const { subject, action, resource } = asked.body
    return answered(
      rooms,
      asked,
      {
        admit: now => requireInsider(now, asked.caller),
        page: async (snapshot, page) => {
          const on = resourceOf(asked.org, resource)
          if (on === undefined || !isAccountOrGroup(subject.type)) return NOTHING
          return snapshot.subjects({ resource: on, action: action.name, type: subject.type, ...page })
        },
      },
      printEntity,
    )
  },
})

const isAccountOrGroup = (type: string): type is 'user' | 'service' | 'group' =>
  type === 'user' || type === 'service' || type === 'group'

/** @throws Problem subject_refused */
const requireAbout = (now: Snapshot, { caller }: Pick<Asked<unknown>, 'caller'>, who: Subject | undefined) =>
  who === undefined ? requireInsider(now, caller) : requireMayAsk(now, caller, who)

const searchResources = endpoint({
  operation: 'authzenSearchResource',
  path: 'search/resource',
  summary: 'AuthZEN: to which resources may this subject do this action?',
  body: z.object({
    subject: AuthzenSubject,
    action: AuthzenAction,
    resource: AuthzenResource.omit({ id: true }),
    ...common,
  }),
  reply: replyOf(Entity),
  handle: (rooms, asked) => {
    const { action, resource } = asked.body
    const who = subjectOf(asked.body.subject)
    return answered(
      rooms,
      asked,
      {
        admit: now => requireAbout(now, asked, who),
        page: async (snapshot, page) => {
          const { type } = resource
          if (who === undefined || !Object.hasOwn(snapshot.catalogue.types, type)) return NOTHING
          return snapshot.resources({ subject: who, actions: [action.name], type, ...page })
        },
      },
      printEntity,
    )
  },
})

const searchActions = endpoint({
  operation: 'authzenSearchAction',
  path: 'search/action',
  summary: 'AuthZEN: which actions may this subject do to this resource?',
  body: z.object({ subject: AuthzenSubject, resource: AuthzenResource, ...common }),
  reply: replyOf(z.object({ name: z.string() })),
  handle: (rooms, asked) => {
    const who = subjectOf(asked.body.subject)
    const on = resourceOf(asked.org, asked.body.resource)
    return answered(
      rooms,
      asked,
      {
        admit: now => requireAbout(now, asked, who),
        page: async (snapshot, page) =>
          who === undefined || on === undefined ? NOTHING : actionsOf(snapshot, who, on, page),
      },
      name => ({ name }),
    )
  },
})

const actionsOf = (snapshot: Snapshot, who: Subject, on: Resource, { limit, after }: PageRequest) => {
  const all = snapshot.actions(who, on)
  const start = after === undefined ? 0 : all.indexOf(after) + 1
  const items = all.slice(start, start + limit)
  const last = items.at(-1)
  return start + limit < all.length && last !== undefined ? { items, next: last } : { items }
}

export const searchRoutes = [...searchSubjects, ...searchResources, ...searchActions]
