import type { OidcRecord, OidcStore } from '../../src/ports/oidc-store.ts'
import type { Database } from './database.ts'
import { oidcRecord, putOidc, type Row, replaceOidc } from './oidc-records.ts'
import { cut } from './paging.ts'
import { type Ran, type Statement, statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

export const oidcStore = (db: Database, writer: Writer, now: () => Date): OidcStore => {
  const live = (condition: string, ...values: (string | number)[]): OidcRecord[] =>
    db
      .all<Row>(`SELECT * FROM oidc WHERE expires_at > ? AND ${condition}`, now().getTime(), ...values)
      .map(oidcRecord)

  return {
    upsert: async record => {
      await writer.run(putOidc(record))
    },
    replace: async record => done(await writer.run(replaceOidc(record, now()))),
    find: async (kind, id) => live('kind = ? AND id = ?', kind, id)[0],
    findBy: async (kind, by, value) => live(`kind = ? AND ${by} = ? ORDER BY n DESC LIMIT 1`, kind, value)[0],
    consume: async (kind, id, at) =>
      done(
        await writer.run(
          statement(
            'UPDATE oidc SET consumed_at = ? WHERE kind = ? AND id = ? AND consumed_at IS NULL AND expires_at > ?',
            at.getTime(),
            kind,
            id,
            now().getTime(),
          ),
        ),
      ),
    destroy: async (kind, id) => {
      await writer.run(statement('DELETE FROM oidc WHERE kind = ? AND id = ?', kind, id))
    },
    destroyByGrant: async (kind, grant) => {
      await writer.run(statement('DELETE FROM oidc WHERE kind = ? AND grant_id = ?', kind, grant))
    },
    count: async (kind, id, expires_at) => {
      const [ran] = await writer.run(counted({ kind, id, expires_at }, now()))
      return Number(ran?.row?.count ?? 0)
    },
    listOfAccount: async (kind, account, { limit, after }) => {
      const from = after === undefined ? [] : [after]
      const items = live(
        `account = ? AND kind = ? ${from.length ? 'AND id > ?' : ''} ORDER BY id LIMIT ?`,
        account,
        kind,
        ...from,
        limit + 1,
      )
      return cut(items, limit, ({ id }) => id)
    },
    prune: async (before, limit) => {
      const sql =
        'DELETE FROM oidc WHERE n IN (SELECT n FROM oidc WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)'
      const [ran] = await writer.run(statement(sql, before.getTime(), limit))
      return ran?.changes ?? 0
    },
  }
}

/** Whether the one row was met. */
const done = ([ran]: readonly Ran[]): boolean => ran?.changes === 1

/** One more. A counter that has expired is no counter any more: it begins again at 1. */
const counted = (
  { kind, id, expires_at }: Pick<OidcRecord, 'kind' | 'id' | 'expires_at'>,
  now: Date,
): Statement => ({
  returns: true,
  ...statement(
    `INSERT INTO oidc (kind, id, payload, expires_at, count) VALUES (?1, ?2, '{}', ?3, 1)
     ON CONFLICT (kind, id) DO UPDATE
       SET count = iif(expires_at > ?4, coalesce(count, 0) + 1, 1), expires_at = iif(expires_at > ?4, expires_at, ?3)
     RETURNING count`,
    kind,
    id,
    expires_at.getTime(),
    now.getTime(),
  ),
})
