/** Where the order of the rules decides, it is part of what is published, kept, compared and brought back. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { createComparisons } from '../../src/policy/comparisons.ts'
import { applyDiff, diffInOrder } from '../../src/policy/diff.ts'
import { createHistory } from '../../src/policy/history.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { printRules } from '../../src/policy/rules-text.ts'
import { digestOf } from '../../src/policy/set.ts'
import { ACME, by, openOrganisations, organisationOf } from './organisation.ts'
import { shipped } from './shipped-sets.ts'

const { texts } = await shipped('datasets')
const ordered = {
  ...texts,
  'model.conf': (texts['model.conf'] ?? '').replace(/e = .*/, 'e = priority(p.eft) || deny'),
}
const links: readonly Rule[] = [
  ['g', 'user:ada', 'role:admin', ACME],
  ['g', 'user:mia', 'role:member', ACME],
  ['g2', 'dataset:d', 'datasets', ACME],
]
const deny: Rule = ['p', 'user:mia', ACME, 'dataset:d', 'can_edit', 'deny']
const allow: Rule = ['p', 'role:member', ACME, 'dataset:d', 'can_edit', 'allow']
const other: Rule = ['p', 'user:ada', ACME, 'dataset:d', 'can_view', 'allow']

/** The organisation under a set that decides by the first rule that matches. */
async function underOrder(t: ExecutionContext) {
  const { store, replica, now } = await openOrganisations(t, ACME)
  await store.sets.install({
    name: 'ordered',
    digest: digestOf(ordered),
    installed_at: now(),
    texts: ordered,
  })
  const value = { ...organisationOf(ACME), policy_set: 'ordered' }
  await replica.commit(ACME, by, () => ({ records: [{ put: 'organisation', value }] }))
  const { compiled, compiledVersion } = createInstalledSets(store.sets)
  const { commit } = replica
  const comparisons = createComparisons()
  const view = (org: typeof ACME) => replica.at(org)
  const past = createHistory({ store, commit, compiled, compiledVersion, comparisons, now, view })
  return {
    past,
    publish: (...rules: readonly Rule[]) =>
      past.publish(ACME, by, { text: printRules([...links, ...rules]), accepted: false }),
    rules: async () =>
      (await Array.fromAsync((await past.rules(ACME, {})).rules)).flat().filter(([p]) => p === 'p'),
    may: async () =>
      (await replica.at(ACME))?.check({
        subject: 'user:mia' as Subject,
        action: 'edit',
        resource: 'dataset:d' as Resource,
      }),
  }
}

test('the same rules in another order are another policy: published, compared, brought back', async t => {
  const { past, publish, rules, may } = await underOrder(t)
  const first = await publish(deny, allow, other)
  t.deepEqual([await may(), await rules()], [false, [deny, allow, other]])
  const second = await publish(allow, deny, other)
  t.is(second.revision, first.revision + 1)
  t.deepEqual([await may(), await rules()], [true, [allow, deny, other]])
  const diff = await past.diff(ACME, first.revision, second.revision)
  t.deepEqual(applyDiff([deny, allow, other], diff), [allow, deny, other])
  await past.rollBack(ACME, by, { to: first.revision, accepted: false })
  t.deepEqual([await may(), await rules()], [false, [deny, allow, other]])
  const again = await publish(deny, allow, other)
  t.is(again.revision, second.revision + 1)
  const loaded = await past.snapshot(ACME, { revision: second.revision })
  t.true(loaded.check({ subject: 'user:mia' as Subject, action: 'edit', resource: 'dataset:d' as Resource }))
})

test('a difference with order gives the rules and their order', async t => {
  const rule = (n: number): Rule => ['p', `user:${n}`, ACME, 'dataset:d', 'can_view', 'allow']
  const policy = fc.uniqueArray(fc.nat(9)).map(numbers => numbers.map(rule))
  await fc.assert(
    fc.asyncProperty(policy, policy, async (from, to) => {
      t.deepEqual(applyDiff(from, await diffInOrder(from, to)), to)
      t.deepEqual(await diffInOrder(from, from), { adds: [], removes: [] })
    }),
  )
})
