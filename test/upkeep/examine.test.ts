import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import type { OrgId } from '../../src/model/id.ts'
import { ruleKey } from '../../src/model/rule.ts'
import { examine } from '../../src/upkeep/examine.ts'
import { change, foundAs, grant } from '../contract/sample.ts'
import { findMongodb, untested } from '../stores/mongodb-server.ts'
import { folderOf } from '../stores/sqlite-folder.ts'
import { examiningContract } from './examining.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()

examiningContract('embedded', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  t.teardown(() => store.close())
  const db = new DatabaseSync(path)
  t.teardown(() => db.close())
  const run = async (sql: string, ...values: (string | number)[]) => {
    t.is(db.prepare(sql).run(...values).changes, 1)
  }
  const n = '(SELECT n FROM organisations WHERE id = ?)'
  return {
    store,
    add: (org, rule) => run(`INSERT INTO rules VALUES (${n}, 70000, ?)`, org, ruleKey(rule)),
    take: (org, rule) => run(`DELETE FROM rules WHERE org = ${n} AND rule = ?`, org, ruleKey(rule)),
    forget: (org, revision) => run(`DELETE FROM changes WHERE org = ${n} AND revision = ?`, org, revision),
  }
})

test('an embedded store is looked over as it was at one moment, while it is served', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  t.teardown(() => store.close())
  const org = 'acme' as OrgId
  await foundAs(store, org)
  const reader = readSqlite(path)
  t.teardown(() => reader.close())
  const look = () =>
    Array.fromAsync(
      examine({
        store: reader,
        now: () => new Date(),
        typesOf: async () => new Set<string>(),
        undecidable: async () => undefined,
      }),
    )
  t.like(await look(), { length: 1, 0: { revision: 1 } })
  await store.policy.apply(org, change(1, { adds: [grant(org, 1)] }))
  t.like(await look(), { length: 1, 0: { revision: 1, drift: undefined } })
})

if (server) {
  test.after.always(() => server.close())
  examiningContract('MongoDB', async t => {
    const url = server.database()
    const store = await openMongoStore({ url, within: 60_000 })
    t.teardown(() => store.close())
    const client = new MongoClient(url)
    t.teardown(() => client.close())
    const db = client.db()
    const rule = ([ptype, ...fields]: readonly string[]) => ({
      ptype: ptype ?? '',
      ...Object.fromEntries(fields.map((field, i) => [`v${i}`, field])),
    })
    return {
      store,
      add: async (org, added) => {
        const place = { since: 1, nth: 9, until: 0 }
        await db.collection('rules').insertOne({ org, k: 'by hand', ...place, ...rule(added) })
      },
      take: async (org, taken) => {
        const { deletedCount } = await db.collection('rules').deleteOne({ org, ...rule(taken) })
        t.is(deletedCount, 1)
      },
      forget: async (org, revision) => {
        const { deletedCount } = await db.collection('changes').deleteOne({ org, revision })
        t.is(deletedCount, 1)
      },
    }
  })
} else untested()
