import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { APPLICATION_ID } from '../../adapters/sqlite/file/header.ts'
import { first } from '../../adapters/sqlite/file/migrations/001-first.ts'
import { decisions } from '../../adapters/sqlite/file/migrations/007-decisions.ts'
import { STORE_VERSION } from '../../adapters/sqlite/file/migrations.ts'
import { inspectSqlite } from '../../adapters/sqlite/inspect.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { sqliteVersion } from '../../adapters/sqlite/version.ts'
import { termsOf } from '../../src/model/attributed.ts'
import { folded } from '../../src/model/folded.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { RecordRow } from '../../src/model/record-row.ts'
import { records } from '../../src/model/records.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { decision, keptIn } from '../contract/decisions.ts'
import { found, grant, organisation, rulesAt } from '../contract/sample.ts'
import { embeddedIn } from '../fixtures/store-0.1.0/open.ts'
import { folderOf } from './sqlite-folder.ts'

const org = 'acme' as OrgId

/** A store as the first version left it, with one organisation and one rule. */
const oldStore = (path: string, more = ''): void => {
  const connection = new DatabaseSync(path)
  connection.exec(
    `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA journal_mode = WAL; ${first} PRAGMA user_version = 1`,
  )
  connection.exec("INSERT INTO store VALUES (1, 'old-store', 0)")
  connection
    .prepare('INSERT INTO organisations VALUES (1, ?, 1, 0, 0, ?)')
    .run(org, JSON.stringify(organisation(org)))
  connection.prepare('INSERT INTO rules VALUES (1, 65536, ?)').run(JSON.stringify(grant(org, 1)))
  connection
    .prepare("INSERT INTO changes VALUES (1, 1, 0, '{}', ?, '[]')")
    .run(JSON.stringify([grant(org, 1)]))
  connection.exec(more)
  connection.close()
}

test('an older store is brought up to this version at the start, with all that it holds', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  oldStore(path)
  const store = await openSqliteStore({ path })
  t.is(store.id, 'old-store')
  t.deepEqual(await rulesAt(store, org), [grant(org, 1)])
  t.deepEqual(await store.records.organisation(org), organisation(org))
  t.deepEqual(await store.records.all('identity_provider', org), [])
  await store.close()
  t.deepEqual(sqliteVersion(path), { present: STORE_VERSION, newest: STORE_VERSION })
  t.deepEqual(inspectSqlite(path), [])
})

/** As it was before migration 13. */
const withoutAttributed = (table: string): string =>
  `${['put', 'changed', 'dropped'].map(what => `DROP TRIGGER ${table}_attributed_${what};`).join(' ')}
    DROP TABLE ${table}_attributed; ALTER TABLE ${table} DROP COLUMN attributed;`

test('decisions that were kept one by one are gathered in blocks, and found as before', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const made = await openSqliteStore({ path })
  const acme = await found(made)
  await made.close()
  const connection = new DatabaseSync(path)
  for (const table of ['accounts', 'resources']) connection.exec(withoutAttributed(table))
  connection.exec(`DROP TABLE decision_blocks; DROP INDEX audit_by_operation; DROP INDEX audit_refused; ${decisions}
    PRAGMA user_version = 10`)
  const rule = ['p', 'user:ann', acme, 'dataset:streets', 'can_view', 'allow'] as const
  const single = Array.from({ length: 1_203 }, (_, n) =>
    decision(acme, n * 100, n % 2 === 0 ? { rule } : { allowed: false, reason: 'no_role', sample: 0.5 }),
  )
  const insert = connection.prepare(
    'INSERT INTO decisions (org, at, subject, resource, doc) VALUES (?, ?, ?, ?, ?)',
  )
  for (const { at, ...rest } of single)
    insert.run(rest.org, at.getTime(), rest.subject, rest.resource, JSON.stringify(rest))
  connection.close()
  const store = await openSqliteStore({ path })
  t.teardown(() => store.close())
  const { stream, query } = keptIn(store)
  t.deepEqual((await Array.fromAsync(stream(acme, {}))).flat(), single.toReversed())
  t.is((await query(acme, { rules: [rule] }, { limit: 1_000 })).items.length, 602)
  t.deepEqual(inspectSqlite(path), [])
})

test('a migration that cannot be made leaves the store at the version it had', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  oldStore(path, 'CREATE TABLE scim_groups (in_the_way)')
  await t.throwsAsync(openSqliteStore({ path }))
  const connection = new DatabaseSync(path)
  t.is(connection.prepare('PRAGMA user_version').get()?.user_version, 1)
  t.is(connection.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'oidc'").get()?.n, 0)
  connection.exec('DROP TABLE scim_groups')
  connection.close()
  const store = await openSqliteStore({ path })
  t.deepEqual(await rulesAt(store, org), [grant(org, 1)])
  await store.close()
})

test('a backup of a newer version that was put back is refused as it is', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  oldStore(path, 'PRAGMA journal_mode = DELETE; PRAGMA user_version = 99')
  await t.throwsAsync(openSqliteStore({ path }), { instanceOf: StoreUnusable, message: /newer Kasbah/ })
  const connection = new DatabaseSync(path)
  t.is(connection.prepare('PRAGMA journal_mode').get()?.journal_mode, 'delete')
  connection.close()
})

test('the tables of an old store become those that the rows of the kinds describe', async t => {
  const path = embeddedIn(folderOf(t)).slice('sqlite:'.length)
  await (await openSqliteStore({ path })).close()
  const db = new DatabaseSync(path)
  t.teardown(() => db.close())
  const names = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map(({ name }) => String(name))
  for (const row of Object.values<RecordRow<never>>(records)) {
    const { table, key, lookups, among = {}, noted } = row
    const wanted = new Set([
      'org',
      ...key,
      ...Object.keys({ ...lookups, ...among }),
      ...(noted ? [noted] : []),
      'doc',
    ])
    t.deepEqual(names(`PRAGMA table_info(${table})`).toSorted(), [...wanted].toSorted(), table)
    const indexed = names(`PRAGMA index_list(${table})`).map(index =>
      names(`PRAGMA index_info(${index})`).find(
        name => name !== 'org' && !(key as readonly string[]).includes(name),
      ),
    )
    for (const name of Object.keys(lookups))
      if (!(key as readonly string[]).includes(name)) t.true(indexed.includes(name), `${table} by ${name}`)
  }
})

test('people and resources of an old store are found by their names', async t => {
  const path = embeddedIn(folderOf(t)).slice('sqlite:'.length)
  await (await openSqliteStore({ path })).close()
  const db = new DatabaseSync(path)
  t.teardown(() => db.close())
  for (const table of ['accounts', 'resources']) {
    const rows = db.prepare(`SELECT doc ->> '$.name' AS name, folded_name AS found FROM ${table}`).all()
    t.true(rows.some(({ name }) => name !== null))
    for (const { name, found } of rows) t.is(found, name === null ? null : folded(String(name)))
  }
})

test('people and resources of an old store are found by their attributes', async t => {
  const path = embeddedIn(folderOf(t)).slice('sqlite:'.length)
  await (await openSqliteStore({ path })).close()
  const db = new DatabaseSync(path)
  t.teardown(() => db.close())
  const terms = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map(({ id, value }) => `${id} ${value}`)
      .toSorted()
  let found = 0
  for (const table of ['accounts', 'resources']) {
    const kept = db.prepare(`SELECT id, doc ->> '$.attributes' AS text FROM ${table}`).all()
    const wanted = kept.flatMap(({ id, text }) =>
      termsOf(JSON.parse(String(text))).map(term => `${id} ${term}`),
    )
    t.deepEqual(terms(`SELECT id, value FROM ${table}_attributed`), wanted.toSorted(), table)
    found += wanted.length
  }
  t.true(found > 0)
})
