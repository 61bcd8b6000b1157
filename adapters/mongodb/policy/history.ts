import type { ChangeRecord, Revision } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import type { Page, PageRequest } from '../../../src/model/page.ts'
import type { Rule } from '../../../src/model/rule.ts'
import type { Connection } from '../connection/connection.ts'
import { asFault } from '../connection/faults.ts'
import { startReading } from '../connection/reading.ts'
import { changeKey } from '../records/keys.ts'
import { changeOf } from './change-documents.ts'
import { requireKept } from './past-kept.ts'
import { keyOf, ruleOf } from './rule-document.ts'

/** Change records, the newest first. A page begins below the revision that `after` names. */
export const history = (
  c: Connection,
  org: OrgId,
  { limit, after }: PageRequest,
): Promise<Page<ChangeRecord>> =>
  c.ask(async () => {
    const _id = {
      $gte: changeKey(org, 0),
      $lt: after === undefined ? `${org}0` : changeKey(org, Number(after)),
    }
    const found = await c.in.changes
      .find({ _id })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray()
    const items: ChangeRecord[] = []
    for (const document of found.slice(0, limit)) items.push(await changeOf(c.in, document))
    const last = items.at(-1)
    return found.length > limit && last ? { items, next: `${last.revision}` } : { items }
  })

/** The change records after one revision and up to another, in order. */
export async function* changes(
  c: Connection,
  org: OrgId,
  after: Revision,
  until?: Revision,
): AsyncGenerator<ChangeRecord> {
  const _id = {
    $gt: changeKey(org, after),
    ...(until === undefined ? { $lt: `${org}0` } : { $lte: changeKey(org, until) }),
  }
  const session = c.horizon.session()
  const cursor = c.in.changes.find({ _id }, { session, batchSize: 100 }).sort({ _id: 1 })
  try {
    for await (const document of cursor) yield await changeOf(c.in, document)
  } catch (error) {
    throw asFault(error)
  } finally {
    await cursor.close().catch(() => {})
    await session.endSession()
  }
}

export const revisionAt = (c: Connection, org: OrgId, at: Date): Promise<Revision> =>
  c.ask(async () => {
    // "Below the next millisecond" says the same as "at most this one", and SecantusDB 0.7 loses the end of a range of an index.
    const [found] = await c.in.changes
      .find({ org, at: { $lt: new Date(at.getTime() + 1) } }, { projection: { revision: 1 } })
      .sort({ at: -1, _id: -1 })
      .limit(1)
      .toArray()
    return found?.revision ?? 0
  })

interface Between {
  readonly org: OrgId
  readonly from: Revision
  readonly to: Revision
}

/**
 * What turns the rules of one revision into those of another: read off the rules themselves, not off every change between. Undefined when
 * either side has more rules than `most`; 0 for no bound.
 */
export const diff = async (
  c: Connection,
  { org, from, to }: Between,
  most: number,
): Promise<{ adds: readonly Rule[]; removes: readonly Rule[] } | undefined> => {
  const [low, high] = [Math.min(from, to), Math.max(from, to)]
  const within = { $gt: low, $lt: high + 1 }
  return c.ask(async () => {
    const { found, end } = await startReading(c, async session => {
      await requireKept(c, { org, revision: low }, session)
      const read = (filter: object) =>
        c.in.rules
          .find(
            { org, ...filter },
            { session, allowDiskUse: true, batchSize: 4_000, projection: { _id: 0, org: 0 } },
          )
          .sort({ since: 1, nth: 1 })
          .limit(most === 0 ? 0 : most + 1)
          .toArray()
      return {
        later: await read({ since: within, $or: [{ until: 0 }, { until: { $gt: high } }] }),
        earlier: await read({ since: { $lt: low + 1 }, until: within }),
      }
    })
    await end()
    const { later, earlier } = found
    if (most > 0 && Math.max(later.length, earlier.length) > most) return undefined
    // A rule that was removed and added again holds on both sides.
    const [came, went] = [new Set(later.map(({ k }) => k)), new Set(earlier.map(({ k }) => k))]
    const adds = later.filter(({ k }) => !went.has(k)).map(ruleOf)
    const removes = earlier.filter(({ k }) => !came.has(k)).map(ruleOf)
    return from <= to ? { adds, removes } : { adds: removes, removes: adds }
  })
}

/** The revision that added each rule, as it held at a revision. */
export const origins = (
  c: Connection,
  { org, at }: { readonly org: OrgId; readonly at: Revision },
  rules: readonly Rule[],
): Promise<readonly (Revision | undefined)[]> =>
  c.ask(async () => {
    const keys = rules.map(keyOf)
    const held = {
      org,
      k: { $in: keys },
      since: { $lt: at + 1 },
      $or: [{ until: 0 }, { until: { $gt: at } }],
    }
    const found = await c.in.rules.find(held, { projection: { k: 1, since: 1 } }).toArray()
    // Asked afterwards: they may be pruned meanwhile.
    await requireKept(c, { org, revision: at })
    const since = new Map(found.map(document => [document.k, document.since]))
    return keys.map(key => since.get(key))
  })
