/** Databases for the services of one process, where `npm run test:mongodb` asks for them. */
import { MongoClient } from 'mongodb'
import { databaseName } from '../../adapters/mongodb/connection/store-url.ts'
import { findMongodb } from '../stores/mongodb-server.ts'

let server: ReturnType<typeof findMongodb> | undefined
const empty: string[] = []

/** A database in which no organisation is; undefined where tests run on the embedded store. */
export const freshDatabase = async (): Promise<string | undefined> => {
  if (process.env.TEST_STORE !== 'mongodb') return undefined
  server ??= findMongodb()
  return empty.pop() ?? (await server)?.database()
}

/** Takes back what {@link freshDatabase} gave, when its service has ended: emptying one is far cheaper than making the next. */
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
