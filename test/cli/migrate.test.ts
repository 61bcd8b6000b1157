import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { APPLICATION_ID } from '../../adapters/sqlite/file/header.ts'
import { first } from '../../adapters/sqlite/file/migrations/001-first.ts'
import { findMongodb, untested } from '../stores/mongodb-server.ts'
import { folder, kasbah, serving } from './command.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()
if (server) test.after.always(() => server.close())
else untested()

test('a store that is of this version is said to be', async t => {
  const cwd = folder(t)
  const none = await kasbah(['migrate'], { cwd })
  t.regex(none.err, /^kasbah: there is no store at [^\n]+\n$/)
  t.is(none.code, 1)
  t.false(existsSync(join(cwd, 'data')))
  await (await serving(t, { cwd })).stop()
  for (const words of [['migrate', '--check'], ['migrate']]) {
    const said = await kasbah(words, { cwd })
    t.regex(said.out, /^the store is of version \d+: nothing to do\n$/)
    t.is(said.code, 0)
  }
})

test('an older store is named as one, and brought up to this version when told to', async t => {
  const cwd = folder(t)
  const connection = new DatabaseSync(join(cwd, 'old.db'))
  connection.exec(
    `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA journal_mode = WAL; ${first} PRAGMA user_version = 1`,
  )
  connection.exec("INSERT INTO store VALUES (1, 'old-store', 0)")
  connection.close()
  const run = (...words: string[]) => kasbah([...words, '--store', 'sqlite:old.db'], { cwd })
  t.like(await run('migrate', '--check'), { code: 1, err: '' })
  t.regex((await run('doctor')).err, /^kasbah: old\.db is of an older version: run kasbah migrate first\n$/)
  t.regex((await run('migrate')).out, /^brought the store from version 1 to \d+\n$/)
  t.is((await run('migrate', '--check')).code, 0)
  t.is((await run('doctor')).code, 0)
})

if (server)
  test('a new store in MongoDB can be made before anything is served on it', async t => {
    const env = { KASBAH_STORE: server.database() }
    const none = await kasbah(['migrate', '--check'], { env })
    t.regex(none.err, /^kasbah: there is no Kasbah store in this database\n$/)
    t.is(none.code, 1)
    t.regex((await kasbah(['migrate'], { env })).out, /^made a new store of version \d+\n$/)
    t.regex((await kasbah(['migrate', '--check'], { env })).out, /nothing to do/)
  })
