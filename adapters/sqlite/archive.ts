import { setImmediate as turn } from 'node:timers/promises'
import type { OrgId } from '../../src/model/id.ts'
import type { Kinds } from '../../src/model/records.ts'
import type { Archive, ArchiveRecord, KeptOrganisation, KeptRecord } from '../../src/ports/archive.ts'
import type { InstalledSet } from '../../src/ports/policy-set-store.ts'
import { type Filled, fill, isEmpty, restore } from './archive-fill.ts'
import { type ChainRow, chainIn } from './audit-lines.ts'
import type { Database } from './database.ts'
import { type Doc, parsed, readEvent, readOrganisation } from './documents.ts'
import { type Row as OidcRow, oidcRecord } from './oidc-records.ts'
import { recordFrom } from './records/documents.ts'
import { allRules } from './rules.ts'

/** Everything in the file, read in steps of a bounded size and written as one transaction. */
export const createArchive = (db: Database, kinds: Kinds): Archive => ({
  organisations: () => organisations(db),
  records: org => records({ db, kinds }, org),
  rules: org => allRules(db, org),
  installation: () => installation(db),
  empty: async () => isEmpty(db),
  fill: (all, verify) => fill({ db, kinds }, all, verify),
  restore: async (org, revision) => restore(db, org, revision),
})

/** Rows per step. */
const STEP = 500

type Row = Readonly<Record<string, unknown>>

interface Table {
  readonly table: string
  /** The columns that name a row, within its organisation where the table has one. */
  readonly key: readonly string[]
  readonly org?: number
}

/** Every row of a table in the order of its key, without a statement that stays open between two steps. */
async function* rows<T extends Row>(db: Database, { table, key, org }: Table): AsyncGenerator<T> {
  const columns = key.join(', ')
  const marks = key.map(() => '?').join(', ')
  let after: string[] = []
  for (;;) {
    const conditions = [
      ...(org === undefined ? [] : ['org = ?']),
      ...(after.length > 0 ? [`(${columns}) > (${marks})`] : []),
    ]
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
    const found = db.all<T>(
      `SELECT * FROM ${table} ${where} ORDER BY ${columns} LIMIT ${STEP}`,
      ...(org === undefined ? [] : [org]),
      ...after,
    )
    yield* found
    const last = found.at(-1)
    if (!last || found.length < STEP) return
    after = key.map(name => last[name] as string)
    await turn()
  }
}

interface OrganisationRow extends Row, ChainRow {
  readonly head: number
  readonly changed_at: number
  readonly doc: string
}

async function* organisations(db: Database): AsyncGenerator<KeptOrganisation> {
  for await (const row of rows<OrganisationRow>(db, { table: 'organisations', key: ['id'] }))
    yield {
      organisation: readOrganisation(row.doc),
      revision: row.head,
      at: new Date(row.changed_at),
      chain: chainIn(row),
    }
}

async function* records({ db, kinds }: Filled, id: OrgId): AsyncGenerator<KeptRecord> {
  const org = db.get<{ n: number }>('SELECT n FROM organisations WHERE id = ?', id)?.n
  if (org === undefined) return
  for (const [put, row] of Object.entries(kinds)) {
    const { table, key, noted } = row
    for await (const { doc, ...columns } of rows<Row & Doc>(db, { table, key, org }))
      yield {
        put,
        value: recordFrom(row, {
          doc,
          noted: noted === undefined ? null : (columns[noted] as number | null),
        }),
      } as unknown as KeptRecord
  }
}

interface SetRow extends Row, Readonly<Record<'name' | 'digest' | 'texts', string>> {
  readonly installed_at: number
  readonly in_use: number
}

interface ReceiptRow extends Row {
  readonly id: string
  readonly body_hash: string
  readonly revision: number
  readonly at: number
  readonly sealed: Uint8Array | null
}

interface SecretRow extends Row {
  readonly name: string
  readonly value: string
  readonly version: number
}

async function* installation(db: Database): AsyncGenerator<ArchiveRecord> {
  for await (const { name, value, version } of rows<SecretRow>(db, { table: 'secrets', key: ['name'] }))
    yield { of: 'secret', value: { name, value, version } }
  for await (const row of rows<SetRow>(db, { table: 'policy_sets', key: ['name', 'digest'] }))
    yield { of: 'set', value: setOf(row), in_use: row.in_use === 1 }
  for await (const { id, body_hash, revision, at, sealed } of rows<ReceiptRow>(db, {
    table: 'receipts',
    key: ['id'],
  })) {
    const answer = sealed === null ? {} : { sealed }
    yield { of: 'receipt', value: { id, body_hash, revision, at: new Date(at), ...answer } }
  }
  for await (const { doc } of rows<Row & Doc>(db, { table: 'audit', key: ['n'] }))
    yield { of: 'event', value: readEvent(doc) }
  for await (const row of rows<Row & OidcRow & { count: number | null }>(db, { table: 'oidc', key: ['n'] }))
    yield { of: 'sign_in', value: oidcRecord(row), ...(row.count === null ? {} : { count: row.count }) }
}

const setOf = ({ name, digest, installed_at, texts }: SetRow) => ({
  name,
  digest,
  installed_at: new Date(installed_at),
  texts: parsed<InstalledSet['texts']>(texts, 'policy sets'),
})
