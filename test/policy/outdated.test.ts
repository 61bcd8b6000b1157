import test from 'ava'
import { openStore } from '../../src/compose.ts'
import type { PolicyPlan } from '../../src/model/policy-plan.ts'
import { requireUnchanged } from '../../src/policy/plans/applying.ts'
import { change, found, grant } from '../contract/sample.ts'

test('a plan is outdated by a change of rules, and by too many changes to look at', async t => {
  const store = await openStore('sqlite::memory:')
  t.teardown(() => store.close())
  const org = await found(store)
  const plan = { revision: 1 } as PolicyPlan
  await store.policy.apply(org, change(1))
  await t.notThrowsAsync(requireUnchanged(store, org, plan, 2))
  const outdated = { code: 'plan_outdated' } as object
  await t.throwsAsync(requireUnchanged(store, org, plan, 5_002), outdated)
  await store.policy.apply(org, change(2, { adds: [grant(org, 1)] }))
  await t.throwsAsync(requireUnchanged(store, org, plan, 3), outdated)
})
