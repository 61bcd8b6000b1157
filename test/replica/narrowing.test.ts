/** Which changes must be heard by every replica before they are acknowledged. */
import test from 'ava'
import type { Draft } from '../../src/change/commit.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { OutcomeUnknown } from '../../src/ports/errors.ts'
import { createReplica } from '../../src/replica/replica.ts'
import { ACME, by, openOrganisations, organisationOf } from '../policy/organisation.ts'

const START: readonly Rule[] = [
  ['g', 'user:ada', 'role:admin', ACME],
  ['g', 'user:mia', 'role:member', ACME],
  ['g', 'group:mixed', 'group:suspended', ACME],
  ['g2', 'dataset:d', 'datasets', ACME],
  ['p', 'user:mia', ACME, 'dataset:d', 'can_edit', 'allow'],
  ['p', 'group:suspended', ACME, 'dataset:d', 'can_edit', 'deny'],
  ['p', 'group:lab', ACME, 'dataset:d', 'can_edit', 'allow'],
]

const rule = (...fields: string[]): Draft => ({ adds: [fields as unknown as Rule] })
const settings = (more: object): Draft => {
  const value = organisationOf(ACME)
  return { records: [{ put: 'organisation', value: { ...value, settings: { ...value.settings, ...more } } }] }
}

const CHANGES: readonly (readonly [string, Draft, boolean])[] = [
  ['a grant', rule('p', 'user:mia', ACME, 'dataset:d', 'can_manage', 'allow'), false],
  ['a deny', rule('p', 'user:mia', ACME, 'dataset:d', 'can_manage', 'deny'), true],
  ['a group without a deny above', rule('g', 'user:mia', 'group:lab', ACME), false],
  ['a group that is denied something', rule('g', 'user:mia', 'group:suspended', ACME), true],
  ['a group in a group that is denied something', rule('g', 'user:mia', 'group:mixed', ACME), true],
  ['a group of people put into one that is denied', rule('g', 'group:lab', 'group:suspended', ACME), true],
  ['a new person', rule('g', 'user:new', 'role:guest', ACME), false],
  ['a second role', rule('g', 'user:mia', 'role:guest', ACME), true],
  ['a new dataset', rule('g2', 'dataset:new', 'datasets', ACME), false],
  ['known servers', settings({ networks: ['10.0.0.0/8'] }), true],
  ['a shorter life of keys', settings({ api_key_max_days: 1 }), true],
  ['a default access', settings({ default_access: 'can_view' }), false],
  ['a rule that goes', { removes: [START[4] as Rule] }, true],
  [
    'a new person in a denied group at once',
    {
      adds: [
        ['g', 'group:fresh', 'group:suspended', ACME],
        ['g', 'user:mia', 'group:fresh', ACME],
      ],
    },
    true,
  ],
]

for (const [what, draft, narrows] of CHANGES)
  test(`${what} ${narrows ? 'waits' : 'does not wait'} for every replica`, async t => {
    const { replica, store } = await openOrganisations(t, ACME)
    await replica.commit(ACME, by, () => ({ adds: START }))
    const { revision } = await replica.commit(ACME, by, () => draft)
    for await (const record of store.policy.changes(ACME, revision - 1)) t.is(record.narrows, narrows)
  })

test('a change whose outcome the store did not tell is answered as unknown, and what is held is read again', async t => {
  const { replica: before, store } = await openOrganisations(t, ACME)
  await before.commit(ACME, by, () => ({ adds: START }))
  const silent = {
    ...store,
    policy: {
      ...store.policy,
      apply: async (...args: Parameters<typeof store.policy.apply>) => {
        await store.policy.apply(...args)
        throw new OutcomeUnknown('no answer')
      },
    },
  }
  const { compiled } = createInstalledSets(store.sets)
  const replica = await createReplica({ store: silent, compiled, memory: 1 << 30 })
  t.teardown(() => replica.close())
  await replica.at(ACME)
  const grant: Rule = ['p', 'user:mia', ACME, 'dataset:d', 'can_manage', 'allow']
  await t.throwsAsync(
    replica.commit(ACME, by, () => ({ adds: [grant] })),
    { message: 'outcome_unknown' },
  )
  t.true((await replica.at(ACME))?.has(grant))
})

test('what the engine does not take is not stored', async t => {
  const { replica, store } = await openOrganisations(t, ACME)
  const head = await store.policy.head(ACME)
  for (const adds of [
    [['p', 'user:mia']],
    [['g9', 'a', 'b', ACME]],
    [['p', 'user:mia', 'other', 'dataset:d', 'can_edit', 'allow']],
  ])
    for (const dryRun of [true, false])
      await t.throwsAsync(
        replica.commit(ACME, { ...by, dryRun }, () => ({ adds: adds as unknown as Rule[] })),
        { message: /^invalid_policy/ },
      )
  t.is(await store.policy.head(ACME), head)
  const value = organisationOf('globex' as OrgId)
  await t.throwsAsync(
    replica.commitFirst(value.id, by, {
      adds: [['p', 'user:mia']],
      records: [{ put: 'organisation', value }],
    }),
    { message: /^invalid_policy/ },
  )
  t.is(await store.policy.head(value.id), 0)
})
