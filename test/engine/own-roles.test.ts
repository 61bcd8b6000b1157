/** Roles of an organisation's own: laws over random ones. */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { escalations, escalationsUnder } from '../../src/change/escalation.ts'
import { beyondOf } from '../../src/change/reach.ts'
import { rulesOfRole } from '../../src/change/role-leaves.ts'
import { compileSet } from '../../src/engine/set.ts'
import type { Subject } from '../../src/model/id.ts'
import { withOwnRoles } from '../../src/model/own-roles.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'
import { reference } from './given/reference.ts'
import { asks, change, given } from './given/snapshot.ts'

const ROLES = ['lead', 'auditor', 'desk']
const BASES = Object.keys(datasets.catalogue.roles)
const ON = ['org', 'datasets', 'dataset:streets']
const WHAT = ['can_view', 'can_edit', 'can_manage', 'contribute', 'administer', 'clone', 'members.read']
const ASKED = [
  'view',
  'edit',
  'clone',
  'delete',
  'access.write',
  'datasets.create',
  'members.read',
  'policy.write',
]

const right = (effect: 'allow' | 'deny') =>
  fc
    .tuple(fc.constantFrom(...ROLES), fc.constantFrom(...ON), fc.constantFrom(...WHAT))
    .map(([role, on, what]): Rule => ['p', `role:${role}`, 'acme', on, what, effect])
const key = (rule: Rule) => rule.join()

const worlds = fc.record({
  bases: fc.tuple(...ROLES.map(() => fc.constantFrom(...BASES))),
  may: fc.uniqueArray(right('allow'), { maxLength: 5, selector: key }),
  mayNot: fc.uniqueArray(right('deny'), { maxLength: 4, selector: key }),
  // What the base has beside: default access, and a grant of its own.
  standing: fc.subarray<Rule>([
    ['p', 'role:member', 'acme', 'dataset:streets', 'can_view', 'allow'],
    ['p', 'role:guest', 'acme', 'dataset:streets', 'can_view', 'allow'],
    ['p', 'group:lab', 'acme', 'dataset:streets', 'can_edit', 'allow'],
  ]),
})

const HELD = [...ROLES, ...BASES]
const rulesOf = ({
  bases,
  may,
  mayNot,
  standing,
}: typeof worlds extends fc.Arbitrary<infer W> ? W : never): Rule[] => [
  ['g2', 'dataset:streets', 'datasets', 'acme'],
  ...bases.map((base, at): Rule => ['g', `role:${ROLES[at]}`, `role:${base}`, 'acme']),
  // Everybody is in a group with a grant, which the caps of a role cut down.
  ...HELD.flatMap((role): Rule[] => [
    ['g', `user:${role}`, `role:${role}`, 'acme'],
    ['g', `user:${role}`, 'group:lab', 'acme'],
  ]),
  ...standing,
  ...may,
  ...mayNot,
]

test('decisions about holders of own roles are those of plain Casbin on the same rules', async t => {
  let allowed = 0
  await fc.assert(
    fc.asyncProperty(worlds, async world => {
      const rules = rulesOf(world)
      const snapshot = await given(datasets, rules)
      const plain = await reference(datasetsSource(), rules, 'acme')
      for (const role of ROLES)
        for (const action of ASKED)
          for (const on of ON) {
            const expected = plain(`user:${role}`, action, on)
            assert.equal(
              snapshot.check(asks(`user:${role}`, action, on)),
              expected,
              `${role} ${action} ${on}`,
            )
            allowed += Number(expected)
          }
    }),
    { numRuns: 60 },
  )
  t.true(allowed > 300)
})

test('a role never allows more than the one it is based on and what is added, and nothing that is taken from it', async t => {
  const { baseline } = datasetsSource()
  /** The actions that a rule is about, by the links of actions. */
  const within = (action: string, what: string): boolean =>
    action === what ||
    baseline.some(
      ([section, child, parent = '']) => section === 'g3' && child === action && within(parent, what),
    )
  const about = ([, , , on, what = '']: Rule, action: string, asked: string): boolean =>
    within(action, what) && (on === asked || (on === 'datasets' && asked === 'dataset:streets'))
  let kept = 0
  await fc.assert(
    fc.asyncProperty(worlds, async world => {
      const snapshot = await given(datasets, rulesOf(world))
      for (const [at, base] of world.bases.entries())
        for (const action of ASKED)
          for (const on of ON) {
            const of = (role: string) => (rule: Rule) => rule[1] === `role:${role}` && about(rule, action, on)
            const role = ROLES[at] as string
            const may = snapshot.check(asks(`user:${role}`, action, on))
            const base_may = snapshot.check(asks(`user:${base}`, action, on))
            const added = world.may.some(of(role))
            const taken = world.mayNot.some(of(role))
            assert.ok(!may || base_may || added, `${role} ${action} ${on}`)
            assert.ok(!(may && taken), `${role} ${action} ${on} is taken away`)
            // Nothing else is lost either: what the base may stays.
            assert.ok(may || taken || !base_may, `${role} ${action} ${on} is lost`)
            kept += Number(may)
          }
    }),
    { numRuns: 60 },
  )
  t.true(kept > 300)
})

test('which roles there are follows the rules, in one order, over changes', async t => {
  const make: Rule = ['g', 'role:lead', 'role:guest', 'acme']
  const first = await given(datasets, [make, ['g', 'user:lea', 'role:lead', 'acme']])
  t.deepEqual(Object.keys(first.catalogue.roles), ['admin', 'member', 'lead', 'guest'])
  t.deepEqual(first.catalogue.own_roles, { lead: 'guest' })
  t.is(first.roleOf('user:lea' as never), 'lead')
  t.deepEqual(first.holdersOf('guest'), [])
  const auditor: Rule = ['g', 'role:auditor', 'role:admin', 'acme']
  const second = await first.advance(change(2, { adds: [auditor], removes: [make] }))
  t.deepEqual(Object.keys(second.catalogue.roles), ['auditor', 'admin', 'member', 'guest'])
  t.deepEqual(second.holdersOf('admin'), [])
  const third = await second.advance(change(3, { adds: [], removes: [auditor] }))
  t.is(third.catalogue, datasets.catalogue, 'without roles of its own, the catalogue is the set’s')
})

test('a role that would take the name of one of the set, or is based on none, is none', t => {
  const made = [
    { name: 'admin', based_on: 'guest' },
    { name: 'lead', based_on: 'nobody' },
  ]
  t.is(withOwnRoles(datasets.catalogue, made), datasets.catalogue)
})

test('what a role comes to is seen wherever a policy set has the subject of its rules', async t => {
  const { model, baseline, ...rest } = datasetsSource()
  const first = ([section, ...fields]: Rule): Rule =>
    section === 'p' ? ['p', '10', ...fields] : [section, ...fields]
  const ordered = compileSet({
    ...rest,
    model: model.replace('p = sub', 'p = priority, sub').replace(/e = .*/, 'e = priority(p.eft) || deny'),
    baseline: baseline.map(first),
  })
  const view = await given(ordered, [['g', 'role:lead', 'role:guest', 'acme']])
  const right: Rule = ['p', '5', 'role:lead', 'acme', 'org', 'members.read', 'allow']
  t.deepEqual(await escalations(view, { adds: [right], removes: [] }), ['lead: members.read on org'])
  const after = await view.supposing({ adds: [right], removes: [] })
  t.true(
    rulesOfRole(after, 'lead').some(rule => rule.includes('5')),
    'and goes with the role',
  )
  t.like(view.readingOf(right), {
    subject: 'role:lead',
    object: 'org',
    actions: ['members.read'],
    denies: false,
  })
})

test('under another policy set an own role comes to what administrators alone may under either', async t => {
  const { baseline, ...rest } = datasetsSource()
  const wide = compileSet({
    ...rest,
    baseline: [...baseline, ['p', 'role:member', '*', 'org', 'members.read', 'allow']],
  })
  const rules: readonly Rule[] = [['g', 'role:lead', 'role:member', 'acme']]
  const [now, then] = [await given(datasets, rules), await given(wide, rules)]
  t.deepEqual(await escalationsUnder(now, then), ['lead: members.read on org'])
  t.deepEqual(await escalationsUnder(then, now), [])
})

test('a rule gives no more than what is read out of it', async t => {
  const streets: Rule = ['g2', 'dataset:streets', 'datasets', 'acme']
  const view = await given(datasets, [['g', 'role:lead', 'role:guest', 'acme'], streets])
  await fc.assert(
    fc.asyncProperty(right('allow'), async ([section, , ...fields]) => {
      const rule: Rule = [section, 'role:lead', ...fields]
      const after = await view.supposing({ adds: [rule], removes: [] })
      const { actions, object } = view.readingOf(rule)
      for (const action of view.catalogue.actions)
        for (const resource of ON) {
          const ask = { subject: 'role:lead', action, resource } as never
          if (!after.check(ask) || view.check(ask)) continue
          assert.ok(actions.includes(action), `${action} by ${rule}`)
          assert.ok(resource === object || object === 'datasets', `${resource} by ${rule}`)
        }
    }),
  )
  t.pass()
})

test('a group that gives more than can be asked about is for administrators', async t => {
  const rules = Array.from({ length: 3_000 }, (_, at): Rule[] => [
    ['g2', `dataset:d${at}`, 'datasets', 'acme'],
    ['p', 'group:big', 'acme', `dataset:d${at}`, 'can_view', 'allow'],
  ]).flat()
  const view = await given(datasets, [
    ...rules,
    ['g', 'user:mo', 'role:member', 'acme'],
    ['g', 'user:max', 'role:member', 'acme'],
    ['p', 'user:max', 'acme', 'datasets', 'can_view', 'allow'],
    ['g', 'user:alice', 'role:admin', 'acme'],
  ])
  const beyond = (who: string) => beyondOf(view, who as Subject, 'group:big' as Subject)
  t.deepEqual(await beyond('user:max'), ['more than 20000 questions can tell'])
  const found = (await beyond('user:mo')).length
  t.true(found >= 100 && found < 200, `${found} of 3,000 are looked for`)
  t.deepEqual(await beyond('user:alice'), [])
})
