/** What an OpenID provider leaves out, states oddly or states too much of: refused, or read in the one way that is safe. */
import test from 'ava'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { nowSeconds } from './oidc-idp.ts'
import { connect, refused, signIn, world } from './oidc-world.ts'

test('a demand for a young proof is not met by silence, nor by a time of 0', async t => {
  const w = await world(t)
  for (const auth_time of [undefined, 0]) {
    w.alpha.knobs.claims = claims => ({ ...claims, auth_time })
    await refused(t, 'answer_stale', signIn(w, w.toAlpha, { max_age: 3600 }))
    // To a demand for a new proof a provider may say nothing: the demand itself makes it ask.
    t.is((await signIn(w, w.toAlpha, { force: true })).subject, 'alpha-1', String(auth_time))
  }
  w.alpha.knobs.claims = claims => ({ ...claims, auth_time: nowSeconds() - 10 })
  t.is((await signIn(w, w.toAlpha, { max_age: 3600 })).subject, 'alpha-1')
})

for (const claim of ['auth_time', 'iat'] as const)
  test(`an ${claim} in the future, or that is no time, is refused`, async t => {
    const w = await world(t)
    w.alpha.knobs.claims = claims => ({ ...claims, [claim]: nowSeconds() + 7200 })
    await refused(t, 'answer_expired', signIn(w))
    w.alpha.knobs.claims = claims => ({ ...claims, [claim]: 'yesterday' })
    await t.throwsAsync(signIn(w), { instanceOf: SignInRefused })
    // Within the clocks' difference it is now.
    w.alpha.knobs.claims = claims => ({ ...claims, [claim]: nowSeconds() + 20 })
    t.is((await signIn(w)).subject, 'alpha-1')
  })

test('a token of another kind is no ID token', async t => {
  const w = await world(t)
  for (const typ of ['at+jwt', 'application/at+jwt', 'logout+jwt', 'dpop+jwt']) {
    w.alpha.knobs.token = claims => w.alpha.sign(claims, { typ })
    await refused(t, 'answer_invalid', signIn(w))
  }
  w.alpha.knobs.token = claims => w.alpha.sign(claims, { typ: 'JWT' })
  t.is((await signIn(w)).subject, 'alpha-1')
})

test('groups are split wherever they stand, and trimmed', async t => {
  const w = await world(t)
  const split = connect('alpha', w.alpha, { groups_delimiter: ';' })
  for (const groups of ['a; b;c', ['a; b', 'c'], ['a', ' b ', 'c;;']]) {
    w.alpha.person = { ...w.alpha.person, groups }
    t.deepEqual((await signIn(w, split)).groups, ['a', 'b', 'c'], JSON.stringify(groups))
  }
})

test('groups that cannot be read whole do not pass for fewer', async t => {
  const w = await world(t)
  const many = (count: number) => Array.from({ length: count }, (_, i) => `group ${i}`)
  for (const groups of [
    many(2_001),
    { staff: true },
    [{ name: 'staff' }],
    7,
    true,
    ['x'.repeat(513)],
    ['\ud800'],
  ]) {
    w.alpha.person = { ...w.alpha.person, groups }
    await refused(t, 'idp_misconfigured', signIn(w))
  }
  w.alpha.person = { ...w.alpha.person, groups: many(2_000) }
  t.is((await signIn(w)).groups.length, 2_000)
  for (const groups of [undefined, null, []]) {
    w.alpha.person = { ...w.alpha.person, groups }
    t.deepEqual((await signIn(w)).groups, [])
  }
})

test('a subject that two readers could take for two is none', async t => {
  const w = await world(t)
  for (const sub of [' alpha-1', 'alpha-1\n', 'alpha\u0000-1', '\ud800', 'x'.repeat(256)]) {
    w.alpha.person = { ...w.alpha.person, sub }
    await refused(t, 'answer_subject', signIn(w))
  }
})

test('a name is kept as text that every store keeps alike', async t => {
  const w = await world(t)
  w.alpha.person = { ...w.alpha.person, name: ' Ann\n\ud800 Lee\u0007 ' }
  t.is((await signIn(w)).name, 'Ann \ufffd Lee')
})

test('a key that was replaced under its old id is found at once', async t => {
  const w = await world(t)
  t.is((await signIn(w)).subject, 'alpha-1')
  const { kid } = w.alpha.publicKey()
  await w.alpha.rotate()
  const renamed = (key: object) => ({ ...key, kid })
  w.alpha.knobs.keys = ({ keys }) => ({ keys: keys.map(renamed) })
  w.alpha.knobs.token = claims => w.alpha.sign(claims, { kid })
  t.is((await signIn(w)).subject, 'alpha-1')
  // A key that was never published is asked for in vain, a few times.
  const before = w.alpha.asked.get('/jwks') ?? 0
  await w.alpha.rotate()
  w.alpha.knobs.keys = () => ({ keys: [] })
  for (let i = 0; i < 10; i += 1) await refused(t, 'answer_signature', signIn(w))
  t.true((w.alpha.asked.get('/jwks') ?? 0) - before <= 4)
})

test('a set of keys without an end is not tried', async t => {
  const w = await world(t)
  w.alpha.knobs.keys = ({ keys }) => ({
    keys: Array.from({ length: 101 }, (_, i) => ({ ...keys[0], kid: `k${i}` })),
  })
  await refused(t, 'idp_misconfigured', signIn(w))
})
