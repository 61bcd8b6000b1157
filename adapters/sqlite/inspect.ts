import type { DatabaseSync } from 'node:sqlite'
import { primaryCode } from './driver-errors.ts'
import { beside } from './file/beside.ts'
import { integrityFindings } from './file/integrity.ts'
import { versionOf } from './file/migrations.ts'
import { replayFindings } from './replay.ts'

/** What a full look at a store found; `findings` is empty for a store that is whole. */
export interface Inspection {
  readonly id: string
  readonly version: number
  readonly organisations: number
  readonly rules: number
  readonly changes: number
  /** One line each, for a person. */
  readonly findings: readonly string[]
}

/**
 * Reads a whole store and changes nothing, also while another process serves it: pages and indexes, references, documents, and
 * whether the rules are what the changes come to. Takes some seconds for a million rules, and blocks.
 * @throws StoreUnusable when there is no store there that can be read at all
 */
export const inspectSqlite = (path: string): Inspection =>
  beside(path, connection => {
    connection.exec('BEGIN')
    const count = (table: string): number =>
      Number(connection.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)
    return {
      id: String(connection.prepare('SELECT id FROM store').get()?.id),
      version: versionOf(connection),
      organisations: count('organisations'),
      rules: count('rules'),
      changes: count('changes'),
      findings: CHECKS.flatMap(check => carefully(check, connection)),
    }
  })

type Check = (connection: DatabaseSync) => string[]

/** What is damaged may also stop the look at it. */
const carefully = (check: Check, connection: DatabaseSync): string[] => {
  try {
    return check(connection)
  } catch (error) {
    if (primaryCode(error) === undefined || !(error instanceof Error)) throw error
    return [`the check of ${check.name} could not go on: ${error.message}`]
  }
}

const pages: Check = connection => integrityFindings(connection, 'full')

const references: Check = connection =>
  connection
    .prepare('PRAGMA foreign_key_check')
    .all()
    .slice(0, 20)
    .map(row => `a row of ${row.table} belongs to a row of ${row.parent} that is not there`)

const DOCUMENTS = ['organisations', 'accounts', 'groups', 'resources', 'versions', 'invitations', 'api_keys']

const documents: Check = connection =>
  DOCUMENTS.flatMap(table => {
    const row = connection.prepare(`SELECT count(*) AS n FROM ${table} WHERE NOT json_valid(doc)`).get()
    return row?.n ? [`${row.n} documents of ${table} cannot be read`] : []
  })

const CHECKS: readonly Check[] = [pages, references, documents, replayFindings]
