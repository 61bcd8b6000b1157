import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { backupSqlite } from '../../adapters/sqlite/backup.ts'
import { inspectSqlite } from '../../adapters/sqlite/inspect.ts'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { change, found, grant, grants, rulesAt } from '../contract/sample.ts'
import { checked } from './checked.ts'
import { child, outcome } from './sqlite-child.ts'
import { folderOf } from './sqlite-folder.ts'

/** Whether the process that makes the store has made it to its end. */
const isMade = (path: string): boolean => {
  try {
    readSqlite(path).close()
    return true
  } catch (error) {
    if (error instanceof StoreUnusable) return false
    throw error
  }
}

test('a backup of a store that is being served, put in its place, brings its state back', async t => {
  const folder = folderOf(t)
  const [path, copy] = [join(folder, 'kasbah.db'), join(folder, 'copy.db')]
  const store = await openSqliteStore({ path })
  const org = await found(store, org => grants(org, 0, 10))
  await store.secrets.put('name', 'value', 0)
  backupSqlite(path, copy)
  await store.policy.apply(org, change(1, { removes: grants(org, 0, 5) }))
  await store.close()
  t.is(statSync(copy).mode & 0o777, 0o600)
  t.deepEqual(readdirSync(folder).toSorted(), ['copy.db', 'kasbah.db', 'kasbah.db-lock'])
  t.deepEqual(await checked(copy), { organisations: 1, rules: 10, changes: 1, findings: [] })

  copyFileSync(copy, path)
  const restored = await openSqliteStore({ path })
  t.is(restored.id, store.id)
  t.is(await restored.policy.head(org), 1)
  t.deepEqual(await rulesAt(restored, org), grants(org, 0, 10))
  t.is((await restored.secrets.find('name'))?.value, 'value')
  t.is((await restored.policy.apply(org, change(1, { adds: [grant(org, 10)] }))).revision, 2)
  await restored.close()
})

test('the log that a killed store left is not replayed over the backup put in its place', async t => {
  const folder = folderOf(t)
  const [path, copy] = [join(folder, 'kasbah.db'), join(folder, 'copy.db')]
  const before = await openSqliteStore({ path })
  const org = await found(before, org => grants(org, 0, 3))
  await before.close()
  backupSqlite(path, copy)

  const store = await openSqliteStore({ path })
  await store.policy.apply(org, change(1, { adds: grants(org, 3, 6) }))
  const log = readFileSync(`${path}-wal`)
  await store.close()
  t.true(log.length > 0)
  writeFileSync(`${path}-wal`, log)
  copyFileSync(copy, path)

  t.throws(() => inspectSqlite(path), { instanceOf: StoreUnusable, message: /remove .*-wal and .*-shm$/ })
  const restored = await openSqliteStore({ path })
  t.is(await restored.policy.head(org), 1)
  t.deepEqual(await rulesAt(restored, org), grants(org, 0, 3))
  await restored.close()
  t.deepEqual((await checked(path)).findings, [])
})

test('a backup beside a process that writes is one of its states', async t => {
  const folder = folderOf(t)
  const [path, copy] = [join(folder, 'kasbah.db'), join(folder, 'copy.db')]
  const { running, first, gone } = child('fill', path, { fileKib: 16_384 })
  // Its file and its log are there before its tables are: a copy from in between is one of an older version.
  while (!isMade(path)) await new Promise(resolve => setImmediate(resolve))
  backupSqlite(path, copy)
  const { head = 0 } = await first
  await gone
  t.is(running.exitCode, 0)
  const { findings, changes, rules } = await checked(copy)
  t.deepEqual(findings, [])
  t.true(changes <= head)
  t.is(rules, Math.max(0, changes - 1) * 1000)
})

test('a backup overwrites nothing, and leaves nothing when it fails', async t => {
  const folder = folderOf(t)
  const [path, copy] = [join(folder, 'kasbah.db'), join(folder, 'copy.db')]
  await (await openSqliteStore({ path })).close()
  writeFileSync(copy, 'precious')
  t.throws(() => backupSqlite(path, copy), { instanceOf: StoreUnusable, message: /exists already/ })
  t.is(readFileSync(copy, 'utf8'), 'precious')
  t.throws(() => backupSqlite(path, path), { instanceOf: StoreUnusable, message: /exists already/ })
  rmSync(copy)
  t.throws(() => backupSqlite(join(folder, 'absent.db'), copy), {
    instanceOf: StoreUnusable,
    message: /there is no store at/,
  })
  writeFileSync(join(folder, 'text'), 'no store\n'.repeat(20))
  t.throws(() => backupSqlite(join(folder, 'text'), copy), { instanceOf: StoreUnusable })
  t.throws(() => backupSqlite(path, join(folder, 'no', 'folder')), { instanceOf: StoreUnusable })
  t.deepEqual(readdirSync(folder).toSorted(), ['kasbah.db', 'kasbah.db-lock', 'text'])
})

test('a backup to a disk that is full says so, and leaves nothing', async t => {
  const folder = folderOf(t)
  const path = join(folder, 'kasbah.db')
  const store = await openSqliteStore({ path })
  await found(store, org => grants(org, 0, 1000))
  await store.close()
  const { error, message = '' } = await outcome('copy', path, { fileKib: 64 })
  t.is(error, 'StoreUnusable')
  t.regex(message, /no space is left|check the disk and the space on it/)
  t.deepEqual(
    readdirSync(folder).filter(name => name.includes('copy')),
    [],
  )
})
