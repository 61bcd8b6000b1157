import { z } from 'zod'

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
  as_of: z.union([Revision, Moment]).optional().describe('As it was at this revision or time'),
}
/** A moment in the past is given in one way: a revision or a time. Without either it is now. */
export const once = (query: { revision?: unknown; as_of?: unknown }) =>
  query.revision === undefined || query.as_of === undefined
export const At = z.object(AtOnce).refine(once, 'one of `revision` and `as_of`')
