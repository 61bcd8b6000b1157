import { symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { child, outcome } from './sqlite-child.ts'
import { folderOf } from './sqlite-folder.ts'

test('a second process is told which process uses the store, and the first is not disturbed', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  const refused = await outcome('open', path)
  t.is(refused.error, 'StoreUnusable')
  t.is(
    refused.message,
    `another process (pid ${process.pid}) is using ${path}: stop it first, or use another file`,
  )
  await store.ready()
  await store.close()
  t.is((await outcome('open', path)).opened, store.id)
})

test('the same process cannot open a store twice', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  await t.throwsAsync(openSqliteStore({ path }), { instanceOf: StoreUnusable, message: /this process/ })
  await store.ready()
  await store.close()
  await (await openSqliteStore({ path })).close()
})

test('a store is one store by whatever path it is reached', async t => {
  const folder = folderOf(t)
  const [path, link] = [join(folder, 'kasbah.db'), join(folder, 'link.db')]
  const store = await openSqliteStore({ path })
  symlinkSync(path, link)
  symlinkSync(folder, join(folder, 'folder'))
  for (const other of [link, join(folder, 'folder', 'kasbah.db'), relative(process.cwd(), path)])
    await t.throwsAsync(openSqliteStore({ path: other }), { instanceOf: StoreUnusable, message: /is using/ })
  await store.close()
  const again = await openSqliteStore({ path: link })
  t.is(again.id, store.id)
  await again.close()
})

test('a killed process leaves no lock, whatever pid stayed behind', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const { running, first, gone } = child('hold', path)
  const { opened } = await first
  await t.throwsAsync(openSqliteStore({ path }), { message: new RegExp(`pid ${running.pid}\\)`) })
  running.kill('SIGKILL')
  await gone
  const store = await openSqliteStore({ path })
  t.is(store.id, opened ?? '')
  await store.close()
})

test('of processes that start at once, one gets the store', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const started = Array.from({ length: 4 }, () => child('hold', path))
  const outcomes = await Promise.all(started.map(({ first }) => first))
  t.is(outcomes.filter(({ opened }) => opened).length, 1)
  t.is(outcomes.filter(({ error }) => error === 'StoreUnusable').length, 3)
  for (const { running } of started) running.stdin.end()
  await Promise.all(started.map(({ gone }) => gone))
})

test('stores in memory are apart', async t => {
  const [one, two] = [
    await openSqliteStore({ path: ':memory:' }),
    await openSqliteStore({ path: ':memory:' }),
  ]
  await one.secrets.put('name', 'value', 0)
  t.is(await two.secrets.find('name'), undefined)
  t.not(one.id, two.id)
  await one.close()
  await two.close()
})
