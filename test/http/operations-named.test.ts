import test from 'ava'
import { routes } from '../../src/http/routes.ts'
import { OPERATIONS } from '../../src/model/operations.ts'
import { shipped } from '../policy/shipped-sets.ts'

test('what the admin API asks a policy set for, and what a set may name, is one list', t => {
  const known = new Set(OPERATIONS)
  const guarded = routes('test').filter(({ may }) => typeof may === 'function')
  const anything: never = new Proxy({}, { get: () => 'dataset:any' }) as never
  for (const { operation, may } of guarded) {
    const needs = typeof may === 'function' ? [may({ params: anything } as never)].flat() : []
    for (const need of needs) t.true(known.has(need.operation ?? operation), need.operation ?? operation)
  }
  t.true(guarded.length > 60)
})

test('the shipped sets name an action for every operation', async t => {
  for (const name of ['datasets', 'datasets-enterprise']) {
    const { set } = await shipped(name)
    t.deepEqual(Object.keys(set.description.value.operations).sort(), [...OPERATIONS].sort(), name)
  }
})
