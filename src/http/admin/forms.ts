import { z } from 'zod'
import type { Committed } from '../../change/commit.ts'
import { encodeRef, OrgRef, RawId, type Resource, type Subject } from '../../model/id.ts'
import { type Page, PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'

/** `{org}` in a path. */
export const InOrg = z.object({ org: OrgRef })

/** An id whose place says its type: `alice`. With the type in front it could be meant in two ways, and is refused. */
const idOf = <T extends string>(type: string) =>
  RawId.refine(id => !id.startsWith(`${type}:`), `this is an id without its type, not ${type}:ID`).transform(
    id => encodeRef(`${type}:${id}`) as T,
  )

export const UserId = idOf<Subject>('user')
export const GroupId = idOf<Subject>('group')
export const ServiceId = idOf<Subject>('service')
export const DatasetId = idOf<Resource>('dataset')

export const Name = z.string().min(1).max(200)
export const DryRun = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true` answers what would change, and changes nothing'),
})

/** A moment, in ISO 8601: a date is its first instant in UTC. */
export const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'a time such as 2026-05-03T12:00:00Z, or a date')
  .transform(text => new Date(text))

export const Revision = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'a revision is a whole number from 1')
  .transform(Number)

export const AtOnce = {
  revision: Revision.optional().describe('As it was at this revision'),
  as_of: Moment.optional().describe('As it was at this time'),
}
/** A moment in the past is said in one way; it is now when not at all. */
export const once = (query: { revision?: unknown; as_of?: unknown }) =>
  query.revision === undefined || query.as_of === undefined
export const At = z.object(AtOnce).refine(once, 'one of `revision` and `as_of`')

/** The revision that an answer was read from. */
export const Revised = z
  .object({ revision: z.number().int().describe('The revision that this was read from') })
  .meta({ id: 'Revised' })

/** What every write answers. */
export const Write = z
  .object({
    revision: z.number().int().describe('The organisation’s revision after this'),
    token: z.string().describe('For `at_least_as_fresh`'),
    propagated: z.boolean().describe('False (202): it holds, but not every replica has confirmed it yet'),
    dry_run: z.literal(true).optional(),
    adds: z.array(z.array(z.string())).optional().describe('Under `dry_run`: the rules it would add'),
    removes: z.array(z.array(z.string())).optional().describe('Under `dry_run`: the rules it would remove'),
  })
  .meta({ id: 'Written' })

export const written = ({ revision, token, propagated, dryRun, adds, removes }: Committed) =>
  dryRun ? { revision, token, propagated, dry_run: true, adds, removes } : { revision, token, propagated }

/** A list's reply. */
export const listOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), next_token: z.string().optional().describe('Absent at the end') })

/** Page tokens are positions in base64url: opaque, and safe whatever an id holds. */
export const pageOf = ({ limit, page_token }: z.output<typeof PageQuery>) => {
  if (page_token === undefined) return { limit }
  const after = Buffer.from(page_token, 'base64url').toString()
  if (Buffer.from(after).toString('base64url') !== page_token || !after.isWellFormed()) {
    throw new Problem('malformed', '`page_token` is one that this service gave')
  }
  return { limit, after }
}

export const paged = <T, R>(page: Page<T>, print: (item: T) => R) => ({
  items: page.items.map(print),
  ...(page.next === undefined ? {} : { next_token: Buffer.from(page.next).toString('base64url') }),
})
export { PageQuery }
