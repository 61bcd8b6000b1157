/** Somebody may always administer: the engine is asked what they may, not which role they hold, on every channel. */
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const ALICE = (org: string) => `g, user:alice, role:admin, ${org}\n`

const denies = (org: string): readonly string[] => [
  `p, role:admin, ${org}, org, administer, deny\n`,
  `p, user:alice, ${org}, org, administer, deny\n`,
  `p, role:admin, ${org}, org, policy.write, deny\n`,
  `g, user:alice, group:barred, ${org}\np, group:barred, ${org}, org, members.role, deny\n`,
]

test('a published deny that would leave nobody to administer is refused, however it is written', async t => {
  const { alice, at } = await acme(t, service, 'denying')
  for (const deny of denies('denying'))
    await refused(t, alice('PUT', `${at}/policy`, { rules: ALICE('denying') + deny }), 'last_admin', deny)
  await ok(t, alice('GET', `${at}/members`))
})

test('a deny on one of two administrators is not; then the other is the last, for every call', async t => {
  const { alice, operator, key, at } = await acme(t, service, 'half')
  await ok(t, operator('PUT', `${at}/members/zoe`, { role: 'admin' }))
  const zoe = await key('user:zoe', ['read', 'write'])
  const rules = `${ALICE('half')}g, user:zoe, role:admin, half\np, user:zoe, half, org, administer, deny\n`
  await ok(t, alice('PUT', `${at}/policy`, { rules }))
  await refused(t, zoe('GET', `${at}/members`), 'forbidden')
  for (const ask of [alice, operator]) {
    await refused(t, ask('DELETE', `${at}/members/alice`), 'last_admin')
    await refused(t, ask('POST', `${at}/members/alice/disable`), 'last_admin')
    await refused(t, ask('PUT', `${at}/members/alice`, { role: 'member' }), 'last_admin')
  }
})

test('joining a group that is denied is refused to the last administrator, and so is a rollback to that', async t => {
  const { alice, operator, at } = await acme(t, service, 'joining')
  await ok(t, operator('PUT', `${at}/members/zoe`, { role: 'admin' }))
  const barred = 'p, group:barred, joining, org, administer, deny\n'
  const rules = `${ALICE('joining')}g, user:zoe, role:admin, joining\ng, user:alice, group:barred, joining\n${barred}`
  const locked = (await ok(t, operator('PUT', `${at}/policy`, { rules }))).revision
  await ok(t, operator('PUT', `${at}/groups/barred`, {}))
  await ok(t, operator('DELETE', `${at}/groups/barred/members/user:alice`))
  await ok(t, operator('DELETE', `${at}/members/zoe`))
  await refused(t, alice('PUT', `${at}/groups/barred/members/user:alice`), 'last_admin')
  // The rollback brings zoe back with the rule that bars alice.
  await ok(t, operator('POST', `${at}/policy/rollback`, { revision: locked }))
  await refused(t, operator('DELETE', `${at}/members/zoe`), 'last_admin')
})

test('the operator is let in whatever an organisation’s rules say, and can take it back', async t => {
  const { operator } = service
  await ok(t, operator('POST', '/v1/orgs', { id: 'locked', name: 'locked' }), 201)
  const at = '/v1/orgs/locked'
  // Nobody administers it yet, so nobody is locked out: the rule is taken.
  const rules = 'p, role:admin, locked, org, administer, deny\n'
  await ok(t, operator('PUT', `${at}/policy`, { rules }))
  await ok(t, operator('GET', `${at}/members`))
  await ok(t, operator('PUT', `${at}/members/alice`, { role: 'admin' }))
  await ok(t, operator('POST', `${at}/policy/rollback`, { revision: 1 }))
  t.deepEqual((await ok(t, operator('GET', `${at}/members`))).items.length, 1)
})
