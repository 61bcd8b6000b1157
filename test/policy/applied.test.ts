import test from 'ava'
import type { Commit } from '../../src/change/commit.ts'
import { createComparisons } from '../../src/policy/comparisons.ts'
import { createPlans } from '../../src/policy/plans/plans.ts'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { ACME, by, openOrganisations } from './organisation.ts'

test('a plan that was applied is answered so, though what follows it fails, and that is reported', async t => {
  const { parts, store } = await openOrganisations(t, ACME)
  const failures: unknown[] = []
  let left = Number.POSITIVE_INFINITY
  const commit = ((...change: Parameters<Commit>) => {
    left -= 1
    return left < 0 ? Promise.reject(new StoreUnavailable('away')) : parts.commit(...change)
  }) as Commit
  const plans = createPlans({
    ...parts,
    commit,
    comparisons: createComparisons(),
    decisions: () => Promise.reject(new Error('there are none')),
    failed: error => failures.push(error),
  })
  const { plan } = await plans.create(ACME, by, { policy_set: 'datasets-enterprise' })
  left = 1
  const { revision } = await plans.apply(ACME, by, { id: plan.id, accept: ['lockouts', 'own_right'] })
  t.is(revision, await store.policy.head(ACME))
  t.is((await store.policy.snapshot(ACME))?.organisation.policy_set, 'datasets-enterprise')
  t.is(failures.length, 1)
})
