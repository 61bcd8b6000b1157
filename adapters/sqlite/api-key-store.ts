import type { ApiKeyStore } from '../../src/ports/api-key-store.ts'
import type { Database } from './database.ts'
import { type KeyRow, readKey } from './documents.ts'
import { IN_ORG, pageById } from './paging.ts'

export const apiKeyStore = (db: Database): ApiKeyStore => ({
  findByHash: async hash => {
    const row = db.get<KeyRow>('SELECT doc, last_used FROM api_keys WHERE hash = ?', hash)
    return row && readKey(row)
  },
  find: async (org, id) => {
    const row = db.get<KeyRow>(`SELECT doc, last_used FROM api_keys WHERE ${IN_ORG} AND id = ?`, org, id)
    return row && readKey(row)
  },
  list: async (org, page, subject) =>
    pageById(db, {
      select: `SELECT doc, last_used FROM api_keys WHERE ${IN_ORG} ${subject === undefined ? '' : 'AND subject = ?'}`,
      values: subject === undefined ? [org] : [org, subject],
      page,
      read: readKey,
    }),
  touch: async uses => {
    if (uses.length === 0) return
    db.transaction(() => {
      for (const { org, id, at } of uses)
        db.run(
          `UPDATE api_keys SET last_used = max(coalesce(last_used, ?1), ?1) WHERE org = (SELECT n FROM organisations WHERE id = ?2) AND id = ?3`,
          at.getTime(),
          org,
          id,
        )
    })
  },
})
