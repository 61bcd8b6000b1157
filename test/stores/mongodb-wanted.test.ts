/** A search of the trail ends when nobody waits for it: the call, and the server's work. */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import type { Turns } from '../../src/ports/turns.ts'
import { found } from '../contract/sample.ts'
import { ownReplicaSet, untested } from './mongodb-server.ts'
import { databaseOf, mongodbUrl } from './mongodb-url.ts'

// Others have no such fail point.
const server = await ownReplicaSet({ members: 1 })

if (server) {
  const url = server.database()
  const client = new MongoClient(url)
  test.after.always(async () => {
    await client.close()
    await server.close()
  })

  test.serial('a search that takes long ends with whoever asked, and the next one is answered', async t => {
    const appName = 'wanted'
    const caller = { isThere: true, asked: 0 }
    const turns: Turns = {
      isOver: () => false,
      nextTurn: async () => {
        caller.asked += 1
        if (!caller.isThere) throw new Error('nobody waits')
      },
    }
    const store = await openMongoStore({ url: mongodbUrl(url, { options: { appName } }), turns })
    t.teardown(() => store.close())
    const org = await found(store)
    const underWay = async () => {
      const now = { $currentOp: { allUsers: true } }
      const of = { $match: { appName, 'command.find': 'audit' } }
      return (await client.db('admin').aggregate([now, of]).toArray()).length
    }
    // The server stands still in the midst of the search, and looks whether it is still wanted, as it does in any long one.
    const stands = 'waitInFindBeforeMakingBatch'
    const data = { nss: `${databaseOf(url)}.audit`, shouldCheckForInterrupt: true }
    const admin = client.db('admin')
    await admin.command({ configureFailPoint: stands, mode: 'alwaysOn', data })
    const off = () => admin.command({ configureFailPoint: stands, mode: 'off' })
    t.teardown(off)
    const asked = t.throwsAsync(store.audit.query(org, {}, { limit: 10 }), { message: 'nobody waits' })
    while ((await underWay()) === 0) await wait(10)
    while (caller.asked < 2) await wait(10)
    t.is(await underWay(), 1, 'as long as somebody waits')
    caller.isThere = false
    await asked
    while ((await underWay()) > 0) await wait(10)
    await off()
    caller.isThere = true
    t.deepEqual((await store.audit.query(org, {}, { limit: 10 })).items.length > 0, true)
  })
} else untested()
