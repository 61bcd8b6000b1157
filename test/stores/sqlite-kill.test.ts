import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { backupSqlite } from '../../adapters/sqlite/backup.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { killContract } from '../contract/kill.ts'
import { orgId } from '../contract/sample.ts'
import { checked } from './checked.ts'
import { folderOf } from './sqlite-folder.ts'

const script = fileURLToPath(new URL('sqlite-process.ts', import.meta.url))

test('a writer killed at any moment loses nothing acknowledged and leaves nothing half', async t => {
  t.timeout(120_000)
  const path = join(folderOf(t), 'kasbah.db')
  const org = orgId()
  const start = () =>
    spawn(process.execPath, [script, 'write', path, org], { stdio: ['ignore', 'pipe', 'inherit'] })
  await killContract(t, { start, open: () => openSqliteStore({ path }), org }, 12)
  t.deepEqual((await checked(path)).findings, [])
})

test('what a killed store has only in its log is inspected and backed up too', async t => {
  const folder = folderOf(t)
  const [path, copy] = [join(folder, 'kasbah.db'), join(folder, 'copy.db')]
  const writer = spawn(process.execPath, [script, 'write', path, orgId()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(writer, 'close')
  await once(writer.stdout, 'data')
  writer.kill('SIGKILL')
  await gone
  const found = await checked(path)
  t.true(found.changes > 1)
  t.deepEqual(found.findings, [])
  backupSqlite(path, copy)
  t.deepEqual(await checked(copy), found)
})
