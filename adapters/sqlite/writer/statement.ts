import type { SQLInputValue } from 'node:sqlite'
import type { Database } from '../database.ts'

/** One write, made where it is asked for and run where the transaction is. */
export interface Statement {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
  /** Its first parameter is the number of the organisation that the change is of. */
  readonly inOrg?: true
  /** It answers a row. */
  readonly returns?: true
}

/** What a statement did. */
export interface Ran {
  /** How many rows were written or deleted; of a statement that answers a row, 1 or 0. */
  readonly changes: number
  readonly row?: Readonly<Record<string, unknown>>
}

export const statement = (sql: string, ...values: SQLInputValue[]): Statement => ({ sql, values })

/** `org`: the organisation's number, where statements ask for it. */
export const runStatement = (db: Database, { sql, values, inOrg, returns }: Statement, org = 0): Ran => {
  const all = inOrg ? [org, ...values] : values
  if (!returns) return { changes: db.run(sql, ...all) }
  const row = db.get<Readonly<Record<string, unknown>>>(sql, ...all)
  return row ? { changes: 1, row } : { changes: 0 }
}
