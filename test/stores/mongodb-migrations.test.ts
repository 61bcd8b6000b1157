/** A database of 0.1.0, schema 1, is brought to the schema of this version with everything it held. */
import test from 'ava'
import { MongoClient } from 'mongodb'
import { LATEST } from '../../adapters/mongodb/schema/migrations.ts'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { mongoVersion } from '../../adapters/mongodb/version.ts'
import { termOf } from '../../src/model/attributed.ts'
import { decision, keptIn } from '../contract/decisions.ts'
import { account, apiKey, change, found, grants, rulesAt } from '../contract/sample.ts'
import { findMongodb, untested } from './mongodb-server.ts'
import { databaseOf } from './mongodb-url.ts'

const server = await findMongodb()

/** Some of the indexes that 0.1.0 made, by their names then. */
const OLD = {
  accounts: { name: 'known', key: { id: 1, org: 1 } },
  api_keys: { name: 'hash', key: { hash: 1 }, unique: true },
  oidc: { name: 'uid', key: { kind: 1, uid: 1 }, partialFilterExpression: { uid: { $exists: true } } },
} as const

if (server) {
  test.after.always(() => server.close())

  test('a database of 0.1.0 is migrated, and holds what it held', async t => {
    const url = server.database()
    const client = new MongoClient(url)
    t.teardown(() => client.close())
    const database = client.db(databaseOf(url))

    const before = await openMongoStore({ url })
    const org = await found(before, id => grants(id, 0, 3))
    const records = [
      { put: 'account', value: account('alice', { name: 'Ölice', attributes: { team: 'maps' } }) },
      { put: 'api_key', value: apiKey(org, { id: 'k' }) },
    ] as const
    await before.policy.apply(org, change(1, { removes: grants(org, 0, 1), records }))
    await before.close()
    for (const [name, index] of Object.entries(OLD)) {
      await database.collection(name).dropIndexes()
      await database.collection(name).createIndexes([index])
    }
    await database.collection('rules').dropIndex('past')
    await database.collection('accounts').updateMany({}, { $unset: { folded_name: '', attributed: '' } })
    // Decisions as versions before blocks kept them.
    const single = Array.from({ length: 1_203 }, (_, n) => decision(org, n * 100))
    await database.collection('decisions').insertMany(single.map(each => ({ ...each })))
    const meta = database.collection<{ _id: string }>('meta')
    await meta.updateOne({ _id: 'store' }, { $set: { schema: 1, oldest: 1 }, $unset: { kinds: '' } })
    t.is((await mongoVersion(url)).present, 1)

    const after = await openMongoStore({ url })
    t.teardown(() => after.close())
    t.is(after.id, before.id)
    t.is((await mongoVersion(url)).present, LATEST)
    t.deepEqual(await rulesAt(after, org), grants(org, 1, 3))
    t.deepEqual(await rulesAt(after, org, 1), grants(org, 0, 3))
    t.deepEqual(
      await after.records.find('account', org, account('alice').id),
      account('alice', { name: 'Ölice', attributes: { team: 'maps' } }),
    )
    const kept = await Array.fromAsync(keptIn(after).stream(org, { subjects: [single[0]?.subject ?? ''] }))
    t.deepEqual(kept.flat(), single.toReversed())
    const starts = { lookup: 'folded_name', text: 'öl' } as const
    t.is((await after.records.list('account', org, { limit: 2, starts })).items.length, 1)
    const among = { name: 'attributed', value: termOf('team', 'maps') }
    t.is((await after.records.list('account', org, { limit: 2, among })).items.length, 1)
    const names = async (collection: string) =>
      (await database.collection(collection).indexes()).map(({ name }) => name)
    t.true((await names('rules')).includes('past'))
    for (const [collection, { name }] of Object.entries(OLD))
      t.false((await names(collection)).includes(name))
    t.is((await after.policy.apply(org, change(2, { adds: grants(org, 5, 6) }))).revision, 3)
  })
} else untested()
