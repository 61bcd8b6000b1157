import type { Filter } from 'mongodb'
import type { OrgId } from '../../../src/model/id.ts'
import type { Organisation } from '../../../src/model/organisation.ts'
import type { Page, PageRequest } from '../../../src/model/page.ts'
import { whereOf } from '../../../src/model/record-row.ts'
import {
  type ListRequest,
  MAX_ANYWHERE,
  type RecordStore,
  type Use,
} from '../../../src/ports/record-store.ts'
import { type Connection, inSession } from '../connection/connection.ts'
import { livingOf, NOT_DELETED, organisationOf } from '../policy/organisations.ts'
import type { RecordDocument } from '../schema/collections.ts'
import { collectionOf } from '../schema/collections.ts'
import { idOf, recordFrom } from './documents.ts'
import { recordKey } from './keys.ts'
import { pageOf } from './pages.ts'

/** What is kept of each kind, read by its row. */
export const createRecordStore = (c: Connection): RecordStore => {
  const reads = {
    find: (kind: string, org: OrgId, key: string | Readonly<Record<string, string>>) =>
      c.ask(async () => {
        const { row, collection } = collectionOf(c.in, kind)
        const _id = idOf(row, org, typeof key === 'string' ? { [row.key[0]]: key } : key)
        const found = await collection.findOne({ _id })
        return found ? recordFrom(row, found) : undefined
      }),
    several: (kind: string, org: OrgId, ids: readonly string[]) => c.ask(() => several(c, kind, org, ids)),
    list: (kind: string, org: OrgId, request: ListRequest<never>) =>
      c.ask(() => pageOf(collectionOf(c.in, kind), org, request)),
    all: (kind: string, org: OrgId) =>
      c.ask(async () => {
        const kept = collectionOf(c.in, kind)
        return (await pageOf(kept, org, { limit: kept.row.bound ?? 0 })).items
      }),
    anywhere: (kind: string, where: Readonly<Record<string, string | undefined>>) =>
      c.prompt(() => anywhere(c, kind, where)),
    note: async (kind: string, uses: readonly Use[]) => {
      if (uses.length > 0) await c.ask(() => note(c, kind, uses))
    },
    organisation: (id: OrgId) =>
      c.read(async session => {
        const found = await c.in.organisations.findOne({ _id: id, ...NOT_DELETED }, { session })
        return found ? organisationOf(found) : undefined
      }),
    organisations: (page: PageRequest) => c.ask(() => organisations(c, page)),
  }
  // The rows say what each kind is, and the port's types follow from the rows: this is where the two meet.
  return reads as unknown as RecordStore
}

const several = async (c: Connection, kind: string, org: OrgId, ids: readonly string[]) => {
  const { row, collection } = collectionOf(c.in, kind)
  if (ids.length === 0) return []
  const found = await collection.find({ _id: { $in: ids.map(id => recordKey(org, id)) } }).toArray()
  const byKey = new Map(found.map(document => [document._id, document]))
  return ids.flatMap(id => {
    const document = byKey.get(recordKey(org, id))
    return document ? [recordFrom(row, document)] : []
  })
}

/** What a majority holds at this moment: an old primary must not find a key that was revoked. */
const anywhere = async (c: Connection, kind: string, where: Readonly<Record<string, string | undefined>>) => {
  const { row, collection } = collectionOf(c.in, kind)
  const filter: Filter<RecordDocument> = Object.fromEntries(whereOf(row, where))
  const looked = collection.find(filter, inSession()).limit(MAX_FOUND)
  // One document needs no order, and its index has none.
  const unique = Object.keys(where).some(name => row.lookups[name]?.unique)
  const found = await (unique ? looked : looked.sort({ org: 1 })).toArray()
  const living = await livingOf(c, found)
  return found
    .filter(({ org }) => living.has(org))
    .slice(0, MAX_ANYWHERE)
    .map(document => ({ org: document.org as OrgId, value: recordFrom(row, document) }))
}

/** Read before those of deleted organisations are left out. */
const MAX_FOUND = 1_000

const note = async (c: Connection, kind: string, uses: readonly Use[]): Promise<void> => {
  const { row, collection } = collectionOf(c.in, kind)
  if (row.noted === undefined) throw new TypeError(`no use of ${row.table} is noted`)
  const writes = uses.map(({ org, id, at }) => ({
    updateOne: { filter: { _id: recordKey(org, id) }, update: { $max: { [String(row.noted)]: at } } },
  }))
  await collection.bulkWrite(writes, { ordered: false })
}

const organisations = async (c: Connection, { limit, after }: PageRequest): Promise<Page<Organisation>> => {
  const filter = after === undefined ? NOT_DELETED : { ...NOT_DELETED, _id: { $gt: after } }
  const found = await c.in.organisations
    .find(filter)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray()
  const items = found.slice(0, limit).map(organisationOf)
  const last = items.at(-1)
  return found.length > limit && last ? { items, next: last.id } : { items }
}
