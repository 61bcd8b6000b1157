import { Binary, type Filter } from 'mongodb'
import type { BlockHead, DecisionBlock } from '../../src/model/decision-block.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { BlockRange, DecisionStore } from '../../src/ports/decision-store.ts'
import { createBatch } from './connection/batch.ts'
import { type Connection, inSession } from './connection/connection.ts'
import type { DecisionBlockDocument } from './schema/collections.ts'

/** Blocks a step, so that no single call takes long. */
const STEP = 200

/** The decisions that were kept, a document for each block. */
export const createDecisionStore = (c: Connection): DecisionStore => ({
  append: async blocks => {
    const [first] = blocks
    if (!first) return
    const batch = createBatch()
    for (const block of blocks) batch.insert(c.in.decision_blocks, blockDocument(block))
    await c.transact(
      session => c.send(batch, session),
      async session => (await c.in.decision_blocks.findOne({ _id: first.id }, inSession(session))) !== null,
    )
  },
  heads: (org, range, limit) =>
    c.ask(async () => {
      const found = await c.in.decision_blocks
        .find(filterOf(org, range), { projection: { rows: 0 } })
        .sort({ until: -1, _id: -1 })
        .limit(limit)
        .toArray()
      return found.map(headOf)
    }),
  rows: (org, ids) =>
    c.ask(async () => {
      const found = await c.in.decision_blocks
        .find({ _id: { $in: [...ids] }, org }, { projection: { rows: 1 } })
        .toArray()
      return new Map(found.map(({ _id, rows }) => [_id, rows]))
    }),
  hasOlder: (org, than) =>
    c.ask(
      async () =>
        (await c.in.decision_blocks.findOne(
          { org, until: { $lt: than } },
          { projection: { _id: 1 }, sort: { until: 1 } },
        )) !== null,
    ),
  prune: async (before, org) => {
    const old = { until: { $lt: before }, ...(org === undefined ? {} : { org }) }
    let total = 0
    for (;;) {
      const found = await c.ask(() =>
        c.in.decision_blocks
          .find(old, { projection: { size: 1 } })
          .limit(STEP)
          .toArray(),
      )
      await c.ask(() => c.in.decision_blocks.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }))
      total += found.reduce((sum, { size }) => sum + size, 0)
      if (found.length < STEP) return total
    }
  },
})

export const blockDocument = ({ id, directory, ...block }: DecisionBlock): DecisionBlockDocument => ({
  ...block,
  _id: id,
  directory: new Binary(directory),
})

const headOf = ({ _id, since, until, directory }: DecisionBlockDocument): BlockHead => ({
  id: _id,
  since,
  until,
  directory: directory.buffer,
})

const filterOf = (org: OrgId, { since, until, after }: BlockRange): Filter<DecisionBlockDocument> => ({
  org,
  ...(since || until
    ? { until: { ...(since ? { $gte: since } : {}), ...(until ? { $lte: until } : {}) } }
    : {}),
  ...(after
    ? { $or: [{ until: { $lt: after.until } }, { until: after.until, _id: { $lt: after.id } }] }
    : {}),
})
