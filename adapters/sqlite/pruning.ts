import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from './database.ts'

/** Rows a step: some milliseconds between two turns of the event loop. */
const STEP = 5_000

/** Deletes the rows of a table that are older than `before`, step by step; answers how many. */
export const pruneBefore = async (
  db: Database,
  table: 'audit' | 'receipts',
  before: Date,
): Promise<number> => {
  const sql = `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE at < ? LIMIT ${STEP})`
  let total = 0
  for (;;) {
    const deleted = db.run(sql, before.getTime())
    total += deleted
    if (deleted < STEP) return total
    await turn()
  }
}
