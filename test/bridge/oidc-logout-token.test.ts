import test from 'ava'
import type { SignInRefusal } from '../../src/model/refusals.ts'
import { HOUR, nowSeconds, type OidcIdp } from './oidc-idp.ts'
import { b64, refused, startWorld } from './oidc-world.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const logoutClaims = (idp: OidcIdp) => ({
  iss: idp.issuer,
  aud: idp.client_id,
  iat: nowSeconds(),
  exp: nowSeconds() + 120,
  jti: 'once',
  sub: 'alpha-1',
  sid: 'session-1',
  events: { [EVENT]: {} },
})

for (const typ of ['logout+jwt', 'application/logout+jwt', 'JWT', undefined])
  test(`a logout token with typ ${typ} is understood`, async t => {
    const world = await startWorld(t)
    const token = await world.alpha.sign(logoutClaims(world.alpha), typ ? { typ } : {})
    const said = await world.protocol.logout?.(world.toAlpha, token)
    t.is(said?.subject, 'alpha-1')
    t.is(said?.sid, 'session-1')
    t.is(said?.once.id, 'once')
  })

const badLogouts: readonly (readonly [
  string,
  SignInRefusal,
  (claims: Record<string, unknown>) => Record<string, unknown>,
])[] = [
  ['a nonce', 'answer_invalid', claims => ({ ...claims, nonce: 'x' })],
  ['no event', 'answer_invalid', ({ events, ...rest }) => rest],
  ['another event', 'answer_invalid', claims => ({ ...claims, events: { other: {} } })],
  ['an event that is no object', 'answer_invalid', claims => ({ ...claims, events: { [EVENT]: true } })],
  ['another audience', 'answer_audience', claims => ({ ...claims, aud: 'x' })],
  ['another issuer', 'answer_issuer', claims => ({ ...claims, iss: 'https://evil.example' })],
  ['neither sub nor sid', 'answer_subject', ({ sub, sid, ...rest }) => rest],
  ['no jti', 'answer_invalid', ({ jti, ...rest }) => rest],
  ['no iat', 'answer_invalid', ({ iat, ...rest }) => rest],
  ['an expiry in the past', 'answer_expired', claims => ({ ...claims, exp: nowSeconds() - HOUR })],
]
for (const [what, code, lie] of badLogouts)
  test(`a logout token with ${what} is refused`, async t => {
    const world = await startWorld(t)
    const token = await world.alpha.sign(lie(logoutClaims(world.alpha)))
    await refused(t, code, world.protocol.logout?.(world.toAlpha, token) ?? Promise.resolve())
  })

test('a logout token of the other provider, unsigned, or no token at all', async t => {
  const world = await startWorld(t)
  const claims = logoutClaims(world.alpha)
  const logout = (token: string) => world.protocol.logout?.(world.toAlpha, token) ?? Promise.resolve()
  await refused(t, 'answer_signature', logout(await world.beta.sign(claims)))
  await refused(t, 'answer_signature', logout(`${b64({ alg: 'none' })}.${b64(claims)}.`))
  await refused(t, 'answer_invalid', logout('nonsense'))
  await refused(t, 'answer_invalid', logout(await world.alpha.sign({ ...claims }, { typ: 'at+jwt' })))
})

test('an ID token is no logout token', async t => {
  const world = await startWorld(t)
  const { events, ...idToken } = logoutClaims(world.alpha)
  await refused(
    t,
    'answer_invalid',
    world.protocol.logout?.(world.toAlpha, await world.alpha.sign(idToken)) ?? Promise.resolve(),
  )
})
