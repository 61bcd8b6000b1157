import test from 'ava'
import { shipped } from '../policy/shipped-sets.ts'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const rulesOf = async (ask: Ask, at: string): Promise<string> => (await ask('GET', `${at}/policy`)).text
const grantTo = (org: string, who: string) => `p, user:${who}, ${org}, dataset:streets, can_edit, allow\n`

/** A second admin, who reviews what alice plans. */
const withReviewer = async (...[t, , org]: Parameters<typeof acme>) => {
  const world = await acme(t, service, org)
  await ok(t, world.alice('PUT', `${world.at}/members/rita`, { role: 'admin' }))
  return { ...world, rita: await world.key('user:rita') }
}

test('a plan shows the rules and who gains what, and holds once it is applied', async t => {
  const { alice, may, at } = await acme(t, service, 'plan')
  const rules = (await rulesOf(alice, at)) + grantTo('plan', 'gus')
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { rules }), 201)
  t.like(plan, {
    kind: 'rules',
    rules_added: 1,
    rules_removed: 0,
    pairs: 1,
    locked_out: 0,
    created_by: 'user:alice',
  })
  t.deepEqual(plan.rules.added, [['p', 'user:gus', 'plan', 'dataset:streets', 'can_edit', 'allow']])
  t.like(plan.effects.items[0], { role: 'role:guest', from: 'none', to: 'can_edit' })
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
  const text = (await alice('GET', `${at}/policy/plans/${plan.id}`, undefined, TEXT)).text
  t.regex(
    text,
    /\+ p, user:gus, plan, dataset:streets, can_edit, allow\n\nuser:gus on dataset:streets: none -> can_edit/,
  )
  t.is((await ok(t, alice('GET', `${at}/policy/plans`))).items[0].digest, plan.digest)
  await ok(t, alice('PUT', `${at}/members/alice`, { name: 'Alice Idrissi' }))
  t.is((await ok(t, alice('GET', `${at}/policy/plans`))).items[0].author, 'Alice Idrissi')
  const path = `${at}/policy/plans/${plan.id}/apply`
  await refused(t, alice('POST', path, { digest: 'of-another' }), 'plan_outdated')
  t.like(await ok(t, alice('POST', path, { digest: plan.digest })), { added: 1, removed: 0 })
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const { detail } = await refused(t, alice('POST', path, {}), 'plan_over')
  t.regex(detail, /^user:alice applied it on \S+Z, as revision \d+$/)
  t.deepEqual((await ok(t, alice('GET', `${at}/policy/plans`))).items, [])
})

const TEXT = { headers: { accept: 'text/plain' } }

test('a plan applies to the rules that it was made on and to no other; other plans do not disturb it', async t => {
  const { alice, at } = await acme(t, service, 'outdated')
  const plans = `${at}/policy/plans`
  const rules = (await rulesOf(alice, at)) + grantTo('outdated', 'gus')
  const [one, other] = [
    await ok(t, alice('POST', plans, { rules }), 201),
    await ok(t, alice('POST', plans, { revision: 1 }, { headers: { 'kasbah-reason': 'begin again' } }), 201),
  ]
  t.like(other, { kind: 'rollback', to: 1, reason: 'begin again' })
  await ok(t, alice('POST', `${plans}/${one.id}/apply`, {}))
  const { detail } = await refused(t, alice('POST', `${plans}/${other.id}/apply`, {}), 'plan_outdated')
  t.regex(detail, /applyPolicyPlan by user:alice/)
  await ok(t, alice('DELETE', `${plans}/${other.id}`))
  const over = await refused(t, alice('GET', `${plans}/${other.id}`), 'plan_over')
  t.regex(over.detail, /^user:alice took it back on/)
  await refused(t, alice('GET', `${plans}/plan_none`), 'not_found')
})

/** Who goes around the second person is seen, the operator too. */
const TRIED_ALONE = [
  'applyPolicyPlan user:alice',
  'publishPolicy operator',
  'publishPolicy user:alice',
  'rollBackPolicy operator',
  'rollBackPolicy user:alice',
  'updateSettings operator',
  'updateSettings user:alice',
]

test('where two people change the policy, nobody does it alone, and giving that up takes two as well', async t => {
  const { alice, rita, operator, at } = await withReviewer(t, service, 'two')
  await ok(t, alice('PATCH', `${at}/settings`, { policy_review: 'two_people' }))
  const rules = (await rulesOf(alice, at)) + grantTo('two', 'gus')
  for (const ask of [alice, operator]) {
    await refused(t, ask('PUT', `${at}/policy`, { rules }), 'review_needed')
    await refused(t, ask('POST', `${at}/policy/rollback`, { revision: 1 }), 'review_needed')
    await refused(t, ask('PATCH', `${at}/settings`, { policy_review: 'none' }), 'review_needed')
  }
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { rules }), 201)
  const path = `${at}/policy/plans/${plan.id}/apply`
  await refused(t, alice('POST', path, {}), 'second_person_needed')
  await refused(t, alice('POST', path, { break_glass: 'because I say so' }), 'forbidden')
  await ok(t, rita('POST', path, { digest: plan.digest }))
  const trail = (await ok(t, alice('GET', `${at}/audit?resource=${plan.id}`))).items
  const done = trail.filter(({ outcome }: { outcome: string }) => outcome === 'done')
  t.deepEqual(
    done.map(({ action, actor }: { action: string; actor: string }) => `${action} ${actor}`),
    ['applyPolicyPlan user:rita', 'planPolicy user:alice'],
  )
  t.is(done[0].reason, 'planned by user:alice')
  const refusals = (await ok(t, alice('GET', `${at}/audit?limit=1000`))).items
  t.deepEqual(
    refusals
      .filter(({ code }: { code?: string }) => code === 'second_person_needed' || code === 'review_needed')
      .map(({ action, actor }: { action: string; actor: string }) => `${action} ${actor}`)
      .sort(),
    TRIED_ALONE,
  )
  const off = await ok(t, rita('POST', `${at}/policy/plans`, { policy_review: 'none' }), 201)
  await ok(t, alice('POST', `${at}/policy/plans/${off.id}/apply`, {}))
  t.is((await ok(t, alice('GET', `${at}/settings`))).policy_review, 'none')
})

test('the operator is no second person to a plan of their own, and breaking the glass is in the trail', async t => {
  const { alice, operator, at } = await acme(t, service, 'glass')
  await ok(t, alice('PATCH', `${at}/settings`, { policy_review: 'two_people' }))
  const rules = (await rulesOf(alice, at)) + grantTo('glass', 'gus')
  const plan = await ok(t, operator('POST', `${at}/policy/plans`, { rules }), 201)
  const path = `${at}/policy/plans/${plan.id}/apply`
  await refused(t, operator('POST', path, {}), 'second_person_needed')
  await ok(t, operator('POST', path, { break_glass: 'rita is ill, see ticket 12' }))
  const [line] = (await ok(t, alice('GET', `${at}/audit?action=breakGlass`))).items
  t.like(line, { actor: 'operator', reason: 'rita is ill, see ticket 12', resource: plan.id })
})

test('locking an administrator out, or oneself, has to be said', async t => {
  const { alice, rita, at } = await withReviewer(t, service, 'lockout')
  const rules = await rulesOf(alice, at)
  const plans = `${at}/policy/plans`
  const without = (who: string) => rules.replace(`g, user:${who}, role:admin, lockout\n`, '')
  const other = await ok(t, alice('POST', plans, { rules: without('rita') }), 201)
  t.deepEqual(other.locks_out, ['user:rita'])
  await refused(t, alice('POST', `${plans}/${other.id}/apply`, {}), 'lockout_unconfirmed')
  await refused(
    t,
    alice('POST', `${plans}/${other.id}/apply`, { accept: ['own_right'] }),
    'lockout_unconfirmed',
  )
  const own = await ok(t, alice('POST', plans, { rules: without('alice') }), 201)
  await refused(t, alice('POST', `${plans}/${own.id}/apply`, { accept: ['lockouts'] }), 'lockout_unconfirmed')
  await refused(t, rita('POST', `${plans}/${own.id}/apply`, { accept: ['own_right'] }), 'lockout_unconfirmed')
  await ok(t, alice('POST', `${plans}/${own.id}/apply`, { accept: ['own_right'] }))
  await refused(t, alice('GET', plans), 'unauthenticated')
  await ok(t, rita('GET', plans))
})

test('an organisation moves to another set by a plan', async t => {
  const { alice, at, may } = await acme(t, service, 'move')
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_edit' }))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { policy_set: 'datasets-enterprise' }), 201)
  t.is(plan.kind, 'policy_set')
  const lost = plan.effects.items.find(({ role }: { role: string }) => role === 'role:guest')
  t.like(lost, { from: 'can_edit', to: 'can_view' })
  await ok(t, alice('POST', `${at}/policy/plans/${plan.id}/apply`, {}))
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
  t.is((await ok(t, alice('GET', at))).policy_set, 'datasets-enterprise')
  await refused(t, alice('POST', `${at}/policy/plans`, { policy_set: 'none-such' }), 'unknown_policy_set')
})

test('what cannot be planned is refused, and nothing is kept; nor is a dry run', async t => {
  const { alice, mo, at } = await acme(t, service, 'badplan')
  const plans = `${at}/policy/plans`
  await refused(
    t,
    alice('POST', plans, { rules: 'p, role:nobody, badplan, datasets, view, allow' }),
    'invalid_policy',
  )
  await refused(t, alice('POST', plans, { rules: '' }), 'last_admin')
  await refused(t, alice('POST', plans, { revision: 9_999 }), 'unknown_revision')
  await refused(t, alice('POST', plans, { revision: 1, rules: '' }), 'malformed')
  await refused(t, alice('POST', plans, {}), 'malformed')
  await refused(t, mo('POST', plans, { revision: 1 }), 'forbidden')
  t.true((await ok(t, alice('POST', `${plans}?dry_run=true`, { revision: 1 }), 201)).dry_run)
  t.deepEqual((await ok(t, alice('GET', plans))).items, [])
  for (let made = 0; made < 10; made += 1) await ok(t, alice('POST', plans, { revision: 1 }), 201)
  await refused(t, alice('POST', plans, { revision: 1 }), 'change_too_large')
})

test('under a set that reads attributes, those of people count once an organisation has moved to it', async t => {
  const { operator, alice, at, may } = await acme(t, service, 'moved')
  const { texts } = await shipped('datasets')
  const reading = {
    ...texts,
    'model.conf': (texts['model.conf'] ?? '')
      .replace('g3 = _, _\n', 'g3 = _, _\ng4 = _, _, _\n')
      .replace(
        'g3(r.act, p.act)',
        'g3(r.act, p.act) && (r.act != "clone" || r.ctx.subject.trusted == "yes")',
      ),
    'tests.yaml':
      'cases:\n  - { name: nothing, who: user:zoe, on: org, unknown: [user:zoe], deny: [policy.read] }\n',
  }
  await ok(t, operator('POST', '/v1/policy-sets/trusting/install', { texts: reading }))
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'member', attributes: { trusted: 'yes' } }))
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { policy_set: 'trusting' }), 201)
  await ok(t, alice('POST', `${at}/policy/plans/${plan.id}/apply`, {}))
  t.true(await may('user:mo', 'clone', 'dataset:streets'))
  t.false(await may('user:alice', 'clone', 'dataset:streets'))
})

test('a plan that would change nothing is not kept', async t => {
  const { alice, at } = await acme(t, service, 'idle')
  const rules = await rulesOf(alice, at)
  for (const wish of [{ rules }, { policy_review: 'none' }, { policy_set: 'datasets' }])
    await refused(t, alice('POST', `${at}/policy/plans`, wish), 'plan_empty', JSON.stringify(wish))
  const tried = await ok(t, alice('POST', `${at}/policy/plans?dry_run=true`, { rules }), 201)
  t.like(tried, { rules_added: 0, rules_removed: 0 })
  t.deepEqual((await ok(t, alice('GET', `${at}/policy/plans`))).items, [])
})

test('a moment that is over is no end to plan, and a role that would end locks its holder out', async t => {
  const { alice, at } = await withReviewer(t, service, 'ending')
  const rules = (await rulesOf(alice, at)) + grantTo('ending', 'gus')
  const rule = grantTo('ending', 'gus').trim()
  const plans = `${at}/policy/plans`
  const past = await refused(
    t,
    alice('POST', plans, { rules: `${rules}ends, 2020-01-01T00:00:00.000Z, ${rule}\n` }),
    'invalid_policy',
  )
  t.regex(past.errors[0].message, /is over/)
  const later = 'ends, 2099-01-01T00:00:00.000Z'
  const body = { rules: `${rules}${later}, ${rule}\n${later}, g, user:rita, role:admin, ending\n` }
  const plan = await ok(t, alice('POST', `${plans}?dry_run=true`, body), 201)
  t.deepEqual(plan.locks_out, ['user:rita'])
  t.regex(plan.text, /2 rules are given an end, the first at 2099-01-01T00:00:00.000Z/)
})

// Plans are worked out a few at a time, and those of all tests stand in one line.
test.serial('whoever may apply a plan reads it, and nothing else of the policy', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'applies')
  const plans = `${at}/policy/plans`
  const make = async (more: string) =>
    ok(t, alice('POST', plans, { rules: (await rulesOf(alice, at)) + more }), 201)
  const first = await make('p, user:mo, applies, org, policy.write, allow\n')
  await refused(t, mo('GET', `${plans}/${first.id}`), 'forbidden')
  await ok(t, alice('POST', `${plans}/${first.id}/apply`, { accept: ['escalation'] }))
  const next = await make(grantTo('applies', 'gus'))
  t.like(await ok(t, mo('GET', `${plans}/${next.id}`)), { digest: next.digest, rules_added: 1 })
  t.is((await ok(t, mo('GET', plans))).items.length, 1)
  await refused(t, mo('GET', `${at}/policy`), 'forbidden')
  await refused(t, mo('POST', plans, { rules: '' }), 'forbidden')
  await refused(t, gus('GET', plans), 'forbidden')
})
