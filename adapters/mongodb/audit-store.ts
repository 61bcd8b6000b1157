import type { ClientSession, Filter } from 'mongodb'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { PageRequest } from '../../src/model/page.ts'
import type { AuditFilter, AuditStore } from '../../src/ports/audit-store.ts'
import { createBatch } from './connection/batch.ts'
import { type Connection, inSession } from './connection/connection.ts'
import { auditDocument, auditEvent } from './policy/audit-documents.ts'
import type { AuditDocument } from './schema/collections.ts'

/** The trail. PolicyStore.apply writes the lines of changes, `append` those of refusals. */
export const createAuditStore = (c: Connection): AuditStore => ({
  append: async ([first, ...rest]) => {
    if (!first) return
    const batch = createBatch()
    for (const event of [first, ...rest]) batch.insert(c.in.audit, auditDocument(event))
    const holds = async (session?: ClientSession) =>
      (await c.in.audit.findOne({ _id: first.id }, inSession(session))) !== null
    await c.transact(session => c.send(batch, session), holds)
  },
  query: (org, filter, { limit, after }) =>
    c.ask(async () => {
      const found = await c.in.audit
        .find(filterOf(org, filter, after))
        .sort({ at: -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
      const items = found.slice(0, limit).map(auditEvent)
      const last = items.at(-1)
      return found.length > limit && last ? { items, next: placeOf(last) } : { items }
    }),
  prune: before => c.ask(async () => (await c.in.audit.deleteMany({ at: { $lt: before } })).deletedCount),
})

const filterOf = (
  org: OrgId,
  { since, until, subject, ...exact }: AuditFilter,
  after: PageRequest['after'],
): Filter<AuditDocument> => {
  const range = { ...(since ? { $gte: since } : {}), ...(until ? { $lt: until } : {}) }
  return {
    org,
    ...exact,
    ...(since || until ? { at: range } : {}),
    $and: [subject === undefined ? {} : touching(subject), after === undefined ? {} : beyond(after)],
  }
}

/** Lines of older versions name their actor and their target only. */
const touching = (subject: string): Filter<AuditDocument> => ({
  $or: [{ subjects: subject }, { actor: subject }, { target: subject }],
})

/** A place in the trail: the time and the id of its line. */
const placeOf = ({ at, id }: AuditEvent): string => `${at.getTime()}/${id}`

const beyond = (place: string): Filter<AuditDocument> => {
  const slash = place.indexOf('/')
  const at = new Date(Number(place.slice(0, slash)))
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: place.slice(slash + 1) } }] }
}
