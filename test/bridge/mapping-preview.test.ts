/** A page of a preview grows with the people, their groups and the mappings: others have the thread in between. */
import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createMappingPreview } from '../../src/bridge/mapping-preview.ts'
import { subject } from '../../src/model/id.ts'
import { change, foundAs, NOON } from '../contract/sample.ts'
import { datasets } from '../engine/given/datasets.ts'
import { acme, given } from '../engine/given/snapshot.ts'

const PEOPLE = 30

test('between two people of a preview others may have the thread', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  await foundAs(store, acme)
  const people = Array.from({ length: PEOPLE }, (_, index) => `person-${index}`)
  const records = people.map(name => ({
    put: 'identity' as const,
    value: {
      idp: 'okta',
      subject: name,
      account: subject('user', name),
      email_verified: false,
      groups: ['staff'],
      mapped: { groups: [] },
      created_at: NOON,
    },
  }))
  await store.policy.apply(acme, change(1, { records }))
  const view = await given(
    datasets,
    people.map(name => ['g', `user:${name}`, 'role:guest', acme]),
  )

  let passed = 0
  const turns = {
    isOver: () => true,
    nextTurn: async () => {
      passed += 1
    },
  }
  const preview = createMappingPreview({ records: store.records, turns, now: () => NOON })
  const { items } = await preview(view, 'okta', [{ external: 'staff', role: 'member' }], { limit: PEOPLE })
  t.is(items.length, PEOPLE)
  t.true(items.every(({ role, changes }) => changes && role.after === 'member'))
  t.is(passed, PEOPLE)
})
