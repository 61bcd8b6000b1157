/** What stands in the way of opening a store, in one line each, and never with the password of the URL. */
import test from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { StoreUnavailable, StoreUnusable } from '../../src/ports/errors.ts'
import { findMongodb, untested } from './mongodb-server.ts'
import { databaseOf, mongodbUrl } from './mongodb-url.ts'

const server = await findMongodb()
const secret = 'correct-horse'

const refused = async (url: string) => {
  const opened = openMongoStore({ url }).then(async store => {
    await store.close()
    return new Error('it opened')
  })
  return opened.catch((error: Error) => error)
}

test('a server that is not there is named, and nothing else of the URL', async t => {
  const url = `mongodb://kasbah:${secret}@127.0.0.1:1/kasbah?replicaSet=rs0&serverSelectionTimeoutMS=200`
  const error = await refused(url)
  t.true(error instanceof StoreUnavailable)
  t.is(error.message, 'No MongoDB primary answers at 127.0.0.1:1.')
})

for (const url of [
  `mongodb://kasbah:${secret}@/kasbah`,
  `mongodb://kasbah:${secret}@host@127.0.0.1:1/kasbah`,
  `mongodb://kasbah:${secret}@127.0.0.1:1/kasbah?authMechanism=NONE`,
  `mongodb://kasbah:${secret}@127.0.0.1:port/kasbah`,
])
  test(`an URL that is none is refused without repeating it: ${url.replace(secret, '...')}`, async t => {
    const error = await refused(url)
    t.true(error instanceof StoreUnusable, error.message)
    t.false(error.message.includes(secret))
    t.false(error.message.includes('\n'))
  })

for (const option of ['readPreference=secondary', 'readConcernLevel=local', 'w=1', 'W=0', 'journal=false'])
  test(`an option that would break a promise is refused: ${option}`, async t => {
    const error = await refused(`mongodb://kasbah:${secret}@127.0.0.1:1/kasbah?${option}`)
    t.true(error instanceof StoreUnusable, error.message)
    t.regex(error.message, new RegExp(`says ${option}:.*Remove it\\.$`, 'i'))
  })

if (server) {
  test.after.always(() => server.close())

  test('a user that the server does not know is refused', async t => {
    const url = mongodbUrl(server.database(), { options: { authSource: 'admin' } })
    const error = await refused(url.replace('mongodb://', `mongodb://kasbah:${secret}@`))
    t.true(error instanceof StoreUnusable, error.message)
    t.false(error.message.includes(secret))
  })

  test('a database of a newer version is refused, and left as it is', async t => {
    const url = server.database()
    const store = await openMongoStore({ url })
    await store.close()
    const client = new MongoClient(url)
    t.teardown(() => client.close())
    const meta = client.db(databaseOf(url)).collection<{ _id: string; schema: number }>('meta')
    await meta.updateOne({ _id: 'store' }, { $set: { schema: 99, oldest: 99 } })
    const error = await refused(url)
    t.true(error instanceof StoreUnusable, error.message)
    t.regex(error.message, /newer version/)
    t.is((await meta.findOne({ _id: 'store' }))?.schema, 99)
  })
} else untested()
