/** Lines of the trail on their way into a batch: each is linked to the one before it, and the organisation says where its chain ends. */
import type { ClientSession, Filter } from 'mongodb'
import type { AuditEvent } from '../../src/model/audit.ts'
import {
  type AuditChain,
  BEGINNING,
  type ChainLink,
  linkedAll,
  NEW_CHAIN,
  pruningLine,
} from '../../src/model/audit-chain.ts'
import type { OrgId } from '../../src/model/id.ts'
import { type Batch, createBatch } from './connection/batch.ts'
import { type Connection, inSession } from './connection/connection.ts'
import { auditDocument } from './policy/audit-documents.ts'
import type { AuditDocument } from './schema/collections.ts'

/** What the organisation says of its chain when that ends there. */
export const chainSet = (chain: AuditChain | undefined, head: ChainLink): { readonly chain: AuditChain } => ({
  chain: { pruned: chain?.pruned ?? BEGINNING, head },
})

interface Own {
  readonly org: OrgId
  readonly chain: AuditChain
  readonly events: readonly AuditEvent[]
}

const writeLinked = (batch: Batch, c: Connection, { org, chain, events }: Own): void => {
  const { lines, head } = linkedAll(chain.head, events)
  batch.update({}, { of: c.in.organisations, filter: { _id: org }, set: chainSet(chain, head) })
  for (const line of lines) batch.insert(c.in.audit, auditDocument(line))
}

/** Of those of them that are there; no other writer moves them before this transaction is over, or it is tried again. */
export const chainsOf = async (
  c: Connection,
  orgs: readonly OrgId[],
  session: ClientSession,
): Promise<ReadonlyMap<string, AuditChain>> => {
  const found = await c.in.organisations
    .find({ _id: { $in: [...orgs] } }, { projection: { chain: 1 }, session })
    .sort({ _id: 1 })
    .toArray()
  return new Map(found.map(({ _id, chain = NEW_CHAIN }) => [_id, chain]))
}

/** Whether the line is there. */
const isThere =
  (c: Connection, id: () => string) =>
  async (session?: ClientSession): Promise<boolean> =>
    (await c.in.audit.findOne({ _id: id() }, inSession(session))) !== null

/** As AuditStore.append. */
export const appendLines = async (c: Connection, events: readonly AuditEvent[]): Promise<void> => {
  const [first] = events
  if (!first) return
  const byOrg = Map.groupBy(events, ({ org }) => org)
  const write = async (session: ClientSession) => {
    const chains = await chainsOf(c, [...byOrg.keys()], session)
    const batch = createBatch()
    for (const [org, own] of byOrg) {
      const chain = chains.get(org)
      if (chain) writeLinked(batch, c, { org, chain, events: own })
      else for (const event of own) batch.insert(c.in.audit, auditDocument(event))
    }
    await c.send(batch, session)
  }
  await c.transact(
    write,
    isThere(c, () => first.id),
  )
}

/** Lines a transaction. */
const STEP = 1_000

interface Pruning {
  readonly org: OrgId
  readonly before: Date
}

/** As AuditStore.prune. */
export const pruneLines = async (c: Connection, { org, before }: Pruning): Promise<number> => {
  let lines = 0
  let mark = ''
  const write = async (session: ClientSession) => {
    const chain = (await chainsOf(c, [org], session)).get(org)
    if (!chain) return
    const { ids, last } = await oldLines(c, { org, before, after: chain.pruned }, session)
    lines = ids.length
    if (lines === 0) return
    const line = pruningLine({ org, at: c.now(), before, lines, last })
    mark = line.id
    const batch = createBatch()
    writeLinked(batch, c, { org, chain: { ...chain, pruned: last }, events: [line] })
    batch.remove(c.in.audit, { _id: { $in: ids } })
    await c.send(batch, session)
  }
  await c.transact(
    write,
    isThere(c, () => mark),
  )
  return lines
}

const oldLines = async (
  c: Connection,
  { org, before, after }: Pruning & { readonly after: ChainLink },
  session: ClientSession,
): Promise<{ ids: string[]; last: ChainLink }> => {
  const read = (filter: Filter<AuditDocument>, sort: Readonly<Record<string, 1>>) =>
    c.in.audit
      .find({ org, ...filter }, { projection: { at: 1, chain: 1 }, session })
      .sort(sort)
      .limit(STEP)
      .toArray()
  const first = await read({ 'chain.n': { $gt: after.n } }, { 'chain.n': 1 })
  const young = first.findIndex(({ at }) => at >= before)
  const old = young < 0 ? first : first.slice(0, young)
  const loose = await read({ at: { $lt: before }, chain: { $exists: false } }, { at: 1, _id: 1 })
  return { ids: [...old, ...loose].map(({ _id }) => _id), last: old.at(-1)?.chain ?? after }
}
