/** What an OpenID provider leaves out, states oddly or states too much of: refused, or read in the one way that is safe. */
import test from 'ava'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { nowSeconds } from './oidc-idp.ts'
import { connect, refused, signIn, startWorld } from './oidc-world.ts'

test('a demand for a young proof is not met by silence, nor by a time of 0', async t => {
  const world = await startWorld(t)
  for (const auth_time of [undefined, 0]) {
    world.alpha.knobs.claims = claims => ({ ...claims, auth_time })
    await refused(t, 'answer_stale', signIn(world, world.toAlpha, { max_age: 3600 }))
    // To a demand for a new proof a provider may say nothing: the demand itself makes it ask.
    t.is((await signIn(world, world.toAlpha, { force: true })).subject, 'alpha-1', String(auth_time))
  }
  world.alpha.knobs.claims = claims => ({ ...claims, auth_time: nowSeconds() - 10 })
  t.is((await signIn(world, world.toAlpha, { max_age: 3600 })).subject, 'alpha-1')
})

for (const claim of ['auth_time', 'iat'] as const)
  test(`an ${claim} in the future, or that is no time, is refused`, async t => {
    const world = await startWorld(t)
    world.alpha.knobs.claims = claims => ({ ...claims, [claim]: nowSeconds() + 7200 })
    await refused(t, 'answer_expired', signIn(world))
    world.alpha.knobs.claims = claims => ({ ...claims, [claim]: 'yesterday' })
    await t.throwsAsync(signIn(world), { instanceOf: SignInRefused })
    // Within the clocks' difference it is now.
    world.alpha.knobs.claims = claims => ({ ...claims, [claim]: nowSeconds() + 20 })
    t.is((await signIn(world)).subject, 'alpha-1')
  })

test('a token of another kind is no ID token', async t => {
  const world = await startWorld(t)
  for (const typ of ['at+jwt', 'application/at+jwt', 'logout+jwt', 'dpop+jwt']) {
    world.alpha.knobs.token = claims => world.alpha.sign(claims, { typ })
    await refused(t, 'answer_invalid', signIn(world))
  }
  world.alpha.knobs.token = claims => world.alpha.sign(claims, { typ: 'JWT' })
  t.is((await signIn(world)).subject, 'alpha-1')
})

test('groups are split wherever they stand, and trimmed', async t => {
  const world = await startWorld(t)
  const split = connect('alpha', world.alpha, { groups_delimiter: ';' })
  for (const groups of ['a; b;c', ['a; b', 'c'], ['a', ' b ', 'c;;']]) {
    world.alpha.person = { ...world.alpha.person, groups }
    t.deepEqual((await signIn(world, split)).groups, ['a', 'b', 'c'], JSON.stringify(groups))
  }
})

test('groups that cannot be read whole do not pass for fewer', async t => {
  const world = await startWorld(t)
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
    world.alpha.person = { ...world.alpha.person, groups }
    await refused(t, 'idp_misconfigured', signIn(world))
  }
  world.alpha.person = { ...world.alpha.person, groups: many(2_000) }
  t.is((await signIn(world)).groups.length, 2_000)
  for (const groups of [undefined, null, []]) {
    world.alpha.person = { ...world.alpha.person, groups }
    t.deepEqual((await signIn(world)).groups, [])
  }
})

test('a subject that two readers could take for two is none', async t => {
  const world = await startWorld(t)
  for (const sub of [' alpha-1', 'alpha-1\n', 'alpha\u0000-1', '\ud800', 'x'.repeat(256)]) {
    world.alpha.person = { ...world.alpha.person, sub }
    await refused(t, 'answer_subject', signIn(world))
  }
})

test('a name is kept as text that every store keeps alike', async t => {
  const world = await startWorld(t)
  world.alpha.person = { ...world.alpha.person, name: ' Ann\n\ud800 Lee\u0007 ' }
  t.is((await signIn(world)).name, 'Ann \ufffd Lee')
})

test('a key that was replaced under its old id is found at once', async t => {
  const world = await startWorld(t)
  t.is((await signIn(world)).subject, 'alpha-1')
  const { kid } = world.alpha.publicKey()
  await world.alpha.rotate()
  const renamed = (key: object) => ({ ...key, kid })
  world.alpha.knobs.keys = ({ keys }) => ({ keys: keys.map(renamed) })
  world.alpha.knobs.token = claims => world.alpha.sign(claims, { kid })
  t.is((await signIn(world)).subject, 'alpha-1')
  // A key that was never published is asked for in vain, a few times.
  const before = world.alpha.asked.get('/jwks') ?? 0
  await world.alpha.rotate()
  world.alpha.knobs.keys = () => ({ keys: [] })
  for (let i = 0; i < 10; i += 1) await refused(t, 'answer_signature', signIn(world))
  t.true((world.alpha.asked.get('/jwks') ?? 0) - before <= 4)
})

test('a set of keys without an end is not tried', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.keys = ({ keys }) => ({
    keys: Array.from({ length: 101 }, (_, i) => ({ ...keys[0], kid: `k${i}` })),
  })
  await refused(t, 'idp_misconfigured', signIn(world))
})
