/** Nobody gives more than they reach, by any call whose change gives something to somebody. */
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()
const STRONG = 'role_too_strong'

/** With Dora of the help desk, who may do much to the organisation, and sees `streets` alone. */
const withDora = async (
  t: ExecutionContext,
  org: string,
  based_on: string,
  ...actions: readonly string[]
) => {
  const world = await acme(t, service, org)
  const { alice, at } = world
  const publish = async (...lines: readonly string[]) => {
    const { text } = await alice('GET', `${at}/policy`, undefined, { headers: { accept: 'text/plain' } })
    const rules = `${text}${lines.map(line => `${line}\n`).join('')}`
    await ok(t, alice('PUT', `${at}/policy`, { rules, accept: ['escalation'] }))
  }
  const may = actions.map(action => ({ resource: 'org', action }))
  const desk = { based_on, may, accept: ['escalation'] }
  await ok(t, alice('PUT', `${at}/roles/desk`, desk))
  await ok(t, alice('PUT', `${at}/members/dora`, { role: 'desk' }))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:dora`, { level: 'can_view' }))
  await ok(t, alice('POST', `${at}/datasets`, { id: 'secret', name: 'Secret' }), 201)
  for (const group of ['viewers', 'insiders', 'chiefs', 'inner'])
    await ok(t, alice('PUT', `${at}/groups/${group}`, {}))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:viewers`, { level: 'can_view' }))
  await ok(t, alice('PUT', `${at}/datasets/secret/access/grants/group:insiders`, { level: 'can_view' }))
  await ok(t, alice('PUT', `${at}/groups/insiders/members/group:inner`, {}))
  const dora = await world.key('user:dora', ['check', 'read', 'write'])
  const joins = (group: string, who: string) => dora('PUT', `${at}/groups/${group}/members/${who}`, {})
  return { ...world, org, dora, joins, publish }
}

test('who puts somebody into a group reaches as far as the group, and as those that it is in', async t => {
  const { alice, dora, at, joins, publish, org, may } = await withDora(
    t,
    'groups-reach',
    'member',
    'groups.write',
  )
  await ok(t, joins('viewers', 'user:gus'))
  for (const who of ['user:gus', 'user:dora', 'group:viewers']) {
    t.regex((await refused(t, joins('insiders', who), STRONG)).detail, /view on dataset:secret/)
    await refused(t, joins('inner', who), STRONG)
  }
  // What a cap takes from her own role counts: it does not take it from others.
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:viewers`, { level: 'can_edit' }))
  t.regex((await refused(t, joins('viewers', 'user:mo'), STRONG)).detail, /edit on dataset:streets/)
  // Nor does she make a weak group strong by what it is in.
  await refused(t, dora('PUT', `${at}/groups/insiders/members/group:viewers`, {}), STRONG)
  await publish(`p, group:chiefs, ${org}, org, members.role, allow`)
  t.regex((await refused(t, joins('chiefs', 'user:dora'), STRONG)).detail, /members.role on org/)
  const all = {
    operations: [{ operation: 'addGroupMember', params: { group: 'chiefs', subject: 'user:dora' } }],
  }
  t.is((await refused(t, dora('POST', `${at}/changes`, all), STRONG)).errors[0].path, 'operations/0')
  await ok(
    t,
    joins('chiefs', 'user:gus').then(() =>
      alice('PUT', `${at}/groups/chiefs/members/user:gus`, { expires_at: '2999-01-01T00:00:00.000Z' }),
    ),
  )
  // Another end for somebody who is in there already is given, too; taking them out is not.
  await refused(t, joins('chiefs', 'user:gus'), STRONG)
  await ok(t, dora('DELETE', `${at}/groups/chiefs/members/user:gus`))
  // Who may grant on a resource gives what is granted there.
  const granted = `${at}/datasets/secret/access/grants/user:mo`
  await ok(t, alice('PUT', granted, { level: 'can_manage' }))
  await publish(`p, user:mo, ${org}, org, groups.write, allow`)
  const mo = service.as(
    await (
      await alice('POST', `${at}/api-keys`, { subject: 'user:mo', name: 'x', scopes: ['read', 'write'] })
    ).body.key,
  )
  await ok(t, mo('PUT', `${at}/groups/insiders/members/user:gus`, {}))
  t.true(await may('user:gus', 'view', 'dataset:secret'))
  t.false(await may('user:dora', 'view', 'dataset:secret'))
})

test('who takes a deny away has what it denies', async t => {
  const { alice, dora, at, org, publish, may } = await withDora(
    t,
    'denies-reach',
    'member',
    'groups.write',
    'members.remove',
    'members.invite',
  )
  await ok(t, alice('PUT', `${at}/groups/suspended`, {}))
  await publish(`p, group:suspended, ${org}, dataset:streets, view, deny`)
  for (const who of ['dora', 'gus'])
    await ok(t, dora('PUT', `${at}/groups/suspended/members/user:${who}`, {}))
  t.false(await may('user:dora', 'view', 'dataset:streets'))
  for (const who of ['dora', 'gus'])
    await refused(t, dora('DELETE', `${at}/groups/suspended/members/user:${who}`), STRONG)
  const soon = { expires_at: '2999-01-01T00:00:00.000Z' }
  await refused(t, dora('PUT', `${at}/groups/suspended/members/user:dora`, soon), STRONG)
  await refused(t, dora('DELETE', `${at}/groups/suspended`), STRONG)
  // Not by way of somebody who is disabled either, who comes back without it.
  await ok(t, dora('POST', `${at}/members/gus/disable`))
  await refused(t, dora('DELETE', `${at}/groups/suspended/members/user:gus`), STRONG)
  await ok(t, dora('POST', `${at}/members/gus/enable`))
  await ok(t, alice('PUT', `${at}/members/eve`, { role: 'guest' }))
  await ok(t, dora('PUT', `${at}/groups/suspended/members/user:eve`, {}))
  await ok(t, dora('DELETE', `${at}/members/eve`))
  await ok(t, alice('DELETE', `${at}/groups/suspended/members/user:dora`))
  await ok(t, dora('DELETE', `${at}/groups/suspended/members/user:gus`))
})

test('who may write the policy gives by it what they reach, and no more', async t => {
  const { alice, dora, at, org, publish } = await withDora(
    t,
    'policy-reach',
    'member',
    'policy.read',
    'policy.write',
    'permissions.read',
  )
  await publish(`p, user:gus, ${org}, dataset:streets, edit, deny`)
  const { text } = await dora('GET', `${at}/policy`, undefined, { headers: { accept: 'text/plain' } })
  const wish = (...lines: readonly string[]) => ({
    rules: `${text}${lines.map(line => `${line}\n`).join('')}`,
  })
  const without = { rules: text.replace(/^p, user:gus.*edit, deny\n/m, '') }
  const beyond = [
    wish(`g, user:gus, role:admin, ${org}`),
    wish(`g, user:gus, group:insiders, ${org}`),
    wish(`p, user:dora, ${org}, org, members.role, allow`),
    wish(`p, role:guest, ${org}, datasets, can_view, allow`),
    wish(`p, role:desk, ${org}, dataset:secret, can_view, allow`),
    wish(`g, role:spy, role:admin, ${org}`),
    without,
  ]
  for (const each of beyond) {
    await refused(t, dora('PUT', `${at}/policy`, { ...each, accept: ['escalation'] }), STRONG)
    // She may plan it, for somebody who reaches as far.
    const plan = await ok(t, dora('POST', `${at}/policy/plans`, each), 201)
    const accept = ['escalation', 'lockouts', 'own_right']
    await refused(t, dora('POST', `${at}/policy/plans/${plan.id}/apply`, { accept }), STRONG)
  }
  const reader = { may: [{ resource: 'datasets', action: 'can_view' }] }
  await refused(t, dora('PUT', `${at}/roles/desk`, reader), STRONG)
  await ok(
    t,
    dora('PUT', `${at}/policy`, wish(`p, group:viewers, ${org}, dataset:streets, runs.read, allow`)),
  )
  const { revision } = await ok(t, alice('GET', at))
  await ok(t, alice('DELETE', `${at}/groups/insiders/members/group:inner`))
  await refused(t, dora('POST', `${at}/policy/rollback`, { revision }), STRONG)
  await refused(t, dora('POST', `${at}/policy/plans`, { policy_set: 'none' }), 'unknown_policy_set')
  const set = await ok(t, dora('POST', `${at}/policy/plans`, { policy_set: 'datasets-enterprise' }), 201)
  await refused(t, dora('POST', `${at}/policy/plans/${set.id}/apply`, {}), STRONG)
})

test('who decides by what people are recognised reaches as far as anybody', async t => {
  const { alice, dora, at } = await withDora(
    t,
    'recognised',
    'guest',
    'settings.write',
    'members.role',
    'members.invite',
  )
  const idp = {
    name: 'Mine',
    protocol: 'oidc',
    settings: { issuer: 'https://idp.example', client_id: 'k' },
    join_by: 'external_id',
  }
  await refused(t, dora('POST', `${at}/identity-providers`, idp), STRONG)
  const { id } = await ok(t, alice('POST', `${at}/identity-providers`, idp), 201)
  await refused(t, dora('PUT', `${at}/identity-providers/${id}`, { ...idp, join_linked: true }), STRONG)
  await refused(t, dora('POST', `${at}/scim-tokens`, { idp: id, name: 'x' }), STRONG)
  await refused(t, dora('PUT', `${at}/email-domains/acme.example`, {}), STRONG)
  await ok(t, alice('PUT', `${at}/email-domains/acme.example`, {}))
  await refused(t, dora('POST', `${at}/email-domains/acme.example/verify`), STRONG)
  for (const wish of [
    { external_id: 'dora' },
    { email: 'dora@acme.example' },
    { attributes: { email_verified: true } },
  ])
    await refused(t, dora('PUT', `${at}/members/alice`, wish), STRONG)
  await ok(t, dora('PUT', `${at}/members/gus`, { external_id: 'gus' }))
  await ok(t, dora('PUT', `${at}/members/alice`, { name: 'Alice' }))
  await ok(t, alice('PUT', `${at}/members/max`, { role: 'admin' }))
  await ok(t, alice('POST', `${at}/members/max/disable`))
  await refused(t, dora('PUT', `${at}/members/max`, { external_id: 'dora' }), STRONG)
})

test('a key of somebody, and another account of theirs, is worth what was granted to them', async t => {
  const { alice, dora, at } = await withDora(
    t,
    'worth',
    'member',
    'api_keys.write',
    'members.role',
    'members.remove',
    'settings.write',
  )
  const key = () => dora('POST', `${at}/api-keys`, { subject: 'user:gus', name: 'x' })
  const merged = () => dora('POST', `${at}/members/dora/merge`, { from: 'gus' })
  await ok(t, key(), 201)
  await ok(t, alice('PUT', `${at}/groups/inner/members/user:gus`, {}))
  t.regex((await refused(t, key(), STRONG)).detail, /view on dataset:secret/)
  await refused(t, merged(), STRONG)
  await ok(t, alice('DELETE', `${at}/groups/inner/members/user:gus`))
  await ok(t, key(), 201)
  await ok(t, alice('PUT', `${at}/datasets/secret/access/grants/user:gus`, { level: 'can_view' }))
  await refused(t, key(), STRONG)
  await refused(t, merged(), STRONG)
})

test('an invitation grants only where its sender still may', async t => {
  const { alice, dora, at, may } = await withDora(t, 'promised', 'member', 'members.invite')
  await ok(t, alice('PUT', `${at}/datasets/secret/access/grants/user:dora`, { level: 'can_manage' }))
  const invite = async (email: string) => {
    const grants = [{ resource: 'dataset:secret', level: 'can_edit' }]
    return ok(t, dora('POST', `${at}/invitations`, { email, role: 'member', grants }), 201)
  }
  const accepted = async ({ accept_token: token }: { accept_token: string }) =>
    (await ok(t, service.as()('POST', '/v1/invitations/accept', { token }), 201)).subject
  const [one, other] = [await invite('a@acme.example'), await invite('b@acme.example')]
  t.true(await may(await accepted(one), 'edit', 'dataset:secret'))
  await ok(t, alice('DELETE', `${at}/datasets/secret/access/grants/user:dora`))
  t.false(await may(await accepted(other), 'view', 'dataset:secret'))
})
