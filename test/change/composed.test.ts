/** Many operations as one change do what they do one after the other. */

import test from 'ava'
import fc from 'fast-check'
import type { Draft, Drafting } from '../../src/change/commit.ts'
import { createDirectory } from '../../src/directory/directory.ts'
import type { Drafts } from '../../src/directory/drafts.ts'
import { type OrgId, type Resource, resource, type Subject, subject } from '../../src/model/id.ts'
import { Problem, type ProblemCode } from '../../src/model/problems.ts'
import { draftingRoles } from '../../src/policy/role-drafts.ts'
import { by, openOrganisations, organisationOf } from '../policy/organisation.ts'

type Step = readonly [what: string, draft: (drafts: Drafts) => Drafting<Draft>]

const people: readonly Subject[] = ['ada', 'bob', 'cy'].map(id => subject('user', id))
const groups: readonly Subject[] = ['lab', 'night'].map(id => subject('group', id))
const datasets: readonly Resource[] = ['streets', 'parks'].map(id => resource('dataset', id))

const person = fc.constantFrom(...people)
const group = fc.constantFrom(...groups)
const dataset = fc.constantFrom(...datasets)
const holder = fc.constantFrom(...people, ...groups)
const role = fc.constantFrom('admin', 'member', 'guest')
const level = fc.constantFrom('none', 'can_view', 'can_edit', 'can_manage')

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(person, role)
    .map(([who, role]): Step => [`${who} ${role}`, d => d.accounts.put(who, { role }, 'operator')]),
  fc
    .tuple(person, fc.constantFrom('Ada', 'Bo'))
    .map(([who, name]): Step => [`${who} is ${name}`, d => d.accounts.put(who, { name }, 'operator')]),
  person.map((who): Step => [`disable ${who}`, d => d.accounts.disable(who)]),
  person.map((who): Step => [`enable ${who}`, d => d.accounts.enable(who, 'operator')]),
  person.map((who): Step => [`remove ${who}`, d => d.accounts.remove(who, 'operator')]),
  group.map((id): Step => [`make ${id}`, d => d.groups.put(id, 'G')]),
  group.map((id): Step => [`delete ${id}`, d => d.groups.remove(id)]),
  fc.tuple(group, holder).map(([id, who]): Step => [`${who} joins ${id}`, d => d.groups.addMember(id, who)]),
  fc
    .tuple(group, holder)
    .map(([id, who]): Step => [`${who} leaves ${id}`, d => d.groups.removeMember(id, who)]),
  fc
    .tuple(dataset, fc.option(person, { nil: undefined }), level)
    .map(
      ([id, creator, default_access]): Step => [
        `make ${id}`,
        d => d.resources.create({ id, name: 'D', attributes: {}, creator, default_access }),
      ],
    ),
  fc
    .tuple(dataset, fc.constantFrom('A', 'B'))
    .map(([id, name]): Step => [`name ${id}`, d => d.resources.update(id, { name })]),
  dataset.map((id): Step => [`delete ${id}`, d => d.resources.remove(id)]),
  fc
    .tuple(dataset, holder, level)
    .map(([id, to, level]): Step => [`grant ${to}`, d => d.grants.set(id, { subject: to, level })]),
  fc.tuple(dataset, holder).map(([id, from]): Step => [`take ${from}`, d => d.grants.remove(id, from)]),
  fc
    .tuple(dataset, level)
    .map(([id, level]): Step => [`default ${id}`, d => d.grants.setDefault(id, { level })]),
)

const START: readonly Step[] = [
  ['ada', d => d.accounts.put(subject('user', 'ada'), { role: 'admin' }, 'operator')],
  ['bob', d => d.accounts.put(subject('user', 'bob'), { role: 'member' }, 'operator')],
  ['lab', d => d.groups.put(subject('group', 'lab'), undefined)],
  ['streets', d => d.resources.create({ id: resource('dataset', 'streets'), name: 'S', attributes: {} })],
]

test('they leave the same rules and records, and the first that is refused alone is the first that is refused', async t => {
  const world = await openOrganisations(t)
  const { store, replica, now } = world
  let turns = 0
  const directory = createDirectory({
    store,
    commit: replica.commit,
    commitFirst: replica.commitFirst,
    catalogue: () => Promise.reject(new Error('unused')),
    draftingRoles: draftingRoles(() => Promise.reject(new Error('unused'))),
    deliver: async () => {},
    announce: async () => {},
    now,
    turns: {
      isOver: () => true,
      nextTurn: async () => {
        turns += 1
      },
    },
  })
  const all = (org: OrgId, steps: readonly Step[]) =>
    directory.changes.all(
      org,
      by,
      steps.map(([operation, draft]) => ({ operation, target: 'x', guard: () => undefined, draft })),
    )
  const everything = async (org: OrgId) => {
    const found = await store.policy.snapshot(org)
    const rules: string[] = []
    for await (const batch of found?.rules ?? [])
      for (const rule of batch) rules.push(rule.join(' ').replaceAll(org, 'ORG'))
    const records = []
    for (const kind of ['account', 'group', 'resource'] as const)
      records.push((await store.records.list(kind, org, { limit: 100 })).items)
    return { rules: rules.toSorted(), records }
  }
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
      run += 1
      const [single, bulk] = [`single-${run}` as OrgId, `together-${run}` as OrgId]
      for (const org of [single, bulk]) {
        const value = organisationOf(org)
        await replica.commitFirst(org, { ...by, target: org }, { records: [{ put: 'organisation', value }] })
        for (const [, draft] of START) await directory.changes.one(org, by, draft)
      }
      let failed: { index: number; code: ProblemCode } | undefined
      for (const [index, [, draft]] of steps.entries()) {
        const refusal = await directory.changes.one(single, by, draft).then(
          () => undefined,
          (error: unknown) => error,
        )
        if (!refusal) continue
        if (!(refusal instanceof Problem)) throw refusal
        failed = { index, code: refusal.code }
        break
      }
      // The last administrator is kept by what the whole leaves, not by each operation.
      fc.pre(failed?.code !== 'last_admin')
      if (failed === undefined) {
        await all(bulk, steps)
        t.deepEqual(await everything(bulk), await everything(single), steps.map(([what]) => what).join(', '))
        return
      }
      const before = await everything(bulk)
      const error = await t.throwsAsync(all(bulk, steps), { instanceOf: Problem })
      t.is(error?.code, failed.code)
      t.is(error?.errors?.[0]?.path, `operations/${failed.index}`)
      t.deepEqual(await everything(bulk), before)
    }),
    { numRuns: 80 },
  )
  t.true(turns > 0, 'other work has its turn between operations')
})
