/** Group commit: what waits for the disk together is decided one by one. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { database } from '../../adapters/sqlite/database.ts'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { commitTogether } from '../../adapters/sqlite/writer/together.ts'
import type { OrgId } from '../../src/model/id.ts'
import { Conflict, RuleMissing, StoreUnavailable } from '../../src/ports/errors.ts'
import type { Store } from '../../src/ports/store.ts'
import { account, change, found, grant, grants, rulesAt } from '../contract/sample.ts'
import { folderOf } from './sqlite-folder.ts'

const opened = async (t: ExecutionContext, path: string): Promise<Store> => {
  const store = await openSqliteStore({ path })
  t.teardown(() => store.close())
  return store
}

test('of changes that wait together, each has its own outcome and its own revision', async t => {
  const store = await opened(t, join(folderOf(t), 'kasbah.db'))
  const orgs = await Promise.all([0, 1, 2, 3].map(() => found(store)))
  const [acme, other, third, fourth] = orgs as [OrgId, OrgId, OrgId, OrgId]
  const apply = (org: OrgId, head: number, more: Parameters<typeof change>[1]) =>
    store.policy.apply(org, change(head, more))
  const outcomes = await Promise.allSettled([
    apply(acme, 1, { adds: [grant(acme, 1)] }),
    apply(acme, 1, { adds: [grant(acme, 2)] }),
    apply(acme, 2, { adds: [grant(acme, 3)] }),
    apply(other, 1, { removes: [grant(other, 1)], records: [{ put: 'account', value: account('bob') }] }),
    apply(third, 1, { adds: grants(third, 0, 500) }),
    store.secrets.put('name', 'value', 7),
    apply(fourth, 1, { adds: [grant(fourth, 1)] }),
  ])
  const reasons = outcomes.map(outcome =>
    outcome.status === 'rejected' ? outcome.reason.constructor : undefined,
  )
  t.deepEqual(reasons, [undefined, Conflict, undefined, RuleMissing, undefined, Conflict, undefined])
  t.deepEqual(await rulesAt(store, acme), [grant(acme, 1), grant(acme, 3)])
  t.is(await store.policy.head(acme), 3)
  t.deepEqual(await rulesAt(store, other), [])
  t.is(await store.records.find('account', other, account('bob').id), undefined)
  t.is((await rulesAt(store, third))?.length, 500)
  t.is(await store.policy.head(fourth), 2)
})

test('what was acknowledged is read at once, also by another connection', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await opened(t, path)
  const org = await found(store)
  const beside = new DatabaseSync(path, { readOnly: true })
  t.teardown(() => beside.close())
  for (let head = 1; head < 30; head += 1) {
    await store.policy.apply(org, change(head, { adds: [grant(org, head)] }))
    t.is(await store.policy.head(org), head + 1)
    t.is(beside.prepare('SELECT max(head) AS head FROM organisations').get()?.head, head + 1)
  }
})

test('writes that are under way when the store is closed are made; later ones are refused', async t => {
  const path = join(folderOf(t), 'kasbah.db')
  const store = await openSqliteStore({ path })
  const org = await found(store)
  const made = store.policy.apply(org, change(1, { adds: [grant(org, 1)] }))
  const closed = store.close()
  await t.throwsAsync(store.secrets.put('late', 'x', 0), { instanceOf: StoreUnavailable })
  t.is((await made).revision, 2)
  await closed
  await store.close()
  const again = await opened(t, path)
  t.is(await again.policy.head(org), 2)
})

test('more writes than may wait are refused, and the others are made', async t => {
  const store = await opened(t, join(folderOf(t), 'kasbah.db'))
  const writes = Array.from({ length: 10_010 }, (_, n) => store.oidc.destroy('Denial', `${n}`))
  const outcomes = await Promise.allSettled(writes)
  const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
  t.is(refused.length, 10)
  t.true(refused.every(reason => reason instanceof StoreUnavailable))
  await store.secrets.put('name', 'after', 0)
  t.like(await store.secrets.find('name'), { value: 'after' })
})

test('the thread that answers goes on while a large change is written', async t => {
  const store = await opened(t, join(folderOf(t), 'kasbah.db'))
  const org = await found(store)
  let turns = 0
  let over = false
  const written = store.policy.apply(org, change(1, { adds: grants(org, 0, 20_000) })).finally(() => {
    over = true
  })
  while (!over) {
    await turn()
    turns += 1
  }
  await written
  t.true(turns > 20, `${turns} turns`)
})

/** Some of these are refused: a counter is only inserted where it is absent, and text that is no JSON never. */
const step = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  version: fc.constantFrom(0, 1, 2),
  bad: fc.boolean(),
})

test('together is the same as one after the other', t => {
  const made = () => {
    const connection = new DatabaseSync(':memory:')
    connection.exec(
      "CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT CHECK (value <> 'bad'), version INTEGER)",
    )
    return database(connection)
  }
  const requestOf = ({ name, version, bad }: { name: string; version: number; bad: boolean }) => ({
    do: 'statements' as const,
    statements: [
      {
        sql: 'INSERT INTO secrets VALUES (?, ?, 1) ON CONFLICT (name) DO UPDATE SET version = version + 1',
        values: [name, 'good'],
      },
      {
        sql: 'UPDATE secrets SET value = ? WHERE name = ? AND version > ?',
        values: [bad ? 'bad' : 'good', name, version],
      },
    ],
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), steps => {
      const [together, apart] = [made(), made()]
      const requests = steps.map(requestOf)
      const all = commitTogether(together, requests)
      const each = requests.flatMap(request => commitTogether(apart, [request]))
      const rows = (db: typeof apart) => db.all('SELECT * FROM secrets ORDER BY name')
      t.deepEqual(all, each)
      t.deepEqual(rows(together), rows(apart))
    }),
    { numRuns: 100 },
  )
})
