import test, { type ExecutionContext } from 'ava'
import { acme as bare, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const acme = async (t: ExecutionContext, org: string) => {
  const world = await bare(t, service, org)
  const roles = `${world.at}/roles`
  const make = (name: string, body: object) => world.alice('PUT', `${roles}/${name}`, body)
  return { ...world, org, roles, make }
}

const LEAD = {
  title: 'Lead of labelers',
  description: 'Looks after the labels of every dataset',
  based_on: 'guest',
  may: [{ resource: 'datasets', action: 'can_view' }],
  may_not: [{ resource: 'datasets', action: 'runs.read' }],
}

const textOf = async (ask: Ask, at: string): Promise<string> => (await ask('GET', `${at}/policy`)).text

test('a role is made, held, decided by Casbin, listed, changed and deleted', async t => {
  const { alice, mo, gus, make, roles, at, may, org } = await acme(t, 'own')
  const tried = await ok(t, alice('PUT', `${roles}/lead?dry_run=true`, LEAD))
  t.deepEqual(tried.adds, [
    ['g', 'role:lead', 'role:guest', org],
    ['p', 'role:lead', org, 'datasets', 'can_view', 'allow'],
    ['p', 'role:lead', org, 'datasets', 'runs.read', 'deny'],
  ])
  t.is((await ok(t, alice('GET', roles))).items.length, 3)
  t.like(await ok(t, make('lead', LEAD)), { role: 'lead', subject: 'role:lead', ...LEAD, notes: [] })
  t.deepEqual(
    (await ok(t, mo('GET', roles))).items.map((one: { role: string }) => one.role),
    ['admin', 'member', 'lead', 'guest'],
  )
  await refused(t, gus('GET', roles), 'forbidden')
  await ok(t, alice('POST', `${at}/datasets`, { id: 'hidden', name: 'Hidden' }), 201)
  await ok(t, alice('PUT', `${at}/members/lea`, { role: 'lead' }))
  t.like(await ok(t, alice('GET', `${at}/members?role=lead`)), { items: [{ id: 'lea', role: 'lead' }] })
  t.true(await may('user:lea', 'view', 'dataset:hidden'), 'what the role has beyond the one it is based on')
  t.false(await may('user:gus', 'view', 'dataset:hidden'))
  t.false(await may('user:lea', 'runs.read', 'dataset:hidden'), 'what is taken from it')
  t.false(await may('user:lea', 'clone', 'dataset:hidden'), 'the cap of the one it is based on')
  const asked = { org, subject: 'user:lea', action: 'view', resource: 'dataset:hidden', explain: true }
  const { explanation } = await ok(t, alice('POST', '/check', asked))
  t.like(explanation, {
    rule: ['p', 'role:lead', org, 'datasets', 'can_view', 'allow'],
    path: ['user:lea', 'role:lead'],
  })
  const one = await ok(t, alice('GET', `${roles}/lead`))
  t.deepEqual(one.allowed[0], { resource: 'org', actions: [] })
  t.true(one.allowed[1].actions.includes('view') && !one.allowed[1].actions.includes('runs.read'))
  const changed = await ok(t, make('lead', { based_on: 'member', may: [] }))
  const idle = [
    { resource: 'org', action: 'datasets.create' },
    { resource: 'datasets', action: 'runs.read' },
  ]
  const { notes } = await ok(t, alice('PUT', `${roles}/lead?dry_run=true`, { may: idle }))
  t.deepEqual(
    notes
      .map((note: string) => note.split(' changes ')[0])
      .sort()
      .reverse(),
    ['runs.read on datasets', 'datasets.create on org'],
    'the base has the one, a deny takes the other',
  )
  t.like(changed, { based_on: 'member', may: [], may_not: LEAD.may_not, title: LEAD.title })
  t.true(await may('user:lea', 'view', 'dataset:streets'), 'the default access of its base')
  t.true(await may('user:lea', 'datasets.create', 'org'))
  t.false(await may('user:lea', 'view', 'dataset:hidden'))
  const { detail } = await refused(t, alice('DELETE', `${roles}/lead`), 'role_in_use')
  t.is(detail, 'lead: 1 account')
  await ok(t, alice('DELETE', `${roles}/lead?move_to=guest`))
  t.is((await ok(t, alice('GET', `${at}/members/lea`))).role, 'guest')
  await refused(t, alice('GET', `${roles}/lead`), 'not_found')
  await refused(t, alice('PUT', `${at}/members/lea`, { role: 'lead' }), 'unknown_role')
  t.false((await textOf(alice, at)).includes('role:lead'))
})

test('a role is said as text as well: by the same rules, with the same refusals', async t => {
  const { alice, make, roles, at, org, may } = await acme(t, 'text')
  const publish = (rules: string, more = {}) => alice('PUT', `${at}/policy`, { rules, ...more })
  const before = await textOf(alice, at)
  const wrong = [
    [`g, role:admin, role:guest, ${org}`, /role:admin is a role of the policy set/],
    [`g, role:everyone, role:guest, ${org}`, /has a meaning in the policy set/],
    [`g, role:none, role:guest, ${org}`, /has a meaning/],
    [`g, role:Lead, role:guest, ${org}`, /cannot name a role/],
    [`g, role:lead, role:guests, ${org}`, /role:guests is none. Did you mean guest\?/],
    [`g, role:lead, role:guest, ${org}\ng, role:lead, role:member, ${org}`, /based on one/],
    [`g, role:lead, role:guest, ${org}\ng, role:chief, role:lead, ${org}`, /role:lead is none/],
    [`g, role:lead, role:guest, ${org}\ng, group:lab, role:lead, ${org}`, /cannot be in role:lead/],
    [`p, role:lead, ${org}, datasets, can_view, allow`, /role:lead is not/],
    [
      `g, role:lead, role:guest, ${org}\np, role:lead, ${org}, datasets, can_fly, allow`,
      /no action or level can_fly/,
    ],
    [
      `g, role:lead, role:guest, ${org}\nends, 2999-01-01T00:00:00.000Z, g, role:lead, role:guest, ${org}`,
      /a role does not end/,
    ],
  ] as const
  for (const [rules, message] of wrong) {
    const { errors } = await refused(t, publish(`${before}${rules}\n`), 'invalid_policy', rules)
    t.regex(errors[0].message, message)
  }
  const text = `${before}g, role:lead, role:guest, ${org}\np, role:lead, ${org}, datasets, can_view, allow\ng, user:lea, role:lead, ${org}\n`
  t.like(await ok(t, publish(text)), { added: 3, removed: 0 })
  t.true(await may('user:lea', 'view', 'dataset:streets'))
  t.like((await ok(t, alice('GET', roles))).items[2], { role: 'lead', based_on: 'guest', may: LEAD.may })
  t.like(await ok(t, publish(await textOf(alice, at))), { added: 0, removed: 0 })
  await ok(t, make('lead', { title: 'Lead' }))
  await refused(t, publish(text.replace(`g, role:lead, role:guest, ${org}\n`, '')), 'invalid_policy')
  await ok(t, alice('POST', `${at}/invitations`, { email: 'x@example.com', role: 'lead' }), 201)
  await refused(t, publish(before), 'role_in_use', 'an invitation would be to nothing')
  for (const [name, body, code] of [
    ['member', { based_on: 'guest' }, 'invalid_policy'],
    ['everyone', { based_on: 'guest' }, 'invalid_policy'],
    ['chief', {}, 'malformed'],
    ['chief', { based_on: 'lead' }, 'invalid_policy'],
    ['chief', { based_on: 'guest', may: [{ resource: 'dataset:none', action: 'view' }] }, 'unknown_resource'],
    ['chief', { based_on: 'guest', may: [{ resource: 'datasets', action: 'fly' }] }, 'invalid_policy'],
    ['chief', { based_on: 'guest', title: 'x'.repeat(101) }, 'malformed'],
    ['chief', { based_on: 'guest', description: 'x'.repeat(501) }, 'malformed'],
    ['x'.repeat(64), { based_on: 'guest' }, 'malformed'],
  ] as const)
    await refused(t, make(name, body), code, name)
})

test('reports know the role: effects, seats, review, catalogue', async t => {
  const { alice, make, at, org } = await acme(t, 'reports')
  await ok(t, make('lead', LEAD))
  const { revision } = await ok(t, alice('PUT', `${at}/members/lea`, { role: 'lead' }))
  await ok(t, make('lead', { may: [] }))
  const effects = await ok(t, alice('GET', `${at}/policy/effects?from=${revision}`))
  t.like(effects.items[0], { role: 'role:lead', through: 'role:lead', from: 'can_view', to: 'none' })
  const { seats } = await ok(t, alice('GET', `${at}/usage`))
  t.deepEqual(
    seats.find(({ role }: { role: string }) => role === 'lead'),
    { role: 'lead', people: 1, service_accounts: 0, active: 0 },
  )
  const review = await ok(
    t,
    alice('GET', `${at}/policy/../access-review?subject=user:lea`.replace('/policy/..', '')),
  )
  t.like(review.items[0], { subject: 'user:lea', role: 'lead', rule: `g, user:lea, role:lead, ${org}` })
  const { roles } = await ok(t, alice('GET', `${at}/catalogue`))
  t.deepEqual(roles[2], { name: 'lead', means: LEAD.description, based_on: 'guest' })
})

test('the organisation moves to another set only where its roles can go on', async t => {
  const { alice, make, at } = await acme(t, 'moving')
  await ok(t, make('labeler', { based_on: 'guest' }))
  const move = { policy_set: 'datasets-enterprise' }
  const { detail } = await refused(t, alice('POST', `${at}/policy/plans`, move), 'invalid_policy')
  t.regex(detail, /own role labeler cannot go on: role:labeler is a role of the policy set/)
  await ok(t, alice('DELETE', `${at}/roles/labeler`))
  await ok(t, make('lead', LEAD))
  const there = await ok(t, alice('POST', `${at}/policy/plans`, move), 201)
  await ok(t, alice('POST', `${at}/policy/plans/${there.id}/apply`, {}))
  await ok(t, make('tagger', { based_on: 'labeler' }))
  const back = await refused(
    t,
    alice('POST', `${at}/policy/plans`, { policy_set: 'datasets' }),
    'invalid_policy',
  )
  t.regex(back.detail, /no role labeler, on which the organisation’s own role tagger is based/)
})

test('an organisation has a hundred roles, and a hundred rules about each', async t => {
  const { alice, make, at, org } = await acme(t, 'bounds')
  const all = Array.from({ length: 100 }, (_, n) => `g, role:r${n}, role:guest, ${org}\n`).join('')
  const before = await textOf(alice, at)
  await ok(t, alice('PUT', `${at}/policy`, { rules: before + all }))
  await refused(t, make('one-more', { based_on: 'guest' }), 'change_too_large')
  const more = `${before}${all}g, role:one-more, role:guest, ${org}\n`
  await refused(t, alice('PUT', `${at}/policy`, { rules: more }), 'invalid_policy')
  await ok(t, make('r1', { title: 'One' }))
  const rights = Array.from({ length: 101 }, () => ({ resource: 'datasets', action: 'view' }))
  await refused(t, make('r1', { may: rights }), 'malformed')
  const actions = (await ok(t, alice('GET', `${at}/catalogue`))).actions as string[]
  const many = ['org', 'datasets', 'collections', 'dataset:streets'].flatMap(on =>
    actions.map(action => `p, role:r1, ${org}, ${on}, ${action}, deny\n`),
  )
  t.true(many.length > 100)
  const rules = before + all + many.join('')
  const { errors } = await refused(t, alice('PUT', `${at}/policy`, { rules }), 'invalid_policy')
  t.regex(errors[0].message, /rules are about role:r1: at most 100/)
})
