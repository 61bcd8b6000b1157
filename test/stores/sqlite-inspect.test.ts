import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type ExecutionContext } from 'ava'
import { inspectSqlite } from '../../adapters/sqlite/inspect.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { change, dataset, found, grant, grants, version } from '../contract/sample.ts'
import { checked } from './checked.ts'
import { folderOf } from './sqlite-folder.ts'

/** A store with some of everything that the inspection looks at. */
const made = async (t: ExecutionContext): Promise<string> => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  const org = await found(store, org => grants(org, 0, 500))
  const home = dataset('home')
  await store.policy.apply(
    org,
    change(1, {
      removes: [grant(org, 0), grant(org, 1)],
      records: [
        { put: 'resource', value: home },
        { put: 'version', value: version(home.id, 'v1') },
      ],
    }),
  )
  await store.policy.apply(org, change(2, { adds: [grant(org, 0)] }))
  await store.policy.apply(org, change(3, { removes: [grant(org, 0)] }))
  await store.close()
  return path
}

test('a whole store is found whole, while it is served and after', async t => {
  const path = await made(t)
  const store = await openSqliteStore({ path })
  const served = await checked(path)
  t.deepEqual(served, { organisations: 1, rules: 498, changes: 4, findings: [] })
  await store.close()
  t.deepEqual(await checked(path), served)
})

/** What someone did to the file with another tool, and what is found. */
const harms: Readonly<Record<string, [sql: string, finds: RegExp]>> = {
  'a rule removed behind the history': [
    'DELETE FROM rules WHERE place % 65536 = 7',
    /the rules do not match.* 1 missing, 0 too many/,
  ],
  'a rule added behind the history': [
    `INSERT INTO rules VALUES (1, 9, '["p","x"]')`,
    /the rules do not match.* 0 missing, 1 too many/,
  ],
  'a rule changed behind the history': [
    `UPDATE rules SET rule = '["p","x"]' WHERE place % 65536 = 7`,
    /1 missing, 1 too many/,
  ],
  'a revoked rule brought back': [
    'INSERT INTO rules SELECT org, place, rule FROM past_rules WHERE removed = 2 AND place % 65536 = 1',
    /the rules do not match.* 0 missing, 1 too many/,
  ],
  'a past rule forgotten': ['DELETE FROM past_rules WHERE removed = 4', /the past rules do not match/],
  'a revision missing': ['DELETE FROM changes WHERE revision = 3', /changes 3 to 3 are missing/],
  'a head turned back': [
    'UPDATE organisations SET head = 2',
    /the head is revision 2, and the last change is 4/,
  ],
  'a version without its resource': [
    'DELETE FROM resources',
    /a row of versions belongs to a row of resources/,
  ],
  'rules without their organisation': [
    'DELETE FROM organisations',
    /a row of rules belongs to a row of organisations/,
  ],
  'a document that is none': [`UPDATE versions SET doc = '{'`, /1 document of versions cannot be read/],
}

for (const [what, [harm, finds]] of Object.entries(harms)) {
  test(`${what} is found`, async t => {
    const path = await made(t)
    const connection = new DatabaseSync(path, { enableForeignKeyConstraints: false })
    connection.exec(harm)
    connection.close()
    const { findings } = await checked(path)
    t.true(
      findings.some(line => finds.test(line)),
      findings.join('\n'),
    )
  })
}

test('garbage in the file is found, and changes nothing', async t => {
  const path = await made(t)
  const bytes = readFileSync(path)
  bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 8192)
  writeFileSync(path, bytes)
  const findings = inspectSqlite(path)
  t.true(findings.length > 0)
  t.false(findings.some(line => /\n|\*/.test(line)))
  t.deepEqual(readFileSync(path), bytes)
})

test('what is no store is not inspected', async t => {
  const folder = folderOf(t)
  t.throws(() => inspectSqlite(join(folder, 'absent.db')), {
    instanceOf: StoreUnusable,
    message: /there is no store at/,
  })
  const newer = await made(t)
  const connection = new DatabaseSync(newer)
  connection.exec('PRAGMA user_version = 99')
  connection.close()
  t.throws(() => inspectSqlite(newer), { instanceOf: StoreUnusable, message: /newer Kasbah/ })
})
