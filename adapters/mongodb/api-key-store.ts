import type { ApiKeyStore } from '../../src/ports/api-key-store.ts'
import type { Connection } from './connection/connection.ts'
import { recordKey } from './records/keys.ts'
import { recordReads } from './records/record-reads.ts'
import { records } from './records/records.ts'

/** API keys, read, and their uses noted. */
export const createApiKeyStore = (c: Connection): ApiKeyStore => {
  const keys = recordReads(c, records.api_key)
  return {
    findByHash: async hash => (await keys.first({ hash }))?.value,
    find: keys.find,
    list: (org, page, subject) =>
      keys.page(org, page, subject === undefined ? {} : { filter: { org, subject } }),
    touch: async uses => {
      if (uses.length === 0) return
      const writes = uses.map(({ org, id, at }) => ({
        updateOne: { filter: { _id: recordKey(org, id) }, update: { $max: { last_used_at: at } } },
      }))
      await c.ask(() => c.in.api_keys.bulkWrite(writes, { ordered: false }))
    },
  }
}
