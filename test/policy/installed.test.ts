import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { digestOf } from '../../src/policy/set.ts'
import { shipped } from './shipped-sets.ts'

test('a folder that cannot be used is told and left out; the others are installed', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-sets-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const name of ['datasets', 'by-priority'])
    await cp(join(import.meta.dirname, '../../policies/datasets'), join(folder, name), { recursive: true })
  const model = join(folder, 'by-priority/model.conf')
  await writeFile(model, (await readFile(model, 'utf8')).replace('p = sub,', 'p = priority, sub,'))
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const { refused } = await createInstalledSets(store.sets).installNew(folder)
  t.deepEqual(
    refused.map(({ name, problem }) => [name, problem.code]),
    [['by-priority', 'invalid_policy']],
  )
  t.deepEqual(
    (await store.sets.list()).map(({ name }) => name),
    ['datasets'],
  )
})

test('a set that an earlier version took still decides', async t => {
  const { texts } = await shipped('datasets')
  const earlier = {
    ...texts,
    'set.yaml': (texts['set.yaml'] ?? '').replace('listGroups:', 'listGroupsOfOld:'),
  }
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const installed = { name: 'earlier', digest: digestOf(earlier), installed_at: new Date(), texts: earlier }
  await store.sets.install(installed)
  t.is((await createInstalledSets(store.sets).compiled('earlier')).name, 'earlier')
})
