import type { DatabaseSync } from 'node:sqlite'
import { termsOf } from '../../../src/model/attributed.ts'
import { folded } from '../../../src/model/folded.ts'
import { valuesIn } from '../records/documents.ts'
import { first } from './migrations/001-first.ts'
import { identity } from './migrations/002-identity.ts'
import { records } from './migrations/003-records.ts'
import { auditSubjects } from './migrations/004-audit-subjects.ts'
import { lookups } from './migrations/005-lookups.ts'
import { accountsFound } from './migrations/006-accounts-found.ts'
import { decisions } from './migrations/007-decisions.ts'
import { pastKept } from './migrations/008-past-kept.ts'
import { auditChain } from './migrations/009-audit-chain.ts'
import { namesFound } from './migrations/010-names-found.ts'
import { decisionBlocks } from './migrations/011-decision-blocks.ts'
import { auditFound } from './migrations/012-audit-found.ts'
import { attributesFound } from './migrations/013-attributes-found.ts'

/** What makes each version of the store from the one before it; the first from nothing. A released migration never changes: add a line. */
const MIGRATIONS: readonly string[] = [
  first,
  identity,
  records,
  auditSubjects,
  lookups,
  accountsFound,
  decisions,
  pastKept,
  auditChain,
  namesFound,
  decisionBlocks,
  auditFound,
  attributesFound,
]

/** The store version that this program writes, kept in the file as `user_version`. */
export const STORE_VERSION = MIGRATIONS.length

export const versionOf = (connection: DatabaseSync): number =>
  Number(connection.prepare('PRAGMA user_version').get()?.user_version)

/** Brings a store up to {@link STORE_VERSION}, each step in a transaction of its own. A step that was cut off runs again at the next start. */
export const migrate = (connection: DatabaseSync): void => {
  connection.function('folded', { deterministic: true }, text => folded(String(text)))
  connection.function('attributed', { deterministic: true }, doc => attributedIn(String(doc)))
  for (const [n, sql] of MIGRATIONS.entries()) {
    if (n < versionOf(connection)) continue
    connection.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${n + 1}; COMMIT`)
  }
}

/** A document that is damaged is found by nothing, and is none the worse for it. */
const attributedIn = (doc: string): string | null => {
  try {
    return valuesIn(termsOf(JSON.parse(doc).attributes ?? {}))
  } catch {
    return null
  }
}
