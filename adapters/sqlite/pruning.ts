import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

/** Rows per step: some milliseconds, after which other writes have their turn. */
const STEP = 5_000

/** Deletes the rows of a table that are older than `before`, step by step; answers how many. */
export const pruneBefore = async (writer: Writer, table: 'receipts', before: Date): Promise<number> => {
  const sql = `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE at < ? LIMIT ${STEP})`
  let total = 0
  for (;;) {
    const [ran] = await writer.run(statement(sql, before.getTime()))
    const deleted = ran?.changes ?? 0
    total += deleted
    if (deleted < STEP) return total
  }
}
