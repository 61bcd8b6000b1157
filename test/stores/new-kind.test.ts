/** The recipe "Add a record kind" of CONTRIBUTING.md, followed on every store. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type ExecutionContext } from 'ava'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { inspectSqlite } from '../../adapters/sqlite/inspect.ts'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { examine } from '../../src/upkeep/examine.ts'
import { kindsWithNote, newKindContract } from '../contract/new-kind.ts'
import { embeddedIn, restoreInto } from '../fixtures/store-0.1.0/open.ts'
import { findMongodb, untested } from './mongodb-server.ts'
import { folderOf } from './sqlite-folder.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()

const openSqlite = async (t: ExecutionContext, path = join(folderOf(t), 'kasbah.db')) => {
  const store = await openSqliteStore({ path, kinds: kindsWithNote })
  t.teardown(() => store.close())
  return store
}

newKindContract('embedded', { open: t => openSqlite(t), openTarget: t => openSqlite(t) })

test('an embedded store of 0.1.0 keeps a new kind from its next start on', async t => {
  const path = embeddedIn(folderOf(t)).slice('sqlite:'.length)
  const reader = () => readSqlite(path, kindsWithNote)
  t.throws(reader, { instanceOf: StoreUnusable, message: /run kasbah migrate first/ })
  await (await openSqlite(t, path)).close()
  reader().close()
  t.deepEqual(inspectSqlite(path, kindsWithNote), [])
})

test('an embedded store with a kind that this version does not know is not opened by it', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  await (await openSqlite(t, path)).close()
  await t.throwsAsync(openSqliteStore({ path }), { instanceOf: StoreUnusable, message: /it keeps note\)/ })
})

test('a damaged document of any kind is a finding, of the file and of its organisation', async t => {
  const path = embeddedIn(folderOf(t)).slice('sqlite:'.length)
  await (await openSqlite(t, path)).close()
  const db = new DatabaseSync(path)
  t.teardown(() => db.close())
  db.exec(
    "INSERT INTO notes SELECT n, 'dataset:streets', 'a', 'user:mo', NULL, '{}' FROM organisations WHERE id = 'acme'",
  )
  db.exec(
    "INSERT INTO policy_plans (org, id, doc) SELECT n, 'plan_1', '{}' FROM organisations WHERE id = 'acme'",
  )
  db.exec(
    "INSERT INTO support_accesses (org, id, doc) SELECT n, 'user:support_x', '{}' FROM organisations WHERE id = 'acme'",
  )
  db.exec("INSERT INTO roles (org, id, doc) SELECT n, 'lead', '{}' FROM organisations WHERE id = 'acme'")
  for (const { table } of Object.values(kindsWithNote)) {
    const { doc, rowid } = db.prepare(`SELECT rowid, doc FROM ${table} LIMIT 1`).get() ?? {}
    db.prepare(`UPDATE ${table} SET doc = '{' WHERE rowid = ?`).run(rowid ?? 0)
    t.deepEqual(inspectSqlite(path, kindsWithNote), [`1 document of ${table} cannot be read`])
    const store = readSqlite(path, kindsWithNote)
    const parts = {
      store,
      now: () => new Date(),
      typesOf: async () => new Set(['dataset']),
      undecidable: async () => undefined,
    }
    const found = await Array.fromAsync(examine(parts))
    t.deepEqual(found.find(({ org }) => org === 'acme')?.faults, [`one of the ${table} cannot be read`])
    store.close()
    db.prepare(`UPDATE ${table} SET doc = ? WHERE rowid = ?`).run(doc ?? '', rowid ?? 0)
  }
})

if (server) {
  test.after.always(() => server.close())
  const openMongo = async (t: ExecutionContext, url = server.database()) => {
    const store = await openMongoStore({ url, within: 60_000, kinds: kindsWithNote })
    t.teardown(() => store.close())
    return store
  }
  newKindContract('MongoDB', { open: t => openMongo(t), openTarget: t => openSqlite(t) })

  test('a database of 0.1.0 keeps a new kind from its next start on, guarded and indexed', async t => {
    const url = server.database()
    await restoreInto(url)
    await openMongo(t, url)
    const client = new MongoClient(url)
    t.teardown(() => client.close())
    const names = (await client.db().collection('notes').indexes()).map(({ name }) => name)
    t.deepEqual(names.toSorted(), ['_id_', 'by_author', 'by_unread'])
    const keys = (await client.db().collection('api_keys').indexes()).map(({ name }) => name)
    t.deepEqual(keys.toSorted(), ['_id_', 'by_hash', 'by_subject'])
  })
} else untested()
