import { z } from 'zod'
import type { Said } from '../../engine/search.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import { idOf, type Subject, typeOf } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { said } from '../check/said.ts'
import { Asker } from '../check/who-may-ask.ts'
import type { Rooms } from '../rooms.ts'
import { requireInsider, requireMayAsk } from '../search/question.ts'
import { searchWork } from '../search/search-work.ts'
import { MAX_PAGE, MOST_WORK, searched } from '../search/searched.ts'
import {
  AuthzenAction,
  AuthzenContext,
  AuthzenResource,
  AuthzenSubject,
  resourceOf,
  subjectOf,
  subjectTypeOf,
} from './entities.ts'
import { type Asked, endpoint } from './tenant.ts'

const PageWish = z
  .object({
    token: z.string().max(2_048).nullish().describe('`next_token` of the page before'),
    limit: z.number().int().min(1).nullish().describe(`At most ${MAX_PAGE} are answered at once`),
    properties: z.record(z.string(), z.unknown()).nullish(),
  })
  .nullish()

const common = { context: AuthzenContext.nullish(), page: PageWish }

const replyOf = (result: z.ZodType) =>
  z.object({
    page: z.object({
      next_token: z.string().describe('Empty at the end'),
      count: z.number().int(),
      total: z
        .number()
        .int()
        .optional()
        .describe('Of all pages, where that is known without a further search'),
    }),
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
  const { page: wish, ...asked } = body
  const { token, limit, properties } = wish ?? {}
  const page_token = token || undefined
  const usual = page_token === undefined ? MAX_PAGE : undefined
  const found = await searched(rooms, {
    org,
    caller,
    question: { ...asked, properties },
    limit: typeof limit === 'number' ? Math.min(limit, MAX_PAGE) : usual,
    page_token,
    admit,
    page,
  })
  const { items, next = '', revision, token: at, total } = found
  return {
    page: { next_token: next, count: items.length, ...(total === undefined ? {} : { total }) },
    context: { revision, token: at },
    results: items.map(print),
  }
}

const NOTHING: Page<never> = { items: [] }

type Stating = Asked<{
  readonly subject: { readonly properties?: Stated }
  readonly resource: { readonly properties?: Stated }
  readonly action?: { readonly properties?: Stated }
  readonly context?: Stated
}>
type Stated = Said['context'] | null | undefined

/** What the search says of its parts. */
const statedIn = (snapshot: Snapshot, { caller, body }: Stating): Said =>
  said(new Asker(snapshot, caller), {
    context: body.context ?? undefined,
    properties: {
      subject: body.subject.properties ?? undefined,
      resource: body.resource.properties ?? undefined,
      action: body.action?.properties ?? undefined,
    },
  })

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
  work: searchWork,
  handle: (rooms, asked) => {
    const { subject, action, resource } = asked.body
    return answered(
      rooms,
      asked,
      {
        admit: now => requireInsider(now, asked.caller),
        page: async (snapshot, page) => {
          const on = resourceOf(asked.org, resource)
          const type = subjectTypeOf(snapshot.catalogue, subject.type)
          if (on === undefined || !isAccountOrGroup(type)) return NOTHING
          const stated = statedIn(snapshot, asked)
          return snapshot.subjects({
            resource: on,
            action: action.name,
            type,
            said: stated,
            mostWork: MOST_WORK,
            ...page,
          })
        },
      },
      name => ({ type: subject.type, id: idOf(name) }),
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
  work: searchWork,
  handle: (rooms, asked) => {
    const { action, resource } = asked.body
    return answered(
      rooms,
      asked,
      {
        admit: now => requireAbout(now, asked, subjectOf(now.catalogue, asked.body.subject)),
        page: async (snapshot, page) => {
          const { type } = resource
          const who = subjectOf(snapshot.catalogue, asked.body.subject)
          if (who === undefined || !Object.hasOwn(snapshot.catalogue.types, type)) return NOTHING
          const stated = statedIn(snapshot, asked)
          return snapshot.resources({
            subject: who,
            actions: [action.name],
            type,
            said: stated,
            mostWork: MOST_WORK,
            ...page,
          })
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
    const on = resourceOf(asked.org, asked.body.resource)
    return answered(
      rooms,
      asked,
      {
        admit: now => requireAbout(now, asked, subjectOf(now.catalogue, asked.body.subject)),
        page: async (snapshot, page) => {
          const who = subjectOf(snapshot.catalogue, asked.body.subject)
          if (who === undefined || on === undefined) return NOTHING
          return part(snapshot.actions(who, on, statedIn(snapshot, asked)), page)
        },
      },
      name => ({ name }),
    )
  },
})

const part = (all: readonly string[], { limit, after }: PageRequest) => {
  const start = after === undefined ? 0 : all.indexOf(after) + 1
  const items = all.slice(start, start + limit)
  const last = items.at(-1)
  const next = start + limit < all.length && last !== undefined ? { next: last } : {}
  return { items, ...next, total: all.length }
}

export const searchRoutes = [...searchSubjects, ...searchResources, ...searchActions]
