import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type ExecutionContext } from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { found, grants, rulesAt } from '../contract/sample.ts'
import { outcome } from './sqlite-child.ts'
import { folderOf } from './sqlite-folder.ts'

/** A store with a thousand rules, closed. */
const made = async (t: ExecutionContext): Promise<string> => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  await found(store, org => grants(org, 0, 1000))
  await store.close()
  return path
}

const sql = (path: string, text: string): void => {
  const connection = new DatabaseSync(path)
  connection.exec(text)
  connection.close()
}

const overwrite = (path: string, from: number, until: number): void => {
  const bytes = readFileSync(path)
  bytes.fill(0xa5, Math.floor(bytes.length * from), Math.floor(bytes.length * until))
  writeFileSync(path, bytes)
}

const overwritePage = (path: string): void => {
  const bytes = readFileSync(path)
  const page = Math.floor(bytes.length / 2 / 4096) * 4096
  bytes.fill(0, page, page + 4096)
  writeFileSync(path, bytes)
}

/** What can have happened to a file, and what is said of it. */
const faults: Readonly<Record<string, [break_: (path: string) => void, says: RegExp]>> = {
  'an empty file': [path => truncateSync(path, 0), /is empty or cut off/],
  'a file cut off in its header': [path => truncateSync(path, 60), /is empty or cut off/],
  'a file cut off after its first page': [path => truncateSync(path, 4096), /is damaged/],
  'a file cut off in the middle': [path => truncateSync(path, statSync(path).size / 2), /is damaged/],
  'a file cut off by one page': [path => truncateSync(path, statSync(path).size - 4096), /is damaged/],
  'a file with garbage in the middle': [path => overwrite(path, 0.3, 0.7), /is damaged/],
  'a file with one page of garbage': [path => overwritePage(path), /is damaged/],
  'a file with a damaged first page': [path => overwrite(path, 0, 0.001), /no SQLite database/],
  'a text file': [path => writeFileSync(path, 'key = value\n'.repeat(50)), /no SQLite database/],
  'a database of another program': [
    path => {
      rmSync(path)
      sql(path, 'CREATE TABLE users (id); INSERT INTO users VALUES (1)')
    },
    /of another program/,
  ],
  'a store of a newer version': [path => sql(path, 'PRAGMA user_version = 99'), /written by a newer Kasbah/],
  'a folder where the file should be': [
    path => {
      rmSync(path)
      mkdirSync(path)
    },
    /there can be no store at/,
  ],
  'a log without its store': [
    path => {
      writeFileSync(`${path}-wal`, 'x')
      rmSync(path)
    },
    /is missing, although its log/,
  ],
  'a damaged lock': [path => writeFileSync(`${path}-lock`, 'x'.repeat(5000)), /-lock is damaged/],
}

for (const [what, [break_, says]] of Object.entries(faults)) {
  test(`${what} is refused in one line, and left as it is`, async t => {
    const path = await made(t)
    break_(path)
    const before = statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined
    const error = await t.throwsAsync(openSqliteStore({ path }), { instanceOf: StoreUnusable, message: says })
    t.false(error?.message.includes('\n'))
    t.true(error?.message.includes(path))
    if (before) t.deepEqual(readFileSync(path), before)
  })
}

test('a path through a file is refused in one line', async t => {
  const path = await made(t)
  await t.throwsAsync(openSqliteStore({ path: join(path, 'kasbah.db') }), {
    instanceOf: StoreUnusable,
    message: /there can be no store at/,
  })
})

test('a folder or a file that cannot be written is refused in one line', async t => {
  const path = await made(t)
  const folder = join(path, '..')
  // Root may write anything: as root, the other process is another user, and all of it is that user's.
  if (process.getuid?.() === 0)
    for (const file of [folder, path, `${path}-lock`]) chownSync(file, 65_534, 65_534)
  const refused = async () => {
    const { error, message = '' } = await outcome('open', path, { unprivileged: true })
    return [error, message.replace(path, 'PATH')]
  }
  const said = [
    'StoreUnusable',
    'PATH cannot be written: the file and its folder must belong to the user that the service runs as, on a disk that is not read-only',
  ]
  chmodSync(folder, 0o500)
  t.deepEqual(await refused(), said)
  chmodSync(folder, 0o700)
  chmodSync(path, 0o400)
  t.deepEqual(await refused(), said)
  chmodSync(path, 0o600)
  t.truthy((await outcome('open', path, { unprivileged: true })).opened)
})

test('a disk that is full at the start is refused in one line', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const { error, message } = await outcome('open', path, { fileKib: 16 })
  t.is(error, 'StoreUnusable')
  t.regex(message ?? '', /no space|check the disk and the space on it/)
  const store = await openSqliteStore({ path })
  t.is((await store.records.organisations({ limit: 5 })).items.length, 0)
  await store.close()
})

test('a disk that fills up refuses the change whole, and keeps what was acknowledged', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const { error, org, head } = await outcome('fill', path, { fileKib: 4096 })
  t.is(error, 'StoreUnavailable')
  if (!org || !head) return t.fail('it wrote nothing at all')
  t.true(head > 2)
  const store = await openSqliteStore({ path })
  const [page] = (await store.records.organisations({ limit: 5 })).items
  t.is(page?.id as string, org)
  if (!page) return t.fail()
  t.is(await store.policy.head(page.id), head)
  t.deepEqual(await rulesAt(store, page.id), grants(page.id, 1000, head * 1000))
  await store.close()
})

test('a new store is for its owner only, and a file that was put back becomes so', async t => {
  const folder = join(folderOf(t), 'data', 'deeper')
  const path = join(folder, 'kasbah.db')
  const modes = () =>
    [path, `${path}-lock`, `${path}-wal`, `${path}-shm`].map(file => statSync(file).mode & 0o777)
  const store = await openSqliteStore({ path })
  await found(store)
  t.deepEqual(modes(), [0o600, 0o600, 0o600, 0o600])
  t.is(statSync(folder).mode & 0o777, 0o700)
  await store.close()
  copyFileSync(path, `${path}.copy`)
  chmodSync(`${path}.copy`, 0o644)
  copyFileSync(`${path}.copy`, path)
  chmodSync(path, 0o644)
  const again = await openSqliteStore({ path })
  await found(again)
  t.deepEqual(modes(), [0o600, 0o600, 0o600, 0o600])
  await again.close()
})
