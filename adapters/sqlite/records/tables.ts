import type { DatabaseSync } from 'node:sqlite'
import type { RecordRow } from '../../../src/model/record-row.ts'
import type { Kinds } from '../../../src/model/records.ts'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import { amongTable } from './among.ts'

/**
 * The table of each kind of record: its organisation's number, its key, what it is found by, and the record as JSON.
 * `kinds` names those that the store has a table for.
 */
export const prepareKinds = (connection: DatabaseSync, kinds: Kinds, path: string): void => {
  const { missing, unknown } = kindsIn(connection, kinds)
  if (unknown.length > 0)
    throw new StoreUnusable(
      `${path} was written by a newer Kasbah (it keeps ${unknown.join(', ')}): use the newer one`,
    )
  for (const kind of missing) {
    connection.exec(`BEGIN IMMEDIATE; ${tableOf(rowOf(kinds, kind), kinds)}`)
    connection.prepare('INSERT INTO kinds (kind) VALUES (?)').run(kind)
    connection.exec('COMMIT')
  }
}

/** The kinds that this program knows and the store has no table for, and the reverse. */
export const kindsIn = (
  connection: DatabaseSync,
  kinds: Kinds,
): { readonly missing: readonly string[]; readonly unknown: readonly string[] } => {
  const kept = connection
    .prepare('SELECT kind FROM kinds ORDER BY kind')
    .all()
    .map(({ kind }) => String(kind))
  return {
    missing: Object.keys(kinds).filter(kind => !kept.includes(kind)),
    unknown: kept.filter(kind => !Object.hasOwn(kinds, kind)),
  }
}

export const rowOf = (kinds: Kinds, kind: string): RecordRow<never> => {
  const row = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!row) throw new TypeError(`there is no kind of record ${kind}`)
  return row
}

/** The statements that make the table and its indexes. Every name in them is ours. */
export const tableOf = (row: RecordRow<never>, kinds: Kinds): string => {
  const { table, key, partOf, lookups, among = {}, noted } = row
  const beside = Object.keys(lookups).filter(name => !key.includes(name))
  const lines = [
    `org INTEGER NOT NULL${partOf === undefined ? ' REFERENCES organisations' : ''}`,
    ...key.map(name => `${name} TEXT NOT NULL`),
    ...[...beside, ...Object.keys(among)].map(name => `${name} TEXT`),
    ...(noted === undefined ? [] : [`${noted} INTEGER`]),
    'doc TEXT NOT NULL',
    `PRIMARY KEY (org, ${key.join(', ')})`,
    ...(partOf === undefined
      ? []
      : [`FOREIGN KEY (org, ${key[0]}) REFERENCES ${rowOf(kinds, partOf).table} ON DELETE CASCADE`]),
  ]
  const found = Object.keys(among).map(name => amongTable(table, key[0], name))
  return `CREATE TABLE ${table} (${lines.join(', ')}) STRICT; ${indexesOf(row).join(' ')} ${found.join(' ')}`
}

const indexesOf = ({ table, key, lookups }: RecordRow<never>): string[] =>
  Object.entries(lookups).map(([name, { over, unique, within = [] }]) => {
    const columns =
      over === 'installation' ? [name] : ['org', ...within, name, ...key.filter(k => !within.includes(k))]
    return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${table}_by_${name} ON ${table} (${columns.join(', ')}) WHERE ${name} IS NOT NULL;`
  })
