import type { BlockHead } from '../../src/model/decision-block.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { BlockRange, DecisionStore } from '../../src/ports/decision-store.ts'
import type { Database } from './database.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

const INSERT = `INSERT INTO decision_blocks (id, org, since, until, size, directory, "rows")
  VALUES (?, ?, ?, ?, ?, ?, ?)`

interface HeadRow {
  readonly id: string
  readonly since: number
  readonly until: number
  readonly directory: Uint8Array
}

const headOf = ({ id, since, until, directory }: HeadRow): BlockHead => ({
  id,
  since: new Date(since),
  until: new Date(until),
  directory,
})

/** Conditions with their values, which are always bound. */
const conditionsOf = (org: OrgId, { since, until, after }: BlockRange) =>
  [
    ['org = ?', [org]] as const,
    ...(since ? [['until >= ?', [since.getTime()]] as const] : []),
    ...(until ? [['until <= ?', [until.getTime()]] as const] : []),
    ...(after ? [['(until, id) < (?, ?)', [after.until.getTime(), after.id]] as const] : []),
  ] as const

/** Blocks per step: some milliseconds, after which other writes have their turn. */
const STEP = 200

const pruned = async (writer: Writer, before: Date, org: OrgId | undefined): Promise<number> => {
  const of = org === undefined ? '' : 'AND org = ?'
  const sql = `DELETE FROM decision_blocks WHERE n IN
    (SELECT n FROM decision_blocks WHERE until < ? ${of} LIMIT ${STEP})`
  const count = `SELECT coalesce(sum(size), 0) AS size FROM decision_blocks WHERE n IN
    (SELECT n FROM decision_blocks WHERE until < ? ${of} LIMIT ${STEP})`
  const values = [before.getTime(), ...(org === undefined ? [] : [org])]
  let total = 0
  for (;;) {
    const [counted, ran] = await writer.run(
      { ...statement(count, ...values), returns: true },
      statement(sql, ...values),
    )
    total += Number(counted?.row?.size ?? 0)
    if ((ran?.changes ?? 0) < STEP) return total
  }
}

export const decisionStore = (db: Database, writer: Writer): DecisionStore => ({
  append: async blocks => {
    if (blocks.length === 0) return
    await writer.run(
      ...blocks.map(({ id, org, since, until, size, directory, rows }) =>
        statement(INSERT, id, org, since.getTime(), until.getTime(), size, directory, rows),
      ),
    )
  },
  heads: async (org, range, limit) => {
    const where = conditionsOf(org, range)
    return db
      .all<HeadRow>(
        `SELECT id, since, until, directory FROM decision_blocks INDEXED BY decision_blocks_by_time
          WHERE ${where.map(([sql]) => sql).join(' AND ')} ORDER BY until DESC, id DESC LIMIT ?`,
        ...where.flatMap(([, values]) => values),
        limit,
      )
      .map(headOf)
  },
  rows: async (org, ids) =>
    new Map(
      db
        .all<{ id: string; rows: string }>(
          'SELECT id, "rows" FROM decision_blocks WHERE id IN (SELECT value FROM json_each(?)) AND org = ?',
          JSON.stringify(ids),
          org,
        )
        .map(({ id, rows }) => [id, rows]),
    ),
  hasOlder: async (org, than) =>
    db.get('SELECT 1 FROM decision_blocks WHERE org = ? AND until < ? LIMIT 1', org, than.getTime()) !==
    undefined,
  prune: (before, org) => pruned(writer, before, org),
})
