/** Following the changes through everything that ends a change stream. */
import test, { type ExecutionContext } from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import type { Store } from '../../src/ports/store.ts'
import { change, found, grant, grants } from '../contract/sample.ts'
import { failCommands } from './fail-points.ts'
import { answering, ownMongodb, untested } from './mongodb-server.ts'
import { databaseOf, mongodbUrl } from './mongodb-url.ts'

const server = await ownMongodb()

/** What a watcher hears, in order: revisions and gaps. */
const listening = async (t: ExecutionContext, store: Store) => {
  const heard: (number | 'gap')[] = []
  let told = () => {}
  const hear = (what: number | 'gap') => {
    heard.push(what)
    told()
  }
  const stop = await store.policy.watch({ change: ({ revision }) => hear(revision), gap: () => hear('gap') })
  t.teardown(stop)
  const until = async (what: number | 'gap') => {
    while (!heard.includes(what))
      await new Promise<void>(resolve => {
        told = resolve
      })
    return heard
  }
  return { heard, until }
}

if (server) {
  const client = new MongoClient(server.url)
  const serial = test.serial
  test.after.always(async () => {
    await client.close()
    await server.close()
  })

  const open = async (t: ExecutionContext) => {
    const url = server.database()
    const store = await openMongoStore({ url: mongodbUrl(url, { options: { appName: 'watch' } }) })
    t.teardown(() => store.close())
    return { store, org: await found(store), database: client.db(databaseOf(url)) }
  }

  for (const [what, data] of [
    ['a cut connection', { closeConnection: true }],
    ['an election', { errorCode: 189, errorLabels: ['ResumableChangeStreamError'] }],
    ['an error of no kind', { errorCode: 8 }],
  ] as const)
    serial(`after ${what} the stream goes on where it was`, async t => {
      const { store, org } = await open(t)
      const { until } = await listening(t, store)
      await store.policy.apply(org, change(1))
      await until(2)
      t.teardown(
        await failCommands(client, { failCommands: ['getMore', 'aggregate'], appName: 'watch', ...data }, 3),
      )
      for (const n of [2, 3, 4]) await store.policy.apply(org, change(n, { adds: [grant(org, n)] }))
      t.deepEqual(await until(5), [2, 3, 4, 5])
    })

  serial('lost history is a gap, and what comes after is heard', async t => {
    const { store, org } = await open(t)
    const { heard, until } = await listening(t, store)
    await store.policy.apply(org, change(1))
    await until(2)
    t.teardown(await failCommands(client, { failCommands: ['getMore'], appName: 'watch', errorCode: 286 }, 1))
    await until('gap')
    let revision = 2
    while (heard.at(-1) === 'gap') revision = (await store.policy.apply(org, change(revision))).revision
    await until(revision)
    t.is(heard.filter(each => each === 'gap').length, 1)
  })

  serial('a collection that is dropped is a gap, and what comes after is heard', async t => {
    const { store, org, database } = await open(t)
    const { until } = await listening(t, store)
    await store.policy.apply(org, change(1))
    await until(2)
    await database.collection('changes').drop()
    await until('gap')
    let revision = 2
    const heard = await until('gap')
    while (heard.at(-1) === 'gap') revision = (await store.policy.apply(org, change(revision))).revision
    t.is((await until(revision)).at(-1), revision)
  })

  serial('a server that was killed is followed again where it was', async t => {
    const { store, org } = await open(t)
    const { until } = await listening(t, store)
    await store.policy.apply(org, change(1))
    await until(2)
    await server.stop('SIGKILL')
    await server.restart()
    await answering(store)
    for (const n of [2, 3]) await store.policy.apply(org, change(n, { adds: [grant(org, n)] }))
    t.deepEqual(await until(4), [2, 3, 4])
  })

  serial('a change too large for one document is kept, read and heard whole', async t => {
    const { store, org, database } = await open(t)
    const long = 'x'.repeat(4_000)
    const adds = grants(org, 0, 600).map(rule => [...rule, long] as typeof rule)
    const { promise: changed, resolve } = Promise.withResolvers<unknown>()
    t.teardown(await store.policy.watch({ change: resolve, gap: () => {} }))
    await store.policy.apply(org, change(1, { adds, removes: [] }))
    const [record] = (await store.policy.history(org, { limit: 1 })).items
    t.deepEqual(record?.adds, adds)
    t.deepEqual(await changed, record)
    const sizes = await database
      .collection('changes')
      .aggregate([{ $project: { size: { $bsonSize: '$$ROOT' } } }])
      .toArray()
    t.true(sizes.every(({ size }) => size < 2_000_000))
    t.true((await database.collection('change_parts').countDocuments()) > 0)
  })
} else untested()
