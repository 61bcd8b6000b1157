import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import type { Store } from '../../src/ports/store.ts'
import { copyStore } from '../../src/upkeep/copy.ts'
import { change, grant } from '../contract/sample.ts'
import { findMongodb, untested } from '../stores/mongodb-server.ts'
import { folderOf } from '../stores/sqlite-folder.ts'
import { copyingContract, cutOff, type OpenNew } from './copying.ts'
import { ACME, furnish } from './furnished.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()

const newSqlite: OpenNew = async t => {
  const store = await openSqliteStore({ path: join(folderOf(t), 'kasbah.db') })
  t.teardown(() => store.close())
  return store
}

copyingContract('embedded to embedded', newSqlite, newSqlite)

test('a copy that is not what was copied is none', async t => {
  const [from, to] = [await newSqlite(t), await newSqlite(t)]
  await furnish(from)
  const { archive } = to
  const forgetful: Store = {
    ...to,
    archive: {
      ...archive,
      fill: (records, verify) =>
        archive.fill(
          (async function* () {
            for await (const record of records)
              if (record.of !== 'record' || record.value.put !== 'scim_token') yield record
          })(),
          verify,
        ),
    },
  }
  const copied = copyStore({ from, to: forgetful, now: () => new Date() })
  await t.throwsAsync(copied, { instanceOf: StoreUnusable, message: /not what was copied \(acme\)/ })
  t.true(await to.archive.empty())
})

test('a filling of the embedded store that is cut off leaves it empty', async t => {
  const to = await newSqlite(t)
  await t.throwsAsync(cutOff(to), { message: 'cut off' })
  t.true(await to.archive.empty())
})

/** Beats until it is told to stop; resolves when its last beat is written. */
const live = async (beat: () => Promise<void> | undefined, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await beat()
    await wait(50)
  }
}

if (server) {
  test.after.always(() => server.close())
  const newMongo: OpenNew = async t => {
    const store = await openMongoStore({ url: server.database(), within: 60_000 })
    t.teardown(() => store.close())
    return store
  }
  copyingContract('embedded to MongoDB', newSqlite, newMongo)
  copyingContract('MongoDB to embedded', newMongo, newSqlite)

  test('a database whose filling was cut off is served by nobody', async t => {
    const url = server.database()
    const to = await openMongoStore({ url, within: 60_000 })
    await t.throwsAsync(cutOff(to), { message: 'cut off' })
    await to.close()
    await t.throwsAsync(openMongoStore({ url }), { instanceOf: StoreUnusable, message: /drop the database/ })
  })

  test('a store in MongoDB is not copied while a replica lives, and is when one died', async t => {
    const [from, to] = [await newMongo(t), await newSqlite(t)]
    await furnish(from)
    let count = 0
    const beat = () => from.replicas?.beat({ replica: 'one', count: ++count, heard: [] })
    await beat()
    const life = new AbortController()
    const lived = live(beat, life.signal)
    const request = { from, to, now: () => new Date(), silenceMs: 1_000 }
    await t.throwsAsync(copyStore(request), { instanceOf: StoreUnusable, message: /being served/ })
    life.abort()
    await lived
    await from.policy.apply(ACME, change(4, { adds: [grant(ACME, 1)] }))
    t.is((await copyStore(request)).length, 3)
  })
} else untested()
