/** Databases for the services of one process, each lent to one after the other. */
import type { ExecutionContext } from 'ava'
import { MongoClient } from 'mongodb'
import { databaseName } from '../../adapters/mongodb/connection/store-url.ts'
import { findMongodb, type TestServer } from '../stores/mongodb-server.ts'

let server: ReturnType<typeof findMongodb> | undefined
const empty: string[] = []

/** A database in which no organisation is; undefined where tests run on the embedded store. */
export const freshDatabase = async (): Promise<string | undefined> => {
  if (process.env.TEST_STORE !== 'mongodb') return undefined
  server ??= findMongodb()
  return empty.pop() ?? (await server)?.database()
}

/** A database that nobody else has, given back with the test: services that use it are stopped before. */
export const lent = async (
  t: ExecutionContext,
  from: Pick<TestServer, 'database'> | undefined,
): Promise<string> => {
  const url = empty.pop() ?? from?.database() ?? ''
  t.teardown(() => giveBack(url))
  return url
}

/** Takes back what {@link freshDatabase} or {@link lent} gave, when its service has ended: emptying one is far cheaper than making the next. */
export const giveBack = async (url: string | undefined): Promise<void> => {
  if (url === undefined) return
  const client = await MongoClient.connect(url)
  try {
    const db = client.db(databaseName(url))
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
    // What the store is stays; so do its collections with their indexes.
    const kept = (name: string) => (name === 'meta' ? { _id: { $ne: 'store' as never } } : {})
    const own = names.filter(name => !name.startsWith('system.'))
    await Promise.all(own.map(name => db.collection(name).deleteMany(kept(name))))
    empty.push(url)
  } finally {
    await client.close()
  }
}
