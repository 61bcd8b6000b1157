import { z } from 'zod'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Resource, Subject } from '../../model/id.ts'
import { decodeRef, ORG, ResourceRef, SubjectRef } from '../../model/id.ts'
import type { Page, PageRequest } from '../../model/page.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import type { Given } from '../../policy/origins.ts'
import { PAST_REFUSALS } from '../as-of.ts'
import { read } from '../builders.ts'
import { InOrg } from './ids.ts'
import { AtOnce, once } from './moments.ts'
import { listOf, paged, pageOf } from './paging.ts'

const GivenReply = z
  .object({
    rule: z.array(z.string()),
    revision: z.number().int(),
    at: z.iso.datetime(),
    by: z.string(),
    action: z.string(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Given' })

const printedGiven = ({ by, operation, ...rest }: Given) => ({
  ...rest,
  by: decodeRef(by),
  action: operation,
})

interface Line {
  readonly subject: Subject
  readonly resource: Resource
  readonly level: string
  readonly via: readonly (readonly string[])[]
}

const reportPermissions = read({
  operation: 'reportPermissions',
  path: '/v1/orgs/:org/permissions',
  tag: 'Access',
  summary: 'Report who may do what, now or in the past',
  description:
    'Give `subject` for every resource that it reaches, or `resource` for every account that reaches it, each with level and reason. With `given=true` each line also says who gave it, when and why.',
  params: InOrg,
  query: PageQuery.extend({
    subject: SubjectRef.optional(),
    resource: ResourceRef.optional(),
    given: z.enum(['true', 'false']).optional().describe('`true`: with the changes that gave it'),
    ...AtOnce,
  })
    .refine(
      query => (query.subject === undefined) !== (query.resource === undefined),
      'exactly one of `subject` and `resource`',
    )
    .refine(once, 'one of `revision` and `as_of`'),
  reply: listOf(
    z.object({
      subject: z.string(),
      resource: z.string(),
      level: z.string(),
      via: z.array(z.array(z.string())),
      given: z
        .array(z.array(GivenReply))
        .optional()
        .describe('For each way in `via` the rules of it, each with the change that added it'),
    }),
  ),
  problems: PAST_REFUSALS,
  may: () => ({ on: ORG }),
  async handle(rooms, { org, view, query }) {
    const now = query.revision === undefined && query.as_of === undefined
    const snapshot = now ? view : await rooms.history.snapshot(org, query)
    const page = await report(snapshot, query, pageOf(query))
    const ways = query.given === 'true' ? page.items.flatMap(({ via }) => via) : []
    const origins = await rooms.history.origins(org, snapshot.revision, ways)
    return paged(page, ({ subject, resource, level, via }) => ({
      subject: decodeRef(subject),
      resource: decodeRef(resource),
      level,
      via: via.map(path => path.map(decodeRef)),
      ...(ways.length === 0 ? {} : { given: via.map(way => (origins.get(way) ?? []).map(printedGiven)) }),
    }))
  },
})

const report = async (
  snapshot: Snapshot,
  of: { subject?: Subject | undefined; resource?: Resource | undefined },
  page: PageRequest,
): Promise<Page<Line>> => {
  if (of.resource !== undefined) {
    const { resource } = of
    const { items, next } = await snapshot.access(resource, page)
    return { items: items.map(item => ({ ...item, resource })), ...(next === undefined ? {} : { next }) }
  }
  if (of.subject === undefined) throw new Problem('malformed')
  return reachOf(snapshot, of.subject, page)
}

/** What one subject may do anything to: of every type that the set names, in byte order of resource. */
export const reachOf = async (
  snapshot: Snapshot,
  subject: Subject,
  page: PageRequest,
): Promise<Page<Line>> => {
  const { actions, types } = snapshot.catalogue
  const query = { subject, actions: [...actions], limit: page.limit + 1, ...after(page) }
  const found: Resource[] = []
  for (const type of Object.keys(types)) found.push(...(await snapshot.resources({ ...query, type })).items)
  found.sort()
  const items = found.slice(0, page.limit).map(resource => line(snapshot, subject, resource))
  const last = items.at(-1)
  return { items, ...(found.length > page.limit && last ? { next: last.resource } : {}) }
}

const after = ({ after }: PageRequest) => (after === undefined ? {} : { after })

const line = (snapshot: Snapshot, subject: Subject, resource: Resource): Line => {
  const level = snapshot.level(subject, resource)
  return { subject, resource, level, via: snapshot.via(subject, resource) }
}

export const permissionRoutes = [reportPermissions]
