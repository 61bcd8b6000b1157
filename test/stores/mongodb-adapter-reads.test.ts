/**
 * Why `casbin-mongodb-adapter` is never used bare: what it does when it reads. Each defect is shown on the package itself,
 * and gone in the adapter that stands on it.
 */
import test from 'ava'
import { newEnforcer } from 'casbin'
import { MongoClient } from 'mongodb'
import { CasbinRules } from '../../adapters/mongodb/policy/casbin-rules.ts'
import { collectionsOf } from '../../adapters/mongodb/schema/collections.ts'
import type { Rule } from '../../src/model/rule.ts'
import { casbinAdapters, DENY, loaded, model, rulesOf, VIEW } from './casbin-adapters.ts'
import { failCommands } from './fail-points.ts'
import { ownMongodb, untested } from './mongodb-server.ts'
import { mongodbUrl } from './mongodb-url.ts'

const server = await ownMongodb()

if (server) {
  const { client, bare, ours, url, name } = await casbinAdapters(server)

  test.after.always(async () => {
    await client.close()
    await server.close()
  })

  test('a field with commas becomes other fields', async t => {
    const injected = ['mallory, role:boss, org1', 'viewer', 'org2']
    const boss = ['role:boss', 'org1', 'data', 'view', 'allow']
    const package_ = await bare(t)
    await package_.addPolicy('p', 'p', boss)
    await package_.addPolicy('g', 'g', injected)
    t.true(await (await newEnforcer(model(), package_)).enforce('mallory', 'org1', 'data', 'view'))

    const { write, reader, load } = ours()
    await write(async adapter => {
      await adapter.addPolicy('p', 'p', boss)
      await adapter.addPolicy('g', 'g', injected)
    })
    t.false(await (await newEnforcer(model(), reader())).enforce('mallory', 'org1', 'data', 'view'))
    t.deepEqual(rulesOf(await load(), 'g'), [injected])
  })

  for (const odd of ['"hi', 'a"\n', '(']) {
    test(`${JSON.stringify(odd)} in a field ends the load before a later deny`, async t => {
      const first = [odd, 'org1', 'data', 'view', 'allow']
      const package_ = await bare(t)
      await package_.addPolicies('p', 'p', [VIEW, first, DENY])
      const into = model()
      await t.throwsAsync(package_.loadPolicy(into))
      t.deepEqual(rulesOf(into, 'p'), [VIEW], 'the allow is there and the deny is not')

      const { write, load } = ours()
      await write(adapter => adapter.addPolicies('p', 'p', [VIEW, first, DENY]))
      t.deepEqual(rulesOf(await load(), 'p'), [VIEW, first, DENY])
    })
  }

  test('an empty field shifts the ones behind it, and fields past six are cut', async t => {
    const holes = ['alice', '', 'data', 'view', 'allow']
    const long = ['1', '2', '3', '4', '5', '6', '7', '8']
    const package_ = await bare(t)
    await package_.addPolicies('p', 'p', [holes, long])
    t.deepEqual(rulesOf(await loaded(package_), 'p'), [holes.filter(field => field), long.slice(0, 6)])

    const { write, load } = ours()
    await write(adapter => adapter.addPolicies('p', 'p', [holes, long]))
    t.deepEqual(rulesOf(await load(), 'p'), [holes, long])
  })

  test('nothing says in which order rules were added', async t => {
    const named = (name: string) => [name, ...VIEW.slice(1)]
    const package_ = await bare(t)
    for (const each of ['b', 'a', 'c']) await package_.addPolicy('p', 'p', named(each))
    const [document] = await package_.documents.find({}).toArray()
    const kept = Object.keys(document ?? {}).filter(
      key => !/^(?:_id|ptype|v\d|createdAt|updatedAt)$/.test(key),
    )
    t.deepEqual(kept, [], 'a clock of milliseconds is all there is')

    const { write, load } = ours()
    const first = [
      ['p', ...named('b')],
      ['g', 'x', 'y', 'org1'],
      ['p', ...named('a')],
    ] as unknown as Rule[]
    await write(adapter => adapter.add(first))
    await write(adapter => adapter.addPolicy('p', 'p', named('0')))
    await write(adapter => adapter.removePolicy('p', 'p', named('b')))
    await write(adapter => adapter.addPolicy('p', 'p', named('b')))
    t.deepEqual(rulesOf(await load(), 'p'), ['a', '0', 'b'].map(named))
  })

  test('a filter for p loses the roles of g, and nothing keeps organisations apart', async t => {
    const package_ = await bare(t, { filtered: true })
    const role = ['bob', 'role:boss', 'org1']
    const others = ['eve', 'org2', 'data', 'view', 'allow']
    await package_.addPolicies('p', 'p', [VIEW, others])
    await package_.addPolicy('g', 'g', role)
    const filtered = model()
    await package_.loadFilteredPolicy(filtered, { v1: 'org1' })
    t.deepEqual(rulesOf(filtered, 'g'), [])
    t.is(rulesOf(await loaded(package_), 'p').length, 2, 'unfiltered, it loads every organisation')

    const [one, two] = [ours(), ours()]
    await one.write(async adapter => {
      await adapter.addPolicy('p', 'p', VIEW)
      await adapter.addPolicy('g', 'g', role)
    })
    await two.write(adapter => adapter.addPolicy('p', 'p', others))
    const mine = await one.load()
    t.deepEqual([rulesOf(mine, 'p'), rulesOf(mine, 'g')], [[VIEW], [role]])
    const only = model()
    await one.reader().loadFilteredPolicy(only, { ptype: 'g' })
    t.deepEqual([rulesOf(only, 'p'), rulesOf(only, 'g')], [[], [role]])
  })

  test('an error loses what a retry would need to know', async t => {
    const failing = async (appName: string, work: () => Promise<void>) => {
      const data = { failCommands: ['find'], errorCode: 8, errorLabels: ['TransientTransactionError'] }
      const off = await failCommands(client, { ...data, appName }, 1)
      const error = await t.throwsAsync<Error & { errorLabels?: readonly string[] }>(work())
      await off()
      return error
    }
    const shared = new MongoClient(mongodbUrl(url, { options: { appName: 'labels-ours' } }))
    t.teardown(() => shared.close())
    const reader = new CasbinRules({ rules: collectionsOf(shared.db(name)).rules, org: ours().org })
    const kept = await failing('labels-ours', () => reader.loadPolicy(model()))
    t.deepEqual(kept?.errorLabels, ['TransientTransactionError'])

    const package_ = await bare(t, { appName: 'labels-bare' })
    const lost = await failing('labels-bare', () => package_.loadPolicy(model()))
    t.is(lost?.errorLabels, undefined)
  })

  test('each adapter connects a client of its own', async t => {
    const connected = (adapter: object) => {
      const own = 'mongoClient' in adapter ? adapter.mongoClient : undefined
      return own instanceof MongoClient && 'topology' in own && own.topology !== undefined
    }
    t.true(connected(await bare(t)))

    const adapter = ours().reader()
    await adapter.open()
    t.deepEqual(rulesOf(await loaded(adapter), 'p'), [])
    t.false(connected(adapter), 'it read through the client that it was given')
  })
} else untested()
