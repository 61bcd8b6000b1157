import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { isEnvironmental } from './driver-errors.ts'

/**
 * One connection to the file. It keeps statements prepared, runs transactions, and throws the driver's failures as
 * StoreUnavailable. It knows nothing about what is stored.
 */
export interface Database {
  /** The first row, or undefined. `Row` names the columns of the statement. They are trusted, since only this store writes them. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[]
  /** Answers how many rows were written or deleted. */
  run(sql: string, ...values: SQLInputValue[]): number
  /** All that `work` writes, on disk when it returns; nothing of it when it throws. Never nested. */
  transaction<T>(work: () => T): T
  close(): void
}

export const database = (connection: DatabaseSync): Database => {
  const statements = new Map<string, StatementSync>()

  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known) return known
    const statement = connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    get: <Row>(sql: string, ...values: SQLInputValue[]) =>
      told(() => prepared(sql).get(...values) as Row | undefined),
    all: <Row>(sql: string, ...values: SQLInputValue[]) => told(() => prepared(sql).all(...values) as Row[]),
    run: (sql, ...values) => told(() => Number(prepared(sql).run(...values).changes)),
    transaction: work =>
      told(() => {
        connection.exec('BEGIN IMMEDIATE')
        try {
          const result = work()
          connection.exec('COMMIT')
          return result
        } catch (error) {
          // After a full disk or a failed write SQLite has rolled back already.
          if (connection.isTransaction) connection.exec('ROLLBACK')
          throw error
        }
      }),
    close: () => {
      if (connection.isOpen) connection.close()
    },
  }
}

const told = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (!isEnvironmental(error)) throw error
    throw new StoreUnavailable(`the store failed: ${error.message}`, { cause: error })
  }
}
