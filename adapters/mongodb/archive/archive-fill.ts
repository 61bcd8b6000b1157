import {
  type AnyBulkWriteOperation,
  Binary,
  type Collection,
  type Document,
  MongoBulkWriteError,
} from 'mongodb'
import type { ChangeRecord } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import type { ArchiveRecord, KeptOrganisation, KeptRecord } from '../../../src/ports/archive.ts'
import { StoreUnavailable, StoreUnusable } from '../../../src/ports/errors.ts'
import type { Connection } from '../connection/connection.ts'
import { isDuplicate } from '../connection/faults.ts'
import { auditDocument } from '../policy/audit-documents.ts'
import { changeDocuments } from '../policy/change-documents.ts'
import { organisationFields } from '../policy/organisations.ts'
import { documentOf, keyOf } from '../policy/rule-document.ts'
import { setDocument } from '../policy-set-store.ts'
import { documentOf as recordDocument } from '../records/documents.ts'
import { oidcDocument } from '../records/oidc-documents.ts'
import { collectionOf } from '../schema/collections.ts'

/** In `meta` while the database is being filled, and stays for ever when that was cut off. */
const MARK = 'filling'

/** @throws StoreUnusable when what is in the database is a part of something */
export const requireWhole = async (c: Connection): Promise<void> => {
  if (!(await c.ask(() => c.in.meta.findOne({ _id: MARK })))) return
  throw new StoreUnusable(
    `A copy into the database ${c.db.databaseName} is under way, or was cut off: if none is running, drop the database and copy again.`,
  )
}

/** True for a database in which nothing was ever written but what the store says of itself. */
export const isEmpty = async (c: Connection): Promise<boolean> => {
  const { records, meta: _, ...others } = c.in
  const names = [...Object.keys(others), ...Object.values(records).map(({ row }) => row.table)]
  for (const name of names) if (await c.ask(() => c.db.collection(name).findOne({}))) return false
  return true
}

/** In no transaction: it would be too large. The mark goes first and goes away last. */
export const fill = async (
  c: Connection,
  records: AsyncIterable<ArchiveRecord>,
  verify: () => Promise<void>,
): Promise<void> => {
  await c.ask(() =>
    c.in.meta.insertOne({ _id: MARK, at: c.now() }).catch(error => {
      throw isDuplicate(error) ? new StoreUnusable('Another process is filling this database.') : error
    }),
  )
  if (!(await isEmpty(c))) {
    await c.ask(() => c.in.meta.deleteOne({ _id: MARK }))
    throw new StoreUnusable('only an empty store is filled')
  }
  const loader = createLoader(c)
  for await (const record of records) await write(c, loader, record)
  await loader.flush()
  await verify()
  await c.ask(() => c.in.meta.deleteOne({ _id: MARK }))
}

type Write = AnyBulkWriteOperation<Document>

interface Loader {
  /** `weight`: about how many rules or records it is. */
  put(into: unknown, write: Write, weight?: number): Promise<void>
  flush(): Promise<void>
}

/** The weight at which what was gathered for a collection goes to the server. */
const FULL = 1_000

/** Gathers writes by collection; within each they happen in order. */
const createLoader = (c: Connection): Loader => {
  const waiting = new Map<Collection, { writes: Write[]; weight: number }>()
  const send = async (into: Collection, writes: Write[]) => {
    await c.ask(() => into.bulkWrite(writes, { ordered: true }).catch(unwrapped))
  }
  return {
    put: async (to, write, weight = 1) => {
      const into = to as Collection
      const gathered = waiting.get(into) ?? { writes: [], weight: 0 }
      waiting.set(into, gathered)
      gathered.writes.push(write)
      gathered.weight += weight
      if (gathered.weight < FULL) return
      waiting.delete(into)
      await send(into, gathered.writes)
    },
    flush: async () => {
      for (const [into, { writes }] of waiting) await send(into, writes)
      waiting.clear()
    },
  }
}

/** A bulk write that the network cut off hides what happened to it. */
const unwrapped = (error: unknown): never => {
  if (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0)
    throw new StoreUnavailable(error.message, { cause: error })
  throw error
}

const insert = (document: object): Write => ({ insertOne: { document } })

const write = async (c: Connection, loader: Loader, record: ArchiveRecord): Promise<void> => {
  switch (record.of) {
    case 'organisation':
      return loader.put(c.in.organisations, insert(organisationDocument(record)))
    case 'change':
      return writeChange(c, loader, record.value)
    case 'record':
      return writeRecord(c, loader, record.org, record.value)
    case 'event':
      return loader.put(c.in.audit, insert(auditDocument(record.value)))
    case 'sign_in': {
      const count = record.count === undefined ? {} : { count: record.count }
      return loader.put(c.in.oidc, insert({ ...oidcDocument(record.value), ...count }))
    }
    case 'secret': {
      const { name: _id, value, version } = record.value
      return loader.put(c.in.secrets, insert({ _id, value, version }))
    }
    case 'receipt': {
      const { id: _id, sealed, ...receipt } = record.value
      const answer = sealed === undefined ? {} : { sealed: new Binary(sealed) }
      return loader.put(c.in.receipts, insert({ _id, ...receipt, ...answer }))
    }
    case 'set': {
      const document = setDocument(record.value)
      if (record.in_use) await loader.put(c.in.sets, insert(document))
      const { name, digest } = record.value
      return loader.put(c.in.set_versions, insert({ ...document, _id: `${name}/${digest}` }))
    }
  }
}

const organisationDocument = ({ organisation, revision, at, chain }: KeptOrganisation): object => ({
  _id: organisation.id,
  revision,
  at,
  chain,
  ...organisationFields(organisation),
})

const writeRecord = (c: Connection, loader: Loader, org: OrgId, { put, value }: KeptRecord) => {
  const { row, collection } = collectionOf(c.in, put)
  return loader.put(collection, insert(recordDocument(row, org, value)))
}

/** Not made by any call of `apply`: no attempt will look for it. */
const COPIED = 'copied'

const writeChange = async (c: Connection, loader: Loader, record: ChangeRecord): Promise<void> => {
  const { org, revision, adds, removes } = record
  const { document, parts } = changeDocuments(record, COPIED)
  await loader.put(c.in.changes, insert(document), 1 + document.adds.length + document.removes.length)
  for (const part of parts) await loader.put(c.in.change_parts, insert(part), FULL)
  if (removes.length > 0) {
    const filter = { org, k: { $in: removes.map(keyOf) }, until: 0 }
    const update = { $set: { until: revision } }
    await loader.put(c.in.rules, { updateMany: { filter, update } }, removes.length)
  }
  for (const [nth, rule] of adds.entries())
    await loader.put(c.in.rules, insert(documentOf(rule, { org, since: revision, nth })))
}
