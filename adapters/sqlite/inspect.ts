import type { DatabaseSync } from 'node:sqlite'
import { counted } from '../../src/model/counted.ts'
import { type Kinds, records } from '../../src/model/records.ts'
import { primaryCode } from './driver-errors.ts'
import { beside } from './file/beside.ts'
import { integrityFindings } from './file/integrity.ts'

/**
 * Reads the whole file of a store and changes nothing, also while another process serves it: pages and indexes, references, and
 * whether every document can be read. upkeep/examine.ts checks what the documents mean, for every store alike.
 * Takes some seconds for a million rules, and blocks. Answers one line for each finding.
 * @throws StoreUnusable when there is no store there that can be read at all
 */
export const inspectSqlite = (path: string, kinds: Kinds = records): string[] =>
  beside(path, connection => {
    connection.exec('BEGIN')
    return CHECKS.flatMap(check => carefully(check, connection, kinds))
  })

type Check = (connection: DatabaseSync, kinds: Kinds) => string[]

/** Damage may also stop the check that looks for it. */
const carefully = (check: Check, connection: DatabaseSync, kinds: Kinds): string[] => {
  try {
    return check(connection, kinds)
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

/** Where JSON is kept beside the records: their tables are in the rows of their kinds. */
const JSON_COLUMNS: readonly (readonly [table: string, column: string])[] = [
  ['organisations', 'doc'],
  ['rules', 'rule'],
  ['past_rules', 'rule'],
  ['changes', 'doc'],
  ['changes', 'adds'],
  ['changes', 'removes'],
  ['audit', 'doc'],
  ['decision_blocks', 'rows'],
  ['policy_sets', 'texts'],
  ['oidc', 'payload'],
]

const documents: Check = (connection, kinds) =>
  [...JSON_COLUMNS, ...Object.values(kinds).map(({ table }) => [table, 'doc'] as const)].flatMap(
    ([table, column]) => {
      const row = connection
        .prepare(
          `SELECT count(*) AS n FROM ${table} WHERE NOT json_valid("${column}") OR json_type("${column}") NOT IN ('object', 'array')`,
        )
        .get()
      return row?.n ? [`${counted(Number(row.n), 'document')} of ${table} cannot be read`] : []
    },
  )

const CHECKS: readonly Check[] = [pages, references, documents]
