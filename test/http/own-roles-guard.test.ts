import test, { type ExecutionContext } from 'ava'
import { acme as bare, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()
const TEXT = { headers: { accept: 'text/plain' } }

const SOON = new Date(Date.now() + 86_400_000).toISOString()

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

test('what administrators alone may needs one, who says so, whichever way the role is made', async t => {
  const { alice, operator, make, roles, at, org, key, may } = await acme(t, 'escalating')
  const desk = { based_on: 'member', may: [{ resource: 'org', action: 'members.read' }] }
  const { detail } = await refused(t, make('desk', desk), 'escalation_unconfirmed')
  t.is(detail, 'desk: members.read on org')
  await refused(t, make('deputy', { based_on: 'admin' }), 'escalation_unconfirmed')
  const sharing = { based_on: 'member', may: [{ resource: 'datasets', action: 'can_manage' }] }
  t.regex(
    (await refused(t, make('keeper', sharing), 'escalation_unconfirmed')).detail,
    /access.write on datasets/,
  )
  await ok(t, make('reader', { based_on: 'member', may: [{ resource: 'datasets', action: 'can_edit' }] }))
  const accept = ['escalation']
  const wide = [
    'members.read',
    'members.invite',
    'members.role',
    'policy.read',
    'policy.write',
    'permissions.read',
    'service_accounts.write',
    'api_keys.write',
    'settings.write',
  ].map(action => ({ resource: 'org', action }))
  await ok(t, make('desk', { ...desk, may: wide, accept }))
  await ok(t, make('desk', { title: 'Desk' }), 200)
  await ok(t, alice('PUT', `${at}/members/dora`, { role: 'desk' }))
  const dora = await key('user:dora', ['check', 'read', 'write'])
  // Nobody gives more than they have, by any call that gives a role.
  const strong = { role: 'admin' }
  await refused(t, dora('PUT', `${at}/members/dora`, strong), 'role_too_strong')
  await refused(t, dora('PUT', `${at}/service-accounts/bot`, strong), 'role_too_strong')
  await refused(
    t,
    dora('POST', `${at}/invitations`, { email: 'x@example.com', ...strong }),
    'role_too_strong',
  )
  const granting = {
    email: 'x@example.com',
    role: 'guest',
    grants: [{ resource: 'dataset:streets', level: 'can_manage' }],
  }
  await refused(t, dora('POST', `${at}/invitations`, granting), 'forbidden')
  const outside = { account: 'x', purpose: 'a look', level: 'can_edit', expires_at: SOON }
  await refused(t, dora('POST', `${at}/support-access`, outside), 'role_too_strong')
  const bulk = { text: 'email,role\ny@example.com,admin\n' }
  await refused(t, dora('POST', `${at}/invitations/bulk`, bulk), 'role_too_strong')
  await refused(t, dora('PATCH', `${at}/settings`, { newcomer_role: 'admin' }), 'role_too_strong')
  await refused(t, dora('POST', `${at}/api-keys`, { subject: 'user:alice', name: 'x' }), 'role_too_strong')
  await refused(
    t,
    dora('POST', `${at}/changes`, {
      operations: [{ operation: 'addMember', params: { user: 'dora' }, body: strong }],
    }),
    'role_too_strong',
  )
  await refused(t, dora('PUT', `${at}/members/mo`, { role: 'reader' }), 'role_too_strong')
  await refused(t, dora('DELETE', `${roles}/reader?move_to=admin`), 'role_too_strong')
  // A role reaches as far as to the one dataset that it is about, and one that may not do something there is left for none that may.
  const streets = (action: string) => [{ resource: 'dataset:streets', action }]
  await ok(t, make('keeper', { based_on: 'member', may: streets('can_manage') }))
  for (const user of ['mo', 'dora'])
    await refused(t, dora('PUT', `${at}/members/${user}`, { role: 'keeper' }), 'role_too_strong')
  const invited = { email: 'x@example.com', role: 'keeper' }
  await refused(t, dora('POST', `${at}/invitations`, invited), 'role_too_strong')
  await ok(t, make('keeper', { may: [] }))
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'guest' }))
  await ok(t, dora('PUT', `${at}/members/mo`, { role: 'keeper' }))
  await ok(t, make('viewer', { based_on: 'guest', may: streets('can_view') }))
  await ok(t, make('desk', { may_not: streets('view') }))
  await refused(t, dora('PUT', `${at}/members/mo`, { role: 'viewer' }), 'role_too_strong')
  await ok(t, make('desk', { may_not: [] }))
  await ok(t, alice('DELETE', `${roles}/viewer`))
  await ok(t, dora('PUT', `${at}/members/mo`, { role: 'desk' }))
  await ok(t, dora('PUT', `${at}/members/mo`, { role: 'guest' }))
  // Nor does she give it back to one who is disabled, or another end.
  await ok(t, alice('PUT', `${at}/members/max`, { ...strong, expires_at: SOON }))
  await refused(t, dora('PUT', `${at}/members/max`, { expires_at: null }), 'role_too_strong')
  await ok(t, alice('POST', `${at}/members/max/disable`))
  await refused(t, dora('POST', `${at}/members/max/enable`), 'role_too_strong')
  await ok(t, alice('POST', `${at}/members/max/enable`))
  await ok(t, alice('DELETE', `${at}/members/max`))
  const tries = (await ok(t, alice('GET', `${at}/audit?actor=user:dora&action=addMember`))).items
  t.like(tries.at(-1), { outcome: 'refused', code: 'role_too_strong' })
  // What an administrator had promised is not kept by one who is none any more.
  await ok(t, alice('PUT', `${at}/members/zoe`, strong))
  const zoe = await key('user:zoe')
  const sent = await ok(t, zoe('POST', `${at}/invitations`, { email: 'z@example.com', ...strong }), 201)
  await ok(t, alice('PUT', `${at}/members/zoe`, { role: 'desk' }))
  const { accept_token: token } = sent
  await refused(t, service.as()('POST', '/v1/invitations/accept', { token }), 'invitation_invalid')
  // Nor does she make a role that comes to more, though she may write the policy.
  const more = { based_on: 'guest', may: [{ resource: 'org', action: 'audit.read' }], accept }
  await refused(t, dora('PUT', `${roles}/spy`, more), 'role_too_strong')
  const rules = `${await textOf(alice, at)}g, role:spy, role:guest, ${org}\np, role:spy, ${org}, org, audit.read, allow\n`
  await refused(t, dora('PUT', `${at}/policy`, { rules, accept }), 'role_too_strong')
  await refused(t, alice('PUT', `${at}/policy`, { rules }), 'escalation_unconfirmed')
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { rules }), 201)
  t.deepEqual(plan.escalates, ['spy: audit.read on org'])
  t.regex(plan.text, /administrators alone may: spy: audit.read on org/)
  await refused(t, alice('POST', `${at}/policy/plans/${plan.id}/apply`, {}), 'escalation_unconfirmed')
  const { revision } = await ok(t, alice('GET', at))
  await ok(t, alice('POST', `${at}/policy/plans/${plan.id}/apply`, { accept }))
  // Nor is it hidden by giving the same to the role that one is based on.
  const both = `${await textOf(alice, at)}p, role:guest, ${org}, org, policy.write, allow\n`
  t.regex(
    (await refused(t, alice('PUT', `${at}/policy`, { rules: both }), 'escalation_unconfirmed')).detail,
    /spy: policy.write/,
  )
  t.true((await ok(t, operator('GET', `${roles}/spy`))).allowed[0].actions.includes('audit.read'))
  // Back, and back again: bringing it back is said as well.
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision }))
  await refused(
    t,
    alice('POST', `${at}/policy/rollback`, { revision: revision + 1 }),
    'escalation_unconfirmed',
  )
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision: revision + 1, accept }))
  t.false(await may('user:dora', 'audit.read', 'org'))
})

test('a role that goes is replaced wherever it is named, ends and disabled people included', async t => {
  const { alice, make, roles, at, org } = await acme(t, 'leaving')
  await ok(t, make('lead', LEAD))
  const ends = '2999-01-01T00:00:00.000Z'
  await ok(t, alice('PUT', `${at}/members/lea`, { role: 'lead', expires_at: ends }))
  await ok(t, alice('PUT', `${at}/members/dis`, { role: 'lead' }))
  await ok(t, alice('POST', `${at}/members/dis/disable`))
  await ok(t, alice('PUT', `${at}/service-accounts/etl`, { role: 'lead' }))
  const { id } = await ok(
    t,
    alice('POST', `${at}/invitations`, { email: 'i@example.com', role: 'lead' }),
    201,
  )
  await ok(t, alice('PATCH', `${at}/settings`, { newcomer_role: 'lead' }))
  const idp = {
    name: 'Okta',
    protocol: 'oidc',
    settings: { issuer: 'https://idp.example', client_id: 'k' },
    secrets: { client_secret: 's' },
    mappings: [{ external: 'leads', role: 'lead' }],
  }
  const made = await ok(t, alice('POST', `${at}/identity-providers`, idp), 201)
  const { detail } = await refused(t, alice('DELETE', `${roles}/lead`), 'role_in_use')
  t.is(
    detail,
    'lead: 2 accounts, 1 disabled account, 1 invitation, 1 identity provider, the setting newcomer_role',
  )
  await refused(t, alice('DELETE', `${roles}/lead?move_to=lead`), 'malformed')
  await refused(t, alice('DELETE', `${roles}/lead?move_to=chief`), 'unknown_role')
  await refused(t, alice('DELETE', `${roles}/guest?move_to=member`), 'not_found')
  const { revision } = await ok(t, alice('GET', at))
  await ok(
    t,
    alice('DELETE', `${roles}/lead?move_to=member`, undefined, { headers: { 'if-match': `"${revision}"` } }),
  )
  t.like(await ok(t, alice('GET', `${at}/members/lea`)), { role: 'member', expires_at: ends })
  t.is((await ok(t, alice('GET', `${at}/service-accounts/etl`))).role, 'member')
  t.is((await ok(t, alice('POST', `${at}/members/dis/enable`))).role, 'member')
  t.like((await ok(t, alice('GET', `${at}/invitations`))).items[0], { id, role: 'member' })
  t.is((await ok(t, alice('GET', `${at}/settings`))).newcomer_role, 'member')
  t.deepEqual((await ok(t, alice('GET', `${at}/identity-providers/${made.id}`))).mappings, [
    { external: 'leads', role: 'member' },
  ])
  const trail = (await ok(t, alice('GET', `${at}/audit?action=deleteRole`))).items[0]
  t.is(trail.resource, 'role:lead')
  t.like(
    trail.effects.find(({ what }: { what: string }) => what === 'own_role'),
    { id: 'lead', from: 'guest' },
  )
  const then = await ok(t, alice('GET', `${at}/permissions?subject=user:lea&as_of=${revision}`))
  t.deepEqual(then.items[0].via[0].slice(0, 2), ['user:lea', 'role:lead'])
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision }))
  t.like(await ok(t, alice('GET', `${at}/members/lea`)), { role: 'lead', expires_at: ends })
  t.is(org, 'leaving')
})

test('under two people a role is changed by a plan; its title needs none', async t => {
  const { alice, make, roles, at } = await acme(t, 'two')
  await ok(t, make('lead', LEAD))
  await ok(t, alice('PATCH', `${at}/settings`, { policy_review: 'two_people' }))
  await refused(t, make('lead', { may: [] }), 'review_needed')
  await refused(t, alice('DELETE', `${roles}/lead`), 'review_needed')
  t.is((await ok(t, make('lead', { title: 'Chief' }))).title, 'Chief')
})

test('holders of a role count as administrators only by the administrator role itself', async t => {
  const { alice, make, at } = await acme(t, 'counted')
  await ok(t, make('deputy', { based_on: 'admin', accept: ['escalation'] }))
  await ok(t, alice('PUT', `${at}/members/dep`, { role: 'deputy' }))
  await refused(t, alice('PUT', `${at}/members/alice`, { role: 'deputy' }), 'last_admin')
  await ok(t, alice('PUT', `${at}/members/eve`, { role: 'admin' }))
  await ok(t, alice('PUT', `${at}/members/alice`, { role: 'deputy' }))
  t.is((await alice('GET', `${at}/policy`, undefined, TEXT)).status, 200)
})

test('a role names a single resource only to those who see it, or read the rules', async t => {
  const { alice, mo, make, roles, at } = await acme(t, 'naming')
  await ok(t, alice('POST', `${at}/datasets`, { id: 'merger', name: 'Merger' }), 201)
  await ok(t, alice('PUT', `${at}/datasets/merger/access/default`, { level: 'none' }))
  const named = { resource: 'dataset:merger', action: 'can_view' }
  await ok(t, make('auditor', { ...LEAD, may: [...LEAD.may, named] }))
  const told = async (ask: Ask) => {
    const one = (await ok(t, ask('GET', `${roles}/auditor`))).may
    const { items } = await ok(t, ask('GET', roles))
    t.deepEqual(items.find(({ role }: { role: string }) => role === 'auditor').may, one)
    return one
  }
  t.deepEqual(await told(alice), [...LEAD.may, named])
  t.deepEqual(await told(mo), LEAD.may)
  await ok(t, alice('PUT', `${at}/datasets/merger/access/grants/user:mo`, { level: 'can_view' }))
  t.deepEqual(await told(mo), [...LEAD.may, named])
})
