import type { ChangeRecord, Revision } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Kinds } from '../../src/model/records.ts'
import type { ArchiveRecord, KeptOrganisation } from '../../src/ports/archive.ts'
import { Conflict, StoreUnusable } from '../../src/ports/errors.ts'
import { writeLine } from './audit-lines.ts'
import { keepChange } from './changes.ts'
import type { Database } from './database.ts'
import { putOidc } from './oidc-records.ts'
import { recordStatements } from './records/record-writes.ts'
import { changeRules } from './rules.ts'
import { runStatement } from './writer/statement.ts'

const TABLES = ['organisations', 'audit', 'receipts', 'secrets', 'policy_sets', 'oidc']

/** Whether nothing was ever written to the store. Every other table belongs to an organisation. */
export const isEmpty = (db: Database): boolean =>
  TABLES.every(table => db.get(`SELECT 1 FROM ${table} LIMIT 1`) === undefined)

/**
 * Writes everything in one transaction, however large. The log grows with it, and a process that is killed in the
 * middle leaves an empty store.
 */
export const fill = async (
  { db, kinds }: Filled,
  records: AsyncIterable<ArchiveRecord>,
  verify: () => Promise<void>,
): Promise<void> => {
  if (!isEmpty(db)) throw new StoreUnusable('only an empty store is filled')
  db.run('BEGIN IMMEDIATE')
  try {
    const numbers = new Map<OrgId, number>()
    for await (const record of records) write({ db, kinds, numbers }, record)
    await verify()
    db.run('COMMIT')
  } catch (error) {
    rollBack(db)
    throw error
  }
}

/** After a full disk SQLite has rolled back already and refuses to do it again. The first failure is the one to report. */
const rollBack = (db: Database): void => {
  try {
    db.run('ROLLBACK')
  } catch {}
}

export interface Filled {
  readonly db: Database
  readonly kinds: Kinds
}

interface Filling extends Filled {
  /** The numbers of the organisations that are there already. */
  readonly numbers: Map<OrgId, number>
}

const write = ({ db, kinds, numbers }: Filling, record: ArchiveRecord): void => {
  switch (record.of) {
    case 'organisation':
      numbers.set(record.organisation.id, writeOrganisation(db, record))
      return
    case 'change':
      writeChange(db, numberOf(numbers, record.value.org), record.value)
      return
    case 'record':
      for (const each of recordStatements(kinds, record.org, record.value))
        runStatement(db, each, numberOf(numbers, record.org))
      return
    case 'event':
      writeLine(db, record.value)
      return
    case 'sign_in':
      runStatement(db, putOidc(record.value))
      if (record.count !== undefined)
        db.run(
          'UPDATE oidc SET count = ? WHERE kind = ? AND id = ?',
          record.count,
          record.value.kind,
          record.value.id,
        )
      return
    default:
      writeBeside(db, record)
  }
}

const writeOrganisation = (
  db: Database,
  { organisation, revision, at, chain: { head, pruned } }: KeptOrganisation,
): number =>
  db.get<{ n: number }>(
    `INSERT INTO organisations (id, head, changed_at, deleted, chain_n, chain_hash, pruned_n, pruned_hash, doc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`,
    organisation.id,
    revision,
    at.getTime(),
    organisation.deleted_at ? 1 : 0,
    head.n,
    head.hash,
    pruned.n,
    pruned.hash,
    JSON.stringify(organisation),
  )?.n ?? 0

const writeChange = (db: Database, org: number, record: ChangeRecord): void => {
  changeRules(db, { org, revision: record.revision }, record)
  keepChange(db, org, record)
}

/** Every rule is written anew, in one transaction. @throws Conflict */
export const restore = (db: Database, org: OrgId, revision: Revision): void =>
  db.transaction(() => {
    const n = db.get<{ n: number }>('SELECT n FROM organisations WHERE id = ? AND head = ?', org, revision)?.n
    if (n === undefined) throw new Conflict(`revision ${revision} is not the head of ${org}`)
    db.run('DELETE FROM rules WHERE org = ?', n)
    db.run('DELETE FROM past_rules WHERE org = ?', n)
    db.run('DELETE FROM past_kept WHERE org = ?', n)
    for (let next = 1; next <= revision; next += 1) {
      const row = db.get<{ adds: string; removes: string }>(
        'SELECT adds, removes FROM changes WHERE org = ? AND revision = ?',
        n,
        next,
      )
      if (!row) throw new Conflict(`revision ${next} of ${org} is missing`)
      changeRules(
        db,
        { org: n, revision: next },
        { adds: JSON.parse(row.adds), removes: JSON.parse(row.removes) },
      )
    }
  })

const numberOf = (numbers: ReadonlyMap<OrgId, number>, org: OrgId): number => {
  const n = numbers.get(org)
  if (n === undefined) throw new TypeError(`something of ${org} comes before ${org} itself`)
  return n
}

const writeBeside = (
  db: Database,
  record: Extract<ArchiveRecord, { of: 'secret' | 'set' | 'receipt' }>,
): void => {
  switch (record.of) {
    case 'secret': {
      const { name, value, version } = record.value
      db.run('INSERT INTO secrets (name, value, version) VALUES (?, ?, ?)', name, value, version)
      return
    }
    case 'set': {
      const { name, digest, installed_at, texts } = record.value
      db.run(
        'INSERT INTO policy_sets (name, digest, installed_at, in_use, texts) VALUES (?, ?, ?, ?, ?)',
        name,
        digest,
        installed_at.getTime(),
        record.in_use ? 1 : 0,
        JSON.stringify(texts),
      )
      return
    }
    case 'receipt': {
      const { id, body_hash, revision, at, sealed = null } = record.value
      db.run(
        'INSERT INTO receipts (id, body_hash, revision, at, sealed) VALUES (?, ?, ?, ?, ?)',
        id,
        body_hash,
        revision,
        at.getTime(),
        sealed,
      )
      return
    }
  }
}
