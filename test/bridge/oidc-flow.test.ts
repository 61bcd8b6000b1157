import test from 'ava'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { nowSeconds } from './oidc-idp.ts'
import { begin, connect, plain, refused, signIn, startWorld } from './oidc-world.ts'

test('an honest provider is believed, each in its own organisation', async t => {
  const world = await startWorld(t)
  world.alpha.person = { ...world.alpha.person, groups: ['staff', 'staff', 7, ''] }
  const ann = await signIn(world)
  t.is(ann.subject, 'alpha-1')
  t.is(ann.email, 'ann@alpha.example')
  t.true(ann.email_verified)
  t.deepEqual(ann.groups, ['staff', '7'])
  t.is(ann.sid, 'kasbah-at-alpha-session')
  t.is((await signIn(world, world.toBeta)).subject, 'beta-1')
})

test('what is asked: code, PKCE with S256, state, nonce, our address', async t => {
  const world = await startWorld(t)
  await signIn(world, world.toAlpha, {
    login_hint: 'ann@alpha.example',
    acr_values: ['gold', 'silver'],
    force: true,
  })
  const asked = world.alpha.last
  t.is(asked.get('response_type'), 'code')
  t.is(asked.get('code_challenge_method'), 'S256')
  t.is(asked.get('code_challenge')?.length, 43)
  t.is(asked.get('state'), plain.state)
  t.true((asked.get('nonce')?.length ?? 0) >= 43)
  t.is(asked.get('redirect_uri'), world.toAlpha.addresses.callback)
  t.is(asked.get('login_hint'), 'ann@alpha.example')
  t.is(asked.get('acr_values'), 'gold silver')
  t.is(asked.get('prompt'), 'login')
})

test('nonce and verifier are new each time', async t => {
  const world = await startWorld(t)
  const [one, two] = [await begin(world, world.toAlpha), await begin(world, world.toAlpha)]
  t.not(one.memory.nonce, two.memory.nonce)
  t.not(one.memory.verifier, two.memory.verifier)
})

for (const method of ['client_secret_basic', 'client_secret_post'] as const)
  test(`${method} with a secret full of reserved characters`, async t => {
    const world = await startWorld(t)
    t.is((await signIn(world, connect('alpha', world.alpha, { client_auth: method }))).subject, 'alpha-1')
  })

test('client_secret_basic_raw sends the secret as it is', async t => {
  const world = await startWorld(t)
  let header = ''
  world.alpha.knobs.before = (path, req) => {
    if (path === '/token') header = req.headers.authorization ?? ''
    return false
  }
  await refused(
    t,
    'client_refused',
    signIn(world, connect('alpha', world.alpha, { client_auth: 'client_secret_basic_raw' })),
  )
  t.is(
    Buffer.from(header.slice(6), 'base64').toString(),
    `${world.alpha.client_id}:${world.alpha.client_secret}`,
  )
})

test('a wrong client secret', async t => {
  const world = await startWorld(t)
  await refused(t, 'client_refused', signIn(world, { ...world.toAlpha, secrets: { client_secret: 'old' } }))
})

test("alpha's answer at beta's callback is refused before its code is redeemed", async t => {
  const world = await startWorld(t)
  const atAlpha = await begin(world, world.toAlpha)
  const atBeta = await begin(world, world.toBeta)
  const back = await world.alpha.visit(atAlpha.url)
  await refused(t, 'answer_issuer', world.protocol.finish(world.toBeta, atBeta.memory, back.searchParams))
  t.is(world.beta.asked.get('/token'), undefined)
})

test('an answer without iss from a provider that promises it', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.answer = answer => {
    answer.delete('iss')
    return answer
  }
  await refused(t, 'answer_issuer', signIn(world))
  t.is(world.alpha.asked.get('/token'), undefined)
})

test("alpha serves beta's ID token", async t => {
  const world = await startWorld(t)
  world.alpha.knobs.token = claims =>
    world.beta.sign({ ...claims, iss: world.beta.issuer, aud: world.beta.client_id })
  await refused(t, 'answer_issuer', signIn(world))
})

test('another state than was sent', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.answer = answer => {
    answer.set('state', 'another')
    return answer
  }
  await refused(t, 'answer_invalid', signIn(world))
  t.is(world.alpha.asked.get('/token'), undefined)
})

test('a code of another sign-in fails at PKCE', async t => {
  const world = await startWorld(t)
  const mine = await begin(world, world.toAlpha)
  const theirs = await begin(world, world.toAlpha)
  const back = await world.alpha.visit(theirs.url)
  await refused(t, 'idp_refused', world.protocol.finish(world.toAlpha, mine.memory, back.searchParams))
})

test('a session older than was asked for is not enough', async t => {
  const world = await startWorld(t)
  const auth_time = nowSeconds() - 600
  world.alpha.knobs.claims = claims => ({ ...claims, auth_time })
  await refused(t, 'answer_stale', signIn(world, world.toAlpha, { max_age: 300 }))
  await refused(t, 'answer_stale', signIn(world, world.toAlpha, { force: true }))
  t.is((await signIn(world, world.toAlpha, { max_age: 900 })).auth_time, auth_time)
})

test("the provider's own refusal is passed on, harmless and short", async t => {
  const world = await startWorld(t)
  world.alpha.knobs.answer = answer => {
    const error = `<script>alert(1)</script>\u0000${'x'.repeat(2000)}`
    return new URLSearchParams({
      error: 'access_denied',
      error_description: error,
      state: answer.get('state') ?? '',
      iss: world.alpha.issuer,
    })
  }
  const error = await t.throwsAsync(signIn(world), { instanceOf: SignInRefused })
  t.is(error?.code, 'idp_refused')
  t.true((error?.detail.length ?? 0) < 350)
  t.false(error?.detail.includes('\u0000'))
})

for (const [what, answer] of [
  ['nothing', {}],
  ['no code', { state: plain.state }],
  ['an error and nothing else', { error: 'server_error' }],
] as const)
  test(`an answer of ${what} is refused`, async t => {
    const world = await startWorld(t)
    const { memory } = await begin(world, world.toAlpha)
    const error = await t.throwsAsync(
      world.protocol.finish(
        world.toAlpha,
        memory,
        new URLSearchParams({ ...answer, iss: world.alpha.issuer }),
      ),
      { instanceOf: SignInRefused },
    )
    t.regex(error?.code ?? '', /^(?:answer_invalid|idp_refused)$/)
  })

test('an answer whose parameters come twice', async t => {
  const world = await startWorld(t)
  const { url, memory } = await begin(world, world.toAlpha)
  const back = (await world.alpha.visit(url)).searchParams
  back.append('code', 'another')
  const error = await t.throwsAsync(world.protocol.finish(world.toAlpha, memory, back), {
    instanceOf: SignInRefused,
  })
  t.truthy(error)
})
