/** Lines of the trail on their way into a batch: each is linked to the one before it, and the organisation says where its chain ends. */
import type { Filter } from 'mongodb'
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
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { type Batch, createBatch } from './connection/batch.ts'
import { type Connection, inSession } from './connection/connection.ts'
import { auditDocument } from './policy/audit-documents.ts'
import type { AuditDocument, OrganisationDocument } from './schema/collections.ts'

/** Another writer wrote a line meanwhile. */
class ChainMoved extends Error {}

/** Matches the organisation as long as its chain ends there. */
export const endingAt = ({ n }: ChainLink): Filter<OrganisationDocument> =>
  n === 0 ? { chain: { $exists: false } } : { 'chain.head.n': n }

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
  const filter = { _id: org, ...endingAt(chain.head) }
  batch.update(
    { meets: { count: 1, otherwise: () => new ChainMoved() } },
    { of: c.in.organisations, filter, set: chainSet(chain, head) },
  )
  for (const line of lines) batch.insert(c.in.audit, auditDocument(line))
}

/** Of those of them that are there. */
const chainsOf = async (c: Connection, orgs: readonly OrgId[]): Promise<ReadonlyMap<string, AuditChain>> => {
  const found = await c.ask(() =>
    c.in.organisations
      .find({ _id: { $in: [...orgs] } }, { projection: { chain: 1 }, readConcern: { level: 'majority' } })
      .sort({ _id: 1 })
      .toArray(),
  )
  return new Map(found.map(({ _id, chain = NEW_CHAIN }) => [_id, chain]))
}

/** How often a line is tried again that other writers were quicker than. */
const TRIES = 30

/** Makes the batch again from the newest chain as long as another writer was first. @throws StoreUnavailable */
const insist = async (c: Connection, attempt: () => Promise<{ batch: Batch; mark: string } | undefined>) => {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const made = await attempt()
    if (!made) return
    const { batch, mark } = made
    try {
      return await c.transact(
        session => c.send(batch, session),
        async session => (await c.in.audit.findOne({ _id: mark }, inSession(session))) !== null,
      )
    } catch (error) {
      if (!(error instanceof ChainMoved)) throw error
      // The commit of an earlier try may have held: then it is our own line that stands there.
      if (await c.ask(() => c.in.audit.findOne({ _id: mark }, inSession()))) return
    }
  }
  throw new StoreUnavailable('other writers of the trail were always quicker')
}

/** As AuditStore.append. */
export const appendLines = async (c: Connection, events: readonly AuditEvent[]): Promise<void> => {
  const [first] = events
  if (!first) return
  const byOrg = Map.groupBy(events, ({ org }) => org)
  await insist(c, async () => {
    const chains = await chainsOf(c, [...byOrg.keys()])
    const batch = createBatch()
    for (const [org, own] of byOrg) {
      const chain = chains.get(org)
      if (chain) writeLinked(batch, c, { org, chain, events: own })
      else for (const event of own) batch.insert(c.in.audit, auditDocument(event))
    }
    return { batch, mark: first.id }
  })
}

/** Lines a transaction. */
const STEP = 1_000

/** As AuditStore.prune. */
export const pruneLines = async (c: Connection, org: OrgId, before: Date): Promise<number> => {
  let lines = 0
  await insist(c, async () => {
    const chain = (await chainsOf(c, [org])).get(org)
    if (!chain) return undefined
    const { ids, last } = await oldLines(c, org, { after: chain.pruned, before })
    lines = ids.length
    if (lines === 0) return undefined
    const line = pruningLine({ org, at: c.now(), before, lines, last })
    const batch = createBatch()
    writeLinked(batch, c, { org, chain: { ...chain, pruned: last }, events: [line] })
    batch.remove(c.in.audit, { _id: { $in: ids } })
    return { batch, mark: line.id }
  })
  return lines
}

const oldLines = async (
  c: Connection,
  org: OrgId,
  { after, before }: { readonly after: ChainLink; readonly before: Date },
): Promise<{ ids: string[]; last: ChainLink }> => {
  const read = (filter: Filter<AuditDocument>, sort: Readonly<Record<string, 1>>) =>
    c.ask(() =>
      c.in.audit
        .find({ org, ...filter }, { projection: { at: 1, chain: 1 } })
        .sort(sort)
        .limit(STEP)
        .toArray(),
    )
  const first = await read({ 'chain.n': { $gt: after.n } }, { 'chain.n': 1 })
  const young = first.findIndex(({ at }) => at >= before)
  const old = young < 0 ? first : first.slice(0, young)
  const loose = await read({ at: { $lt: before }, chain: { $exists: false } }, { at: 1, _id: 1 })
  return { ids: [...old, ...loose].map(({ _id }) => _id), last: old.at(-1)?.chain ?? after }
}
