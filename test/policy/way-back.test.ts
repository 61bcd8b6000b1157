/** An organisation that an earlier version let become unreadable: it is found, nothing is open, and there is a way back. */
import test from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { installSet } from '../../src/policy/install.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { digestOf } from '../../src/policy/set.ts'
import { undecidable } from '../../src/policy/set-change.ts'
import { createReplica } from '../../src/replica/replica.ts'
import { openOrganisations, organisationOf } from './organisation.ts'
import { shipped } from './shipped-sets.ts'

const { texts } = await shipped('datasets')
/** The shipped set with a priority, as it could be installed once. */
const withPriority = {
  ...texts,
  'model.conf': (texts['model.conf'] ?? '').replace('act, eft', 'act, eft, priority'),
  'policy.csv': (texts['policy.csv'] ?? '').replace(/^p, .*$/gm, '$&, 1'),
}
const BRICKED = 'bricked' as OrgId

test('an organisation whose rules its set cannot read decides again once a set that reads them is installed', async t => {
  const { store, now } = await openOrganisations(t)
  const set = { name: 'own', digest: digestOf(withPriority), installed_at: now(), texts: withPriority }
  await store.sets.install(set)
  const value = { ...organisationOf(BRICKED), policy_set: 'own' }
  const adds: readonly Rule[] = [
    ['g', 'user:ada', 'role:admin', BRICKED],
    ['g2', 'dataset:d', 'datasets', BRICKED],
    ['p', 'user:ada', BRICKED, 'dataset:d', 'can_edit', 'allow'],
  ]
  // Past the door, as a version without it did.
  await store.policy.apply(BRICKED, {
    actor: 'operator',
    operation: 'test',
    target: BRICKED,
    expected: 0,
    adds,
    removes: [],
    narrows: false,
    records: [{ put: 'organisation', value }],
  })
  const { compiled } = createInstalledSets(store.sets)
  const replica = await createReplica({ store, compiled, memory: 1 << 30 })
  t.teardown(() => replica.close())
  await t.throwsAsync(replica.at(BRICKED), { message: /a p rule has 6 fields/ })

  const stored = await store.policy.snapshot(BRICKED)
  if (!stored) return t.fail('there is no such organisation')
  t.regex((await undecidable(await compiled('own'), stored)) ?? '', /a p rule has 6 fields/)

  const parts = { ...store, commit: replica.commit, now }
  await installSet(parts, { folder: { name: 'own', texts }, dryRun: false })
  const question = { subject: 'user:ada', action: 'edit', resource: 'dataset:d' } as never
  t.true((await replica.at(BRICKED))?.check(question))
  return t.pass()
})
