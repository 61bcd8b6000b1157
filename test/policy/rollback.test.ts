import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import type { RecordWrite } from '../../src/model/change.ts'
import { type Resource, resource, type Subject, subject } from '../../src/model/id.ts'
import type { Problem } from '../../src/model/problems.ts'
import type { Rule } from '../../src/model/rule.ts'
import { grantRule, membershipRule, registrationRule, roleRule } from '../../src/model/rule-forms.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { rollBack } from '../../src/policy/rollback.ts'
import { ACME, by, openOrganisations } from './organisation.ts'

const people = ['ada', 'mia', 'gil'].map(id => subject('user', id))
const groups = ['lab', 'all'].map(id => subject('group', id))
const datasets = ['streets', 'parks'].map(id => resource('dataset', id))
const [ada, mia] = people as [Subject, Subject]
const [streets] = datasets as [Resource]

async function acme(t: ExecutionContext) {
  const organisations = await openOrganisations(t, ACME)
  const { replica, store, now, snapshot } = organisations
  const { compiled } = createInstalledSets(store.sets)
  const parts = { commit: replica.commit, store, compiled, now }
  return {
    ...organisations,
    change: (adds: readonly Rule[], removes: readonly Rule[] = [], records: readonly RecordWrite[] = []) =>
      replica.commit(ACME, by, () => ({ adds, removes, records })),
    back: (to: number) => rollBack(parts, ACME, by, { to, accepted: false }),
    decisions: async () => {
      const at = await snapshot(ACME)
      return people.flatMap(person =>
        datasets.flatMap(dataset => `${person} ${dataset} ${at.actions(person, dataset).join(' ')}`),
      )
    },
  }
}

const person = fc.constantFrom(...people)
const anyRule: fc.Arbitrary<Rule> = fc.oneof(
  fc
    .tuple(person, fc.constantFrom('admin', 'member', 'guest'))
    .map(([who, role]) => roleRule(ACME, who, role)),
  fc
    .tuple(fc.constantFrom(...people, ...groups), fc.constantFrom(...groups))
    .map(([who, group]) => membershipRule(ACME, who, group)),
  fc.constantFrom(...datasets).map(dataset => registrationRule(ACME, dataset, 'datasets')),
  fc
    .tuple(
      fc.constantFrom(...people, ...groups, subject('role', 'member')),
      fc.constantFrom(...datasets),
      fc.constantFrom('can_view', 'can_edit', 'can_manage'),
    )
    .map(([who, dataset, level]) => grantRule(ACME, who, dataset, level)),
  fc
    .tuple(person, fc.constantFrom(...datasets))
    .map(([who, dataset]): Rule => ['p', who, ACME, dataset, 'edit', 'deny']),
)

/** Each step turns some rules about: those that are there go, those that are not come. */
const steps = fc.array(
  fc.uniqueArray(anyRule, { minLength: 1, maxLength: 5, selector: rule => rule.join() }),
  { minLength: 2, maxLength: 6 },
)

test('a rollback restores every decision, to any revision and forward again', async t => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (script, pick) => {
      const { change, back, decisions, snapshot } = await acme(t)
      // Someone whom no step touches administers, or the rollback would rightly be refused.
      await change([roleRule(ACME, subject('user', 'root'), 'admin')])
      const at = new Map<number, string[]>()
      for (const rules of script) {
        const now = await snapshot(ACME)
        const { revision } = await change(
          rules.filter(rule => !now.has(rule)),
          rules.filter(rule => now.has(rule)),
        )
        at.set(revision, await decisions())
      }
      const revisions = [...at.keys()]
      const target = revisions[pick % revisions.length] as number
      const newest = revisions.at(-1) as number
      await back(target)
      t.deepEqual(await decisions(), at.get(target))
      await back(newest)
      t.deepEqual(await decisions(), at.get(newest))
    }),
    { numRuns: 40 },
  )
})

const account = (id: Subject): RecordWrite => ({
  put: 'account',
  value: { id, name: 'M', attributes: { team: 'a' }, created_at: new Date(0) },
})

test('who was removed is there again with role, group and grant; who came since is disabled and loses no record', async t => {
  const { change, back, store, snapshot } = await acme(t)
  const rules = [
    roleRule(ACME, ada, 'admin'),
    roleRule(ACME, mia, 'member'),
    membershipRule(ACME, mia, groups[0]!),
    registrationRule(ACME, streets, 'datasets'),
    grantRule(ACME, groups[0]!, streets, 'can_edit'),
  ]
  const { revision } = await change(rules, [], [account(ada), account(mia)])
  await change([], rules.slice(1), [{ drop: 'account', id: mia }])
  await change([roleRule(ACME, people[2]!, 'guest')], [], [account(people[2]!)])
  await back(revision)
  t.is((await snapshot(ACME)).level(mia, streets), 'can_edit')
  t.is((await store.records.find('account', ACME, mia))?.disabled, undefined)
  t.is((await store.records.find('group', ACME, groups[0]!))?.id, groups[0])
  t.is((await store.records.find('resource', ACME, streets))?.name, 'streets')
  const gil = await store.records.find('account', ACME, people[2]!)
  t.is(gil?.disabled?.role, 'guest')
  t.deepEqual(gil?.attributes, { team: 'a' })
  await back(revision + 2)
  t.is((await store.records.find('account', ACME, people[2]!))?.disabled, undefined)
  t.is((await snapshot(ACME)).roleOf(people[2]!), 'guest')
})

test('a rollback that would leave nobody to administer is refused and changes nothing', async t => {
  const { change, back, snapshot } = await acme(t)
  await change([roleRule(ACME, mia, 'member')])
  const { revision } = await change([roleRule(ACME, ada, 'admin')])
  t.is(((await t.throwsAsync(back(revision - 1))) as Problem).code, 'last_admin')
  t.is((await snapshot(ACME)).revision, revision)
  await change([roleRule(ACME, subject('service', 'etl'), 'admin')])
  t.is(((await t.throwsAsync(back(revision - 1))) as Problem).code, 'last_admin')
})

test('another administrator coming back is enough', async t => {
  const { change, back, snapshot } = await acme(t)
  const { revision } = await change([roleRule(ACME, ada, 'admin')])
  await change([roleRule(ACME, mia, 'admin')], [roleRule(ACME, ada, 'admin')])
  await back(revision)
  t.deepEqual((await snapshot(ACME)).holdersOf('admin'), [ada])
})

test('revisions that the organisation never had are refused, and the present one changes nothing', async t => {
  const { back, snapshot } = await acme(t)
  const { revision } = await snapshot(ACME)
  for (const to of [0, -1, 1.5, Number.NaN, revision + 1])
    t.is(((await t.throwsAsync(back(to))) as Problem).code, 'unknown_revision')
  t.is((await back(revision)).revision, revision)
})
