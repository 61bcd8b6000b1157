/** Every lie of a provider, told to the running service by a browser that knows no better: a page with its code, and nobody made. */
import test from 'ava'
import { enter, startWorld, type World } from './bridge-world.ts'
import { lies, type Pair, signatures } from './oidc-lies.ts'

const people = async ({ service }: World) =>
  (await service.operator('GET', '/v1/orgs/alpha/members')).body.items.length

test('ID tokens that lie', async t => {
  const world = await startWorld(t)
  for (const [what, code, lie] of lies) {
    world.alpha.idp.knobs.claims = lie
    const { refused, shown } = await enter(t, world, world.alpha)
    t.is(refused, code, what)
    t.is(shown.status, 400, what)
  }
  t.is(await people(world), 1)
  t.is((await enter(t, world, world.beta)).refused, undefined)
})

test('ID tokens that nobody signed', async t => {
  const world = await startWorld(t)
  const pair: Pair = { alpha: world.alpha.idp, beta: world.beta.idp }
  for (const [what, make] of signatures) {
    world.alpha.idp.knobs.token = claims => make(pair, claims)
    t.is((await enter(t, world, world.alpha)).refused, 'answer_signature', what)
  }
  t.is(await people(world), 1)
})

test('userinfo of someone else, an answer without iss, a refusal, a secret that is wrong', async t => {
  const world = await startWorld(t)
  const { knobs } = world.alpha.idp
  const before = { ...knobs }
  knobs.userinfo = () => ({ ...world.alpha.idp.person, sub: 'someone-else' })
  t.is((await enter(t, world, world.alpha)).refused, 'answer_subject')
  Object.assign(knobs, before, {
    answer: (answer: URLSearchParams) => {
      answer.delete('iss')
      return answer
    },
  })
  t.is((await enter(t, world, world.alpha)).refused, 'answer_issuer')
  Object.assign(knobs, before, {
    answer: (answer: URLSearchParams) =>
      new URLSearchParams({
        error: 'access_denied',
        error_description: '<img src=x>',
        state: answer.get('state') ?? '',
        iss: world.alpha.idp.issuer,
      }),
  })
  const denied = await enter(t, world, world.alpha)
  t.is(denied.refused, 'idp_refused')
  t.false(denied.shown.text.includes('<img'))
  Object.assign(knobs, before, {
    before: (path: string, _req: unknown, res: import('node:http').ServerResponse) => {
      if (path === '/token')
        res.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}')
      return path === '/token'
    },
  })
  t.is((await enter(t, world, world.alpha)).refused, 'client_refused')
  t.is(await people(world), 1)
})

test('keys: a rotation is followed, a flood of unknown ones is bounded, both through sign-ins', async t => {
  const world = await startWorld(t)
  t.is((await enter(t, world, world.alpha)).refused, undefined)
  await world.alpha.idp.rotate()
  t.is((await enter(t, world, world.alpha)).refused, undefined)
  const before = world.alpha.idp.asked.get('/jwks') ?? 0
  world.alpha.idp.knobs.token = claims => world.beta.idp.sign(claims, { kid: Math.random().toString(36) })
  for (let turn = 0; turn < 10; turn += 1)
    t.is((await enter(t, world, world.alpha)).refused, 'answer_signature')
  t.true((world.alpha.idp.asked.get('/jwks') ?? 0) - before <= 5)
  t.is((await enter(t, world, world.beta)).refused, undefined)
})
