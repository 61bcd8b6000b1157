import type { StoreVersion } from '../../src/ports/store.ts'
import { createClient, READS } from './connection/client.ts'
import { ask } from './connection/faults.ts'
import { databaseName } from './connection/store-url.ts'
import { collectionsOf } from './schema/collections.ts'
import { LATEST } from './schema/migrations.ts'

/**
 * Reads which version the store in a database is of, and makes nothing; `present` is 0 where there is no store.
 * @throws StoreUnavailable, StoreUnusable
 */
export const mongoVersion = async (url: string): Promise<StoreVersion> => {
  const client = createClient(url)
  try {
    const { meta } = collectionsOf(client.db(databaseName(url), READS))
    const found = await ask(() => meta.findOne({ _id: 'store' }))
    return { present: Number(found?.schema ?? 0), newest: LATEST }
  } finally {
    await client.close()
  }
}
