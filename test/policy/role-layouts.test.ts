/** Roles of an organisation's own under policy sets that have the fields of their rules elsewhere. */
import test, { type ExecutionContext } from 'ava'
import type { RoleWish } from '../../src/change/role-drafts.ts'
import type { OrgId, Resource } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { faultsOfRules } from '../../src/policy/own-rules.ts'
import { createPast } from '../../src/policy/past.ts'
import { idleRights } from '../../src/policy/role-notes.ts'
import { rightsOf } from '../../src/policy/role-rules.ts'
import { digestOf } from '../../src/policy/set.ts'
import { reasonsAgainst } from '../../src/policy/set-change.ts'
import { createReplica } from '../../src/replica/replica.ts'
import { by, openOrganisations, organisationOf } from './organisation.ts'
import { shipped } from './shipped-sets.ts'

type Texts = Readonly<Record<string, string>>
const ORG = 'acme-own' as OrgId

/** The shipped set with the fields of its `p` rules in another order, or more of them. */
const laidOut =
  (fields: string, rule: (fields: readonly string[]) => readonly string[], effect?: string) =>
  (texts: Texts): Texts => ({
    ...texts,
    'model.conf': (texts['model.conf'] ?? '')
      .replace('p = sub, dom, obj, act, eft', `p = ${fields}`)
      .replace(/^e = .*$/m, line => effect ?? line),
    'policy.csv': (texts['policy.csv'] ?? '').replace(/^p, (.*)$/gm, (_, line: string) =>
      ['p', ...rule(line.split(', '))].join(', '),
    ),
  })
const turned = laidOut('act, eft, obj, dom, sub', ([sub = '', dom = '', obj = '', act = '', eft = '']) => [
  ...[act, eft, obj, dom, sub],
])
const ordered = laidOut(
  'priority, sub, dom, obj, act, eft',
  fields => ['10', ...fields],
  'e = priority(p.eft) || deny',
)

const opened = async (t: ExecutionContext, lay: (texts: Texts) => Texts, rules: readonly Rule[] = []) => {
  const { store, now } = await openOrganisations(t)
  const own = lay((await shipped('datasets')).texts)
  await store.sets.install({ name: 'own', digest: digestOf(own), installed_at: now(), texts: own })
  const { compiled, compiledVersion, draftingRoles } = createInstalledSets(store.sets)
  const replica = await createReplica({ store, compiled, memory: 1 << 30 })
  t.teardown(() => replica.close())
  const value = { ...organisationOf(ORG), policy_set: 'own' }
  const adds: readonly Rule[] = [['g', 'user:ada', 'role:admin', ORG], ...rules]
  await replica.commitFirst(ORG, { ...by, target: ORG }, { adds, records: [{ put: 'organisation', value }] })
  const drafts = draftingRoles({ records: store.records, now })
  const put = async (wish: RoleWish) =>
    (await replica.commit(ORG, by, drafts.put('lead', { ...wish, accepted: true }, 'operator'))).after
  return { store, compiled, compiledVersion, replica, put }
}

const DATASETS = 'datasets' as Resource
const view = { resource: DATASETS, action: 'can_view' }
const clone = { resource: DATASETS, action: 'clone' }

test('a role is written and read where the set has the fields of its rules', async t => {
  const { put, compiled } = await opened(t, turned)
  const made = await put({
    based_on: 'guest',
    may: [view, clone],
    may_not: [{ ...view, action: 'runs.read' }],
  })
  t.true(made.has(['p', 'can_view', 'allow', 'datasets', ORG, 'role:lead']))
  t.deepEqual(rightsOf(made, 'lead', 'may'), [view, clone])
  t.deepEqual(rightsOf(made, 'lead', 'may_not'), [{ ...view, action: 'runs.read' }])
  const notes = await idleRights(made, 'lead')
  t.is(notes.length, 1)
  t.regex(notes[0] ?? '', /^clone on datasets changes nothing/)
  const changed = await put({ title: 'Lead', may: [view] })
  t.deepEqual(rightsOf(changed, 'lead', 'may'), [view])
  const rules = Array.from(
    { length: 101 },
    (_, at): Rule => ['p', 'view', 'allow', `dataset:d${at}`, ORG, 'role:lead'],
  )
  const faults = faultsOfRules([['g', 'role:lead', 'role:guest', ORG], ...rules], ORG, await compiled('own'))
  t.regex(faults[0] ?? '', /101 rules are about role:lead: at most 100 may be/)
})

test('where rules say more than a call can, the text does; the call keeps what is there', async t => {
  const right: Rule = ['p', '5', 'role:lead', ORG, 'datasets', 'can_view', 'allow']
  const { put } = await opened(t, ordered, [['g', 'role:lead', 'role:guest', ORG], right])
  const titled = await put({ title: 'Lead' })
  t.true(titled.has(right))
  t.deepEqual(rightsOf(titled, 'lead', 'may'), [view])
  await t.throwsAsync(put({ may: [clone] }), { message: /a priority: write the role in the text/ })
  t.deepEqual(rightsOf(await put({ may: [] }), 'lead', 'may'), [])
})

for (const [called, lay, grant, onAll] of [
  [
    'in another order',
    turned,
    ['p', 'can_view', 'allow', 'dataset:x', ORG, 'user:ada'],
    ['p', 'can_view', 'allow', 'maps', ORG, 'role:lead'],
  ],
  [
    'and more of them',
    ordered,
    ['p', '5', 'user:ada', ORG, 'dataset:x', 'can_view', 'allow'],
    ['p', '5', 'role:lead', ORG, 'maps', 'can_view', 'allow'],
  ],
] as const satisfies readonly (readonly [string, (texts: Texts) => Texts, Rule, Rule])[])
  test(`an organisation goes on under a new version of a set that has the fields of its rules ${called}`, async t => {
    const { store, compiled, replica } = await opened(t, lay, [
      ['g2', 'dataset:x', 'datasets', ORG],
      ['g', 'role:lead', 'role:guest', ORG],
      grant,
    ])
    const set = await compiled('own')
    const reasons = async () => {
      const stored = await store.policy.snapshot(ORG)
      return stored && reasonsAgainst(set, stored, set.catalogue)
    }
    t.deepEqual(await reasons(), [])
    await replica.commit(ORG, by, () => ({ adds: [onAll] }))
    t.deepEqual(await reasons(), ['the set has no collection maps'])
  })

test('the past of an organisation with roles of its own is gone on to from memory', async t => {
  const { store, compiled, compiledVersion, replica, put } = await opened(t, turned, [
    ['g', 'role:lead', 'role:guest', ORG],
    ['g', 'user:lea', 'role:lead', ORG],
  ])
  const { revision } = await put({ may: [view] })
  await put({ based_on: 'member' })
  let read = 0
  const snapshot: typeof store.policy.snapshot = (...asked) => {
    read += 1
    return store.policy.snapshot(...asked)
  }
  const policy = { ...store.policy, snapshot }
  const past = createPast({ store: { policy }, compiled, compiledVersion, view: replica.at })
  const then = await past.snapshot(ORG, { revision })
  t.is(read, 0, 'the rules were not read whole')
  t.deepEqual(then.catalogue.own_roles, { lead: 'guest' })
  const question = { subject: 'user:lea', action: 'view', resource: 'datasets' } as never
  t.true(then.check(question))
})
