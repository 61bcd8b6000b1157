/** A published policy can take the role of thousands: others have the thread while their records are read. */
import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { recordsFollowing } from '../../src/change/following.ts'
import type { Rule } from '../../src/model/rule.ts'
import { foundAs, NOON } from '../contract/sample.ts'
import { datasets } from '../engine/given/datasets.ts'
import { acme, given } from '../engine/given/snapshot.ts'

test('the records of many people are read some at a time', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  await foundAs(store, acme)
  const removes: Rule[] = Array.from({ length: 1_000 }, (_, at) => ['g', `user:${at}`, 'role:guest', acme])
  const view = await given(datasets, removes)

  let [turns, working] = [0, true]
  const turn = () => {
    turns += 1
    if (working) setImmediate(turn)
  }
  setImmediate(turn)
  const records = await recordsFollowing({ store, now: () => NOON }, view, { adds: [], removes })
  working = false
  t.is(records.filter(record => 'drop' in record && record.drop === 'api_key').length, 1_000)
  t.true(turns > 10, `${turns} turns`)
})
