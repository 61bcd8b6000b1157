import { type Filter, ObjectId } from 'mongodb'
import type { Decision } from '../../src/model/decision.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { DecisionFilter, DecisionStore } from '../../src/ports/decision-store.ts'
import { createBatch } from './connection/batch.ts'
import { type Connection, inSession } from './connection/connection.ts'
import type { DecisionDocument } from './schema/collections.ts'

/** The decisions that were kept. Ids are generated in order of arrival, so they break ties of time. */
export const createDecisionStore = (c: Connection): DecisionStore => ({
  append: async decisions => {
    const [first, ...rest] = decisions.map(
      (decision): DecisionDocument => ({ ...decision, _id: new ObjectId() }),
    )
    if (!first) return
    const batch = createBatch()
    for (const document of [first, ...rest]) batch.insert(c.in.decisions, document)
    await c.transact(
      session => c.send(batch, session),
      async session => (await c.in.decisions.findOne({ _id: first._id }, inSession(session))) !== null,
    )
  },
  query: (org, filter, { limit, after }) =>
    c.ask(async () => {
      const found = await c.in.decisions
        .find(filterOf(org, filter, after))
        .sort({ at: -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
      const documents = found.slice(0, limit)
      const last = documents.at(-1)
      const items = documents.map(decisionOf)
      return found.length > limit && last
        ? { items, next: `${last.at.getTime()}/${last._id.toHexString()}` }
        : { items }
    }),
  prune: before => c.ask(async () => (await c.in.decisions.deleteMany({ at: { $lt: before } })).deletedCount),
})

const decisionOf = ({ _id, ...decision }: DecisionDocument): Decision => decision as unknown as Decision

const filterOf = (
  org: OrgId,
  { since, until, subjects, ...exact }: DecisionFilter,
  after: string | undefined,
): Filter<DecisionDocument> => ({
  org,
  ...exact,
  ...(subjects ? { subject: subjects.length === 1 ? (subjects[0] ?? '') : { $in: [...subjects] } } : {}),
  ...(since || until ? { at: { ...(since ? { $gte: since } : {}), ...(until ? { $lt: until } : {}) } } : {}),
  ...(after === undefined ? {} : { $and: [beyond(after)] }),
})

const beyond = (place: string): Filter<DecisionDocument> => {
  const [ms = '', id = ''] = place.split('/')
  const at = new Date(Number(ms))
  if (!ObjectId.isValid(id)) return { _id: { $exists: false } }
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: new ObjectId(id) } }] }
}
