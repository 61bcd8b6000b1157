/** A set with a key file and users: what the user of Kasbah must be allowed, tried with exactly that. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { change, found, grant, rulesAt } from '../contract/sample.ts'
import { type Gap, killedInTheGap } from './gap.ts'
import { ownReplicaSet, untested } from './mongodb-server.ts'
import { mongodbUrl } from './mongodb-url.ts'

const keyFile = join(await mkdtemp(join(tmpdir(), 'kasbah-key-')), 'key')
await writeFile(keyFile, randomBytes(96).toString('base64'), { mode: 0o400 })
const set = await ownReplicaSet({ members: 1, args: ['--keyFile', keyFile] })

/** What serving needs of the database, and nothing else. The list in docs/mongodb.md. */
const SERVING = ['find', 'insert', 'update', 'remove', 'changeStream']

if (set) {
  const urlOf = (user: string, database: string) =>
    mongodbUrl(set.url, { database, options: { authSource: 'admin' } }).replace('//', `//${user}:secret@`)

  test.before(async () => {
    // The first user of a set is made from its own machine, without being one.
    const first = new MongoClient(`mongodb://127.0.0.1:${set.members[0]?.port}/?directConnection=true`)
    await first.db('admin').command({ createUser: 'root', pwd: 'secret', roles: ['root'] })
    await first.close()
    const root = new MongoClient(urlOf('root', 'admin'))
    const admin = root.db('admin')
    for (const database of ['one', 'two']) {
      const privileges = [{ resource: { db: database, collection: '' }, actions: SERVING }]
      await admin.command({ createRole: `serve-${database}`, privileges, roles: [] })
      await admin.command({ createUser: `serve-${database}`, pwd: 'secret', roles: [`serve-${database}`] })
      const roles = ['readWrite', 'dbAdmin'].map(role => ({ role, db: database }))
      await admin.command({ createUser: `migrate-${database}`, pwd: 'secret', roles })
    }
    await root.close()
  })
  test.after.always(() => set.close())

  test.serial('without the right to make collections, an empty database is refused in one line', async t => {
    const error = await t.throwsAsync(openMongoStore({ url: urlOf('serve-one', 'one') }), {
      instanceOf: StoreUnusable,
    })
    t.regex(error?.message ?? '', /kasbah migrate/)
    t.notRegex(error?.message ?? '', /secret|\n/)
  })

  test.serial('another user migrates; then the least rights are enough to serve', async t => {
    await (await openMongoStore({ url: urlOf('migrate-one', 'one') })).close()
    const facts: string[] = []
    const store = await openMongoStore({
      url: urlOf('serve-one', 'one'),
      note: ({ fact }) => facts.push(fact),
    })
    t.teardown(() => store.close())
    const org = await found(store)
    const heard = new Promise<number>(resolve => {
      const stop = store.policy.watch({ change: ({ revision }) => resolve(revision), gap: () => {} })
      t.teardown(async () => (await stop)())
      void stop.then(() => store.policy.apply(org, change(1, { adds: [grant(org, 0)] })))
    })
    t.is(await heard, 2)
    t.deepEqual(await rulesAt(store, org), [grant(org, 0)])
    await store.replicas?.beat({ replica: 'r', count: 1, heard: [] })
    t.false(facts.includes('degraded'))
  })

  test.serial('the transaction of a dead process is ended with those rights, too', async t => {
    const url = urlOf('serve-one', 'one')
    const store = await openMongoStore({ url })
    t.teardown(() => store.close())
    const gap: Gap = { store, url, org: await found(store) }
    t.is((await killedInTheGap(t, gap, 1)).length, 1)
  })

  test.serial('two databases of one set are two stores, closed to the user of the other', async t => {
    const other = await openMongoStore({ url: urlOf('migrate-two', 'two') })
    t.teardown(() => other.close())
    const one = await openMongoStore({ url: urlOf('serve-one', 'one') })
    t.teardown(() => one.close())
    t.not(one.id, other.id)
    const org = await found(one)
    t.is(await other.policy.head(org), 0)
    await t.throwsAsync(openMongoStore({ url: urlOf('serve-one', 'two') }), { instanceOf: StoreUnusable })
  })
} else untested()
