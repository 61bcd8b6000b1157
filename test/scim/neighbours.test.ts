/** Two providers of one organisation keep their own people by SCIM, and cannot touch each other's. */
import test from 'ava'
import { memberOf, settingsOf } from '../bridge/bridge-world.ts'
import { createOidcIdp } from '../bridge/oidc-idp.ts'
import { ann, asking, GROUP, patch, startScimWorld } from './world.ts'

test('neither sees, changes, adopts or groups the people of the other', async t => {
  const world = await startScimWorld(t)
  const { operator, url } = world.service
  const partner = await createOidcIdp(t, 'partner')
  const connected = await operator('POST', '/v1/orgs/alpha/identity-providers', settingsOf(partner))
  const made = await operator('POST', '/v1/orgs/alpha/scim-tokens', {
    idp: connected.body.id,
    name: 'partner',
  })
  const theirs = asking(url, 'alpha', made.body.scim_token)

  const { body: user } = await world.scim.alpha('POST', '/Users', ann())
  const { body: group } = await world.scim.alpha('POST', '/Groups', {
    schemas: [GROUP],
    displayName: 'Team',
    members: [{ value: user.id }],
  })
  const off = patch({ op: 'replace', value: { active: false } })
  for (const [method, path, body] of [
    ['GET', `/Users/${user.id}`, undefined],
    ['PUT', `/Users/${user.id}`, ann({ active: false })],
    ['PATCH', `/Users/${user.id}`, off],
    ['DELETE', `/Users/${user.id}`, undefined],
    ['GET', `/Groups/${group.id}`, undefined],
    ['PATCH', `/Groups/${group.id}`, patch({ op: 'remove', path: 'members' })],
    ['DELETE', `/Groups/${group.id}`, undefined],
  ] as const)
    t.is((await theirs(method, path, body)).status, 404, `${method} ${path}`)
  t.is((await theirs('GET', '/Users')).body.totalResults, 0)
  const mixed = { schemas: [GROUP], displayName: 'Mixed', members: [{ value: user.id }] }
  t.is((await theirs('POST', '/Groups', mixed)).status, 400)

  const own = await theirs('POST', '/Users', ann())
  t.is(own.status, 201)
  t.not(own.body.id, user.id)
  t.like(await memberOf(world, 'alpha', String(user.id)), {
    role: 'guest',
    disabled: false,
    groups: [`group:${group.id}`],
  })
})

test('a provider that was removed or switched off keeps nobody any more', async t => {
  const world = await startScimWorld(t)
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const { operator } = world.service
  t.is((await operator('PUT', path, settingsOf(world.alpha.idp, { enabled: false }))).status, 200)
  t.is((await world.scim.alpha('GET', '/Users')).status, 401)
  t.is((await operator('PUT', path, settingsOf(world.alpha.idp, { enabled: true }))).status, 200)
  t.is((await world.scim.alpha('GET', '/Users')).status, 200)
  t.is((await operator('DELETE', path)).status, 200)
  t.is((await world.scim.alpha('GET', '/Users')).status, 401)
  t.deepEqual((await operator('GET', '/v1/orgs/alpha/scim-tokens')).body.items, [])
})
