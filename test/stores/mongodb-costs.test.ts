/** What each operation costs the database, in commands: the bound on how fast it can ever be. */
import test, { type ExecutionContext } from 'ava'
import { MongoClient } from 'mongodb'
import type { StoreFact } from '../../adapters/mongodb/connection/connection.ts'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { termOf } from '../../src/model/attributed.ts'
import { EmailAddress } from '../../src/model/email.ts'
import { subject } from '../../src/model/id.ts'
import { account, apiKey, byHash, change, found, grant, grants, NOON, rulesAt } from '../contract/sample.ts'
import { findMongodb, untested } from './mongodb-server.ts'
import { databaseOf } from './mongodb-url.ts'

const server = await findMongodb()

/** A store, and the names of the commands that it sends while something is done. */
const counted = async (t: ExecutionContext, url: string) => {
  const sent: string[] = []
  const note = (fact: StoreFact) => {
    // A call that takes long on a busy machine also looks for abandoned transactions, by an aggregate.
    if (fact.fact === 'command' && fact.name !== 'aggregate') sent.push(fact.name)
  }
  const store = await openMongoStore({ url, note })
  t.teardown(() => store.close())
  /** Those of the last attempt: on a busy machine a transaction may sit so long that others end it, and is made again. */
  const commands = async (work: () => Promise<unknown>) => {
    sent.length = 0
    await work()
    const ends = ['abortTransaction', 'commitTransaction'].map(name => sent.lastIndexOf(name, -2))
    return sent.slice(Math.max(...ends) + 1).filter(name => name !== 'killSessions')
  }
  return { store, commands }
}

/** Whether the server takes a whole change as one command, by the version of the protocol that it speaks. */
const writesManyCollections = async (url: string): Promise<boolean> => {
  const client = new MongoClient(url)
  try {
    return (await client.db().command({ hello: 1 })).maxWireVersion >= 25
  } finally {
    await client.close()
  }
}

if (server) {
  const url = server.database()
  test.after.always(() => server.close())

  test.serial('a change is few round trips, whatever it holds; a read is one', async t => {
    const oneCommand = await writesManyCollections(url)
    // Where the trail ends is read first: the next line of it holds the hash of the last.
    const costs = (runs: readonly string[]) => [
      'find',
      ...(oneCommand ? ['bulkWrite'] : runs),
      'commitTransaction',
    ]
    const { store, commands } = await counted(t, url)
    const org = await found(store, id => grants(id, 0, 50))
    const key = apiKey(org)
    const { policy } = store
    t.deepEqual(
      await commands(() => policy.apply(org, change(1, { adds: [grant(org, 'new')] }))),
      costs(['update', 'insert', 'insert', 'insert']),
      'a grant: the head, the rule, its record and its line in the trail',
    )
    const revoke = change(2, { removes: [grant(org, 'new')], narrows: true })
    t.deepEqual(
      await commands(() => policy.apply(org, revoke)),
      costs(['update', 'update', 'insert', 'insert']),
      'a revoke',
    )
    const receipt = { id: `receipt of ${org}`, body_hash: 'h', at: new Date() }
    t.deepEqual(await commands(() => store.receipts.take(receipt, receipt.at)), ['update'], 'taking a key')
    const everything = change(3, {
      adds: [grant(org, 'a'), ['g', 'user:a', 'role:r', org]],
      removes: grants(org, 0, 40),
      narrows: true,
      receipt,
      records: [
        { put: 'account', value: account('a') },
        { put: 'api_key', value: key },
        { drop: 'invitation', where: { email: 'a@example.com' } },
      ],
    })
    const rules = ['update', 'insert']
    const records = ['update', 'update', 'delete']
    t.deepEqual(
      await commands(() => policy.apply(org, everything)),
      costs(['update', 'update', ...rules, 'insert', 'insert', ...records]),
      'everything at once',
    )
    t.deepEqual(await commands(() => policy.head(org)), ['find'])
    t.deepEqual(await commands(() => byHash(store.records, key.hash)), ['find', 'find'])
    t.deepEqual(await commands(() => store.records.find('account', org, account('a').id)), ['find'])
    t.deepEqual(await commands(() => policy.history(org, { limit: 10 })), ['find'])
    const load = await commands(() => rulesAt(store, org))
    t.deepEqual(load, ['find', 'find', 'abortTransaction'], 'an organisation and its first thousand rules')
  })

  test.serial('a look-up reads what has the value, and no other record of the organisation', async t => {
    const own = server.database()
    const store = await openMongoStore({ url: own })
    t.teardown(() => store.close())
    const org = await found(store)
    const people = Array.from({ length: 300 }, (_, n) =>
      account(`p${n}`, { email: EmailAddress.parse(`p${n}@x.example`), attributes: { n } }),
    )
    const of = (n: number) => ({ idp: 'okta', account: people[n]?.id ?? subject('user', ''), groups: [] })
    const identities = people.map((_, n) => ({
      ...{ ...of(n), subject: `s${n}`, email_verified: false, mapped: { groups: [] }, created_at: NOON },
      scim: { user_name: `u${n}`, active: true, attributes: {}, updated_at: NOON },
    }))
    const records = [
      ...people.map(value => ({ put: 'account', value }) as const),
      ...identities.map(value => ({ put: 'identity', value }) as const),
    ]
    await store.policy.apply(org, change(1, { records }))
    const client = new MongoClient(own)
    t.teardown(() => client.close())
    const database = client.db(databaseOf(own))
    await database.command({ profile: 2 })
    const page = { limit: 10 }
    const { list } = store.records
    const read = [
      await list('account', org, { ...page, where: { address: 'p7@x.example' } }),
      await list('account', org, { ...page, among: { name: 'attributed', value: termOf('n', '7') } }),
      await list('identity', org, { ...page, where: { account: of(7).account } }),
      await list('identity', org, { ...page, where: { idp: 'okta', user_name: 'u7' } }),
    ]
    t.deepEqual(
      read.map(({ items }) => items.length),
      [1, 1, 1, 1],
    )
    await database.command({ profile: 0 })
    const looked = await database
      .collection('system.profile')
      .find({ op: 'query', ns: /\.(?:accounts|identities)$/ })
      .toArray()
    t.is(looked.length, 4)
    if (looked.every(({ docsExamined }) => docsExamined === undefined))
      return t.log('not asked: this server does not say what a look-up reads')
    for (const { docsExamined, planSummary } of looked)
      t.true(docsExamined <= 2, `${docsExamined} ${planSummary}`)
  })

  test.serial('a load holds one batch at a time', async t => {
    const { store, commands } = await counted(t, url)
    const org = await found(store, id => grants(id, 0, 1000))
    await store.policy.apply(org, change(1, { adds: grants(org, 1000, 2000) }))
    await store.policy.apply(org, change(2, { adds: grants(org, 2000, 2500) }))
    const sizes: number[] = []
    const load = await commands(async () => {
      for await (const batch of (await store.policy.snapshot(org))?.rules ?? []) sizes.push(batch.length)
    })
    t.deepEqual(sizes, [1000, 1000, 500])
    t.deepEqual(load, ['find', 'find', 'getMore', 'getMore', 'abortTransaction'])
  })

  test.serial('five processes that start together on nothing make one store', async t => {
    const empty = server.database()
    const facts: StoreFact[] = []
    const note = (fact: StoreFact) => facts.push(fact)
    const stores = await Promise.all(Array.from({ length: 5 }, () => openMongoStore({ url: empty, note })))
    for (const store of stores) t.teardown(() => store.close())
    t.is(new Set(stores.map(({ id }) => id)).size, 1)
    const [first, ...others] = stores
    if (!first) return t.fail()
    const org = await found(first, id => grants(id, 0, 2))
    for (const store of others) t.deepEqual(await rulesAt(store, org), grants(org, 0, 2))
    const client = new MongoClient(empty)
    t.teardown(() => client.close())
    const database = client.db(databaseOf(empty))
    t.deepEqual(await database.collection('meta').distinct('_id' as never), ['store'], 'the lock is gone')
    const names = (await database.collection('rules').indexes()).map(({ name }) => name)
    t.deepEqual(names.toSorted(), ['_id_', 'order', 'past', 'same'])
    return
  })

  test.serial('what the store relies on is refused by the database too', async t => {
    const store = await openMongoStore({ url })
    t.teardown(() => store.close())
    const client = new MongoClient(url)
    t.teardown(() => client.close())
    const database = client.db(databaseOf(url))
    const refused = { code: 121 }
    await t.throwsAsync(database.collection('rules').insertOne({ org: 'o', ptype: 'p', v0: 'x' }), refused)
    await t.throwsAsync(database.collection('changes').insertOne({ org: 'o', revision: 'one' }), refused)
    await t.throwsAsync(
      database.collection('organisations').updateMany({}, { $set: { revision: 0 } }),
      refused,
    )
  })
} else untested()
