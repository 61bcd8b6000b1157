import type { Filter } from 'mongodb'
import type { AuditEvent } from '../../src/model/audit.ts'
import { NEW_CHAIN } from '../../src/model/audit-chain.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { PageRequest } from '../../src/model/page.ts'
import type { AuditFilter, AuditStore } from '../../src/ports/audit-store.ts'
import { appendLines, pruneLines } from './audit-lines.ts'
import type { Connection } from './connection/connection.ts'
import { auditEvent } from './policy/audit-documents.ts'
import type { AuditDocument } from './schema/collections.ts'

/** The trail. PolicyStore.apply writes the lines of changes, `append` those of refusals. */
export const createAuditStore = (c: Connection): AuditStore => ({
  noted: c.clock.noted,
  append: events => appendLines(c, events),
  query: (org, filter, { limit, after }) =>
    c.wanted(async signal => {
      const found = await c.in.audit
        .find(filterOf(org, filter, after), { signal })
        .sort({ at: -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
      const items = found.slice(0, limit).map(auditEvent)
      const last = items.at(-1)
      return found.length > limit && last ? { items, next: placeOf(last) } : { items }
    }),
  chain: org =>
    c.ask(async () => {
      const found = await c.in.organisations.findOne({ _id: org }, { projection: { chain: 1 } })
      return found ? (found.chain ?? NEW_CHAIN) : undefined
    }),
  chained: (org, after, limit) =>
    c.ask(async () => {
      const found = await c.in.audit
        .find({ org, 'chain.n': { $gt: after } })
        .sort({ 'chain.n': 1 })
        .limit(limit)
        .toArray()
      return found.map(auditEvent)
    }),
  unchained: (org, limit) =>
    c.ask(async () => {
      const loose = { org, chain: { $exists: false } }
      const [newest] = await c.in.audit.find(loose).sort({ at: -1, _id: -1 }).limit(1).toArray()
      if (!newest) return { lines: 0 }
      return { lines: await c.in.audit.countDocuments(loose, { limit }), newest: newest.at }
    }),
  hasOlder: (org, than) =>
    c.ask(
      async () =>
        (await c.in.audit.findOne(
          { org, at: { $lt: than } },
          { projection: { _id: 1 }, sort: { at: 1 } },
        )) !== null,
    ),
  prune: (org, before) => pruneLines(c, { org, before }),
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
