import test from 'ava'
import { acme, dataset, user } from './importing.ts'
import { ACME } from './organisation.ts'

/** The policy of Casbin's own RBAC example, in our words. */
const POLICY = [
  'p, alice, maps, read',
  'p, bob, photos, write',
  'p, photo_team, photos, read',
  'p, photo_team, photos, write',
  'g, alice, photo_team',
].join('\n')

const actions = new Map([
  ['read', 'can_view'],
  ['write', 'can_edit'],
])

test("a policy of Casbin's is told by its lines; what g names is a group", async t => {
  const { told, level, snapshot } = await acme(t)
  const report = await told(POLICY, { actions })
  t.is(report.format, 'casbin')
  t.is(await level(user('alice'), dataset('maps')), 'can_view')
  t.is(await level(user('alice'), dataset('photos')), 'can_edit')
  t.is(await level(user('bob'), dataset('photos')), 'can_edit')
  t.is(await level(user('bob'), dataset('maps')), 'none')
  t.is((await snapshot(ACME)).roleOf(user('photo_team')), undefined, 'a group is no person')
})

test('domains, effects, levels, actions that stand for one, and roles are read', async t => {
  const { told, level, snapshot } = await acme(t)
  await told(
    'p, mia, acme, streets, can_edit\np, user:leo, acme, dataset:streets, view, allow\np, ann, parks, manage, allow\ng, mia, role:member, acme\ng, ann, lab, acme\n',
  )
  t.is(await level(user('mia'), dataset('streets')), 'can_edit')
  t.is(await level(user('leo'), dataset('streets')), 'can_view')
  t.is(await level(user('ann'), dataset('parks')), 'can_manage')
  t.is((await snapshot(ACME)).roleOf(user('mia')), 'member')
})

const bad = [
  ['an action that is no level', 'p, mia, streets, read', /"read" is no level.*--actions read=can_view/],
  ['a deny', 'p, mia, streets, view, deny', /a deny is not imported/],
  ['a domain that is another organisation', 'p, mia, other, streets, view', /"other"/],
  ['a membership of another organisation', 'g, mia, lab, other', /"other"/],
  ['a pattern', 'p, mia, *, view', /pattern/],
  ['a role of the set in place of a group', 'g, mia, admin', /write role:admin, or group:admin/],
  ['a role of the set in place of a person', 'p, admin, streets, view', /write role:admin/],
  ['too few fields', 'p, mia, streets', /a p line is/],
  ['too many fields', 'p, mia, acme, streets, view, x, allow', /a p line is/],
  ['groups of resources', 'g2, streets, maps', /begins with p or g/],
  ['a role for a group', 'g, group:lab, role:admin', /a group holds no role/],
] as const

for (const [what, line, message] of bad)
  test(`a line of a Casbin policy with ${what} is refused with its number`, async t => {
    const { refused } = await acme(t)
    const error = await refused(`p, ann, parks, view\n${line}\n`, { format: 'casbin' })
    t.is(error.errors?.[0]?.path, 'access.csv:2')
    t.regex(error.errors?.[0]?.message ?? '', message)
  })

test('an action means a level that there is', async t => {
  const { refused } = await acme(t)
  t.is((await refused(POLICY, { actions: new Map([['read', 'can_fly']]) })).code, 'unknown_level')
})
