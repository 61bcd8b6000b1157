/** SCIM tokens: each for one identity provider of one organisation, and for nothing else. */
import test from 'ava'
import { adjust } from '../bridge/bridge-world.ts'
import { ann, asking, scimWorld } from './world.ts'

test('a token is for one organisation, and for SCIM only', async t => {
  const w = await scimWorld(t)
  const { body } = await w.scim.alpha('POST', '/Users', ann())
  const { url } = w.service
  const strangers = [
    asking(url, 'alpha', w.tokens.beta),
    asking(url, 'beta', w.tokens.alpha),
    asking(url, 'alpha', ''),
    asking(url, 'alpha', 'nonsense'),
    asking(url, 'nowhere', w.tokens.alpha),
    asking(url, 'alpha', 'the-operator-key-of-these-tests'),
  ]
  const answers = await Promise.all(strangers.map(ask => ask('GET', `/Users/${body.id}`)))
  for (const answer of answers) {
    t.is(answer.status, 401)
    t.deepEqual(answer.body, answers[0]?.body)
  }
  t.is((await w.service.as(w.tokens.alpha)('GET', '/v1/whoami')).status, 401)
  t.is((await w.scim.beta('GET', `/Users/${body.id}`)).status, 404)
  t.is((await w.scim.beta('DELETE', `/Users/${body.id}`)).status, 404)
})

test('a token that was revoked or has expired is refused; it is never shown again', async t => {
  const w = await scimWorld(t)
  const { operator } = w.service
  const path = '/v1/orgs/alpha/scim-tokens'
  const [token] = (await operator('GET', path)).body.items
  t.false(JSON.stringify(token).includes(w.tokens.alpha))
  t.is((await operator('DELETE', `${path}/${token.id}`)).status, 200)
  t.is((await w.scim.alpha('GET', '/Users')).status, 401)
  const old = await operator('POST', path, {
    idp: w.alpha.id,
    name: 'old',
    expires_at: '2020-01-01T00:00:00Z',
  })
  t.is((await asking(w.service.url, 'alpha', old.body.scim_token)('GET', '/Users')).status, 401)
})

test('a token is worth nothing while its identity provider is disabled', async t => {
  const w = await scimWorld(t)
  await adjust(t, w, w.alpha, { enabled: false })
  t.is((await w.scim.alpha('GET', '/Users')).status, 401)
  // A replacement that does not mention it does not enable it.
  await adjust(t, w, w.alpha, {})
  t.is((await w.scim.alpha('GET', '/Users')).status, 401)
  await adjust(t, w, w.alpha, { enabled: true })
  t.is((await w.scim.alpha('GET', '/Users')).status, 200)
})
