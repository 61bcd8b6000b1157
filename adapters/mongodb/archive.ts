import type { Collection, Document } from 'mongodb'
import { NEW_CHAIN } from '../../src/model/audit-chain.ts'
import type { OrgId } from '../../src/model/id.ts'
import type {
  Archive,
  ArchiveRecord,
  KeptOrganisation,
  KeptRecord,
  KeptRule,
} from '../../src/ports/archive.ts'
import { fill, isEmpty } from './archive/archive-fill.ts'
import { restore } from './archive/archive-restore.ts'
import type { Connection } from './connection/connection.ts'
import { asFault } from './connection/faults.ts'
import { auditEvent } from './policy/audit-documents.ts'
import { organisationOf } from './policy/organisations.ts'
import { ruleOf } from './policy/rule-document.ts'
import { setOf } from './policy-set-store.ts'
import { receiptOf } from './receipt-store.ts'
import { recordFrom } from './records/documents.ts'
import { beginning, recordKey } from './records/keys.ts'
import { oidcRecord } from './records/oidc-documents.ts'

/** Everything in the database, read by cursors and written in bulk; a mark says that it is not whole yet. */
export const createArchive = (c: Connection): Archive => ({
  organisations: () => organisations(c),
  records: org => records(c, org),
  rules: org => rules(c, org),
  installation: () => installation(c),
  empty: () => isEmpty(c),
  fill: (all, verify) => fill(c, all, verify),
  restore: (org, revision) => restore(c, org, revision),
})

const STEP = 500

/** Every document that meets the filter, in order of `_id`. */
async function* documents<T extends Document>(from: Collection<T>, _id?: Document): AsyncGenerator<T> {
  const cursor = from.find((_id ? { _id } : {}) as never, { batchSize: STEP }).sort({ _id: 1 })
  try {
    for await (const document of cursor) yield document as unknown as T
  } catch (error) {
    throw asFault(error)
  } finally {
    await cursor.close().catch(() => {})
  }
}

async function* organisations(c: Connection): AsyncGenerator<KeptOrganisation> {
  for await (const document of documents(c.in.organisations))
    yield {
      organisation: organisationOf(document),
      revision: document.revision,
      at: document.at,
      chain: document.chain ?? NEW_CHAIN,
    }
}

async function* records(c: Connection, org: OrgId): AsyncGenerator<KeptRecord> {
  for (const [put, { row, collection }] of Object.entries(c.in.records))
    for await (const document of documents(collection, beginning(recordKey(org, ''))))
      yield { put, value: recordFrom(row, document) } as unknown as KeptRecord
}

async function* rules(c: Connection, org: OrgId): AsyncGenerator<readonly KeptRule[]> {
  const cursor = c.in.rules.find({ org }, { batchSize: STEP })
  try {
    let batch: KeptRule[] = []
    for await (const document of cursor) {
      const { since, nth, until } = document
      batch.push({ rule: ruleOf(document), since, nth, ...(until === 0 ? {} : { until }) })
      if (batch.length < STEP) continue
      yield batch
      batch = []
    }
    yield batch
  } catch (error) {
    throw asFault(error)
  } finally {
    await cursor.close().catch(() => {})
  }
}

async function* installation(c: Connection): AsyncGenerator<ArchiveRecord> {
  for await (const { _id: name, value, version } of documents(c.in.secrets))
    yield { of: 'secret', value: { name, value, version } }
  const inUse = new Map<string, string>()
  for await (const { name, digest } of documents(c.in.sets)) inUse.set(name, digest)
  for await (const document of documents(c.in.set_versions))
    yield { of: 'set', value: setOf(document), in_use: inUse.get(document.name) === document.digest }
  for await (const document of documents(c.in.receipts)) yield { of: 'receipt', value: receiptOf(document) }
  for await (const document of documents(c.in.audit)) yield { of: 'event', value: auditEvent(document) }
  for await (const document of documents(c.in.oidc))
    yield {
      of: 'sign_in',
      value: oidcRecord(document),
      ...(document.count === undefined ? {} : { count: document.count }),
    }
}
