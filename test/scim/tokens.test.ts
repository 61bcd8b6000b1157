/** SCIM tokens: each for one identity provider of one organisation, and for nothing else. */
import test from 'ava'
import { adjust } from '../bridge/bridge-world.ts'
import { ann, asking, startScimWorld } from './world.ts'

test('a token is for one organisation, and for SCIM only', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  const { url } = world.service
  const strangers = [
    asking(url, 'alpha', world.tokens.beta),
    asking(url, 'beta', world.tokens.alpha),
    asking(url, 'alpha', ''),
    asking(url, 'alpha', 'nonsense'),
    asking(url, 'nowhere', world.tokens.alpha),
    asking(url, 'alpha', 'the-operator-key-of-these-tests'),
  ]
  const answers = await Promise.all(strangers.map(ask => ask('GET', `/Users/${body.id}`)))
  for (const answer of answers) {
    t.is(answer.status, 401)
    t.deepEqual(answer.body, answers[0]?.body)
  }
  t.is((await world.service.as(world.tokens.alpha)('GET', '/v1/whoami')).status, 401)
  t.is((await world.scim.beta('GET', `/Users/${body.id}`)).status, 404)
  t.is((await world.scim.beta('DELETE', `/Users/${body.id}`)).status, 404)
})

test('a token that was revoked or has expired is refused; it is never shown again', async t => {
  const world = await startScimWorld(t)
  const { operator } = world.service
  const path = '/v1/orgs/alpha/scim-tokens'
  const [token] = (await operator('GET', path)).body.items
  t.false(JSON.stringify(token).includes(world.tokens.alpha))
  const idp = await operator('GET', `/v1/orgs/alpha/identity-providers/${world.alpha.id}`)
  t.is(token.provider, idp.body.name)
  t.is((await operator('DELETE', `${path}/${token.id}`)).status, 200)
  t.is((await world.scim.alpha('GET', '/Users')).status, 401)
  const old = await operator('POST', path, {
    idp: world.alpha.id,
    name: 'old',
    expires_at: '2020-01-01T00:00:00Z',
  })
  t.is((await asking(world.service.url, 'alpha', old.body.scim_token)('GET', '/Users')).status, 401)
})

test('a token is worth nothing while its identity provider is disabled', async t => {
  const world = await startScimWorld(t)
  await adjust(t, world, world.alpha, { enabled: false })
  t.is((await world.scim.alpha('GET', '/Users')).status, 401)
  // A replacement that does not mention it does not enable it.
  await adjust(t, world, world.alpha, {})
  t.is((await world.scim.alpha('GET', '/Users')).status, 401)
  await adjust(t, world, world.alpha, { enabled: true })
  t.is((await world.scim.alpha('GET', '/Users')).status, 200)
})
