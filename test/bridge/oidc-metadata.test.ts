import test from 'ava'
import { createOidcProtocol } from '../../adapters/idp-oidc/protocol.ts'
import { createOutbound } from '../../adapters/outbound/http.ts'
import { HOUR, nowSeconds } from './oidc-idp.ts'
import { begin, plain, refused, signIn, startWorld } from './oidc-world.ts'

test('a new key is taken up at once, also when it changes twice in a minute', async t => {
  const world = await startWorld(t)
  await signIn(world)
  for (let turn = 0; turn < 2; turn += 1) {
    await world.alpha.rotate()
    t.is((await signIn(world)).subject, 'alpha-1')
  }
})

test('a flood of unknown key ids asks for keys a few times only', async t => {
  const world = await startWorld(t)
  await signIn(world)
  const before = world.alpha.asked.get('/jwks') ?? 0
  world.alpha.knobs.token = claims => world.beta.sign(claims, { kid: Math.random().toString(36) })
  for (let turn = 0; turn < 12; turn += 1) await refused(t, 'answer_signature', signIn(world))
  t.true((world.alpha.asked.get('/jwks') ?? 0) - before <= 4)
  world.alpha.knobs.token = claims => world.alpha.sign(claims)
  t.is((await signIn(world)).subject, 'alpha-1')
})

const badMetadata: readonly (readonly [string, (honest: Record<string, unknown>) => unknown])[] = [
  ['another issuer', honest => ({ ...honest, issuer: 'https://evil.example' })],
  ['a template for an issuer', honest => ({ ...honest, issuer: 'http://127.0.0.1/{tenantid}' })],
  ['no token endpoint', ({ token_endpoint, ...rest }) => rest],
  [
    'a script for an authorization endpoint',
    honest => ({ ...honest, authorization_endpoint: 'javascript:alert(1)' }),
  ],
  ['a list in place of an object', () => []],
  ['no JSON', () => undefined],
]
for (const [what, lie] of badMetadata)
  test(`metadata with ${what} is refused`, async t => {
    const world = await startWorld(t)
    world.alpha.knobs.metadata = lie
    await refused(t, 'idp_misconfigured', begin(world, world.toAlpha))
    t.truthy((await begin(world, world.toBeta)).url)
  })

test('metadata that sends us to a closed network', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.metadata = honest => ({
    ...honest,
    token_endpoint: 'http://169.254.169.254/latest/meta-data',
  })
  await refused(t, 'idp_misconfigured', signIn(world))
})

test('an issuer on loopback is refused where its network is not allowed', async t => {
  const world = await startWorld(t)
  const strict = createOidcProtocol({ outbound: createOutbound({ allowed: [] }) })
  await refused(t, 'idp_misconfigured', strict.start(world.toAlpha, plain))
  t.is(world.alpha.asked.size, 0)
})

test('10 MB of metadata are cut off; the other provider goes on', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.before = (_path, _req, res) => {
    res.end(Buffer.alloc(10_000_000, 32))
    return true
  }
  await refused(t, 'idp_unavailable', begin(world, world.toAlpha))
  t.is((await signIn(world, world.toBeta)).subject, 'beta-1')
})

test('a provider that was never reached is unavailable, and is left alone for a while', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.before = (_path, _req, res) => {
    res.destroy()
    return true
  }
  for (let turn = 0; turn < 20; turn += 1) await refused(t, 'idp_unavailable', begin(world, world.toAlpha))
  t.is(world.alpha.asked.get('/.well-known/openid-configuration'), 1)
  t.is((await signIn(world, world.toBeta)).subject, 'beta-1')
})

test('a slow provider is asked once however many wait', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.before = async () => {
    await new Promise(resolve => setTimeout(resolve, 100))
    return false
  }
  const all = await Promise.all(Array.from({ length: 20 }, () => begin(world, world.toAlpha)))
  t.is(all.length, 20)
  t.is(world.alpha.asked.get('/.well-known/openid-configuration'), 1)
})

test('metadata and keys outlive an outage: stale, for a day', async t => {
  const world = await startWorld(t)
  await signIn(world)
  world.alpha.knobs.before = (path, _req, res) => {
    if (path === '/token' || path === '/authorize' || path === '/userinfo') return false
    res.writeHead(503).end()
    return true
  }
  world.clock = HOUR * 1000
  // The provider's clock runs with ours.
  world.alpha.knobs.claims = claims => ({ ...claims, exp: nowSeconds() + 2 * HOUR })
  t.is((await signIn(world)).subject, 'alpha-1')
  world.clock = 25 * HOUR * 1000
  await refused(t, 'idp_unavailable', begin(world, world.toAlpha))
})

test('a provider whose keys change again and again is followed; asking in vain is what is limited', async t => {
  const world = await startWorld(t)
  for (let turn = 0; turn < 12; turn += 1) {
    await world.alpha.rotate()
    t.is((await signIn(world)).subject, 'alpha-1')
  }
})

test('a key without an id that changes is followed too', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.keys = ({ keys }) => ({ keys: keys.map(({ kid, ...key }) => key) })
  world.alpha.knobs.token = claims => world.alpha.sign(claims, { kid: undefined })
  await signIn(world)
  await world.alpha.rotate()
  t.is((await signIn(world)).subject, 'alpha-1')
})

test('a provider that begins to lie in its metadata is noticed', async t => {
  const world = await startWorld(t)
  await signIn(world)
  world.alpha.knobs.metadata = honest => ({ ...honest, issuer: 'https://evil.example' })
  world.clock = 3_001
  await refused(t, 'idp_misconfigured', begin(world, world.toAlpha))
})

test('ten sign-ins in a row read the metadata once', async t => {
  const world = await startWorld(t)
  const now = Date.now()
  world.clock = 0
  for (let turn = 0; turn < 10; turn += 1) {
    world.clock = now - Date.now()
    await begin(world, world.toAlpha)
  }
  t.is(world.alpha.asked.get('/.well-known/openid-configuration'), 1)
})
