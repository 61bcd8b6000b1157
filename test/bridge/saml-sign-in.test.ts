import test from 'ava'
import { begin as leave } from './bridge-world.ts'
import { addresses, answerTo, enter, metadataOf, post, startWorld } from './saml-service.ts'
import { keys } from './saml-world.ts'

test('a person signs in by SAML, each in their own organisation, and is the same one again', async t => {
  const world = await startWorld(t)
  const first = await enter(t, world, world.alpha)
  t.regex(String(first.who?.sub), /^alpha:user:usr_/)
  t.is((await enter(t, world, world.alpha)).who?.sub, first.who?.sub)
  t.regex(String((await enter(t, world, world.beta)).who?.sub), /^beta:user:usr_/)
})

test("the other tenant's answer is refused at either address", async t => {
  const world = await startWorld(t)
  const { at, to } = await leave(t, world, world.alpha)
  const forBeta = await leave(t, world, world.beta)
  const answer = answerTo(world, world.beta, forBeta.to)
  answer.set('RelayState', new URL(to).searchParams.get('RelayState') ?? '')
  const { location } = await post(addresses(world, world.alpha).acs, answer)
  t.regex((await at.open(location)).text, /answer_(?:issuer|recipient)/)
  const again = await leave(t, world, world.alpha)
  const crossed = await post(addresses(world, world.beta).acs, answerTo(world, world.alpha, again.to))
  t.regex((await again.at.open(crossed.location)).text, /answer_unexpected/)
})

test("beta's key signs nothing for alpha", async t => {
  const world = await startWorld(t)
  t.is((await enter(t, world, world.alpha, { how: { key: keys.beta } })).refused, 'answer_signature')
})

test('replayed, unsolicited or in another browser', async t => {
  const world = await startWorld(t)
  const { acs } = addresses(world, world.alpha)
  const { at, to } = await leave(t, world, world.alpha)
  const answer = answerTo(world, world.alpha, to)
  const { location } = await post(acs, answer)
  const thief = (await leave(t, world, world.alpha)).at
  t.is((await thief.open(location)).status, 400)
  t.true((await at.open(location)).left?.searchParams.has('code'))
  const replayed = await post(acs, answer)
  t.is(replayed.status, 400)
  t.regex(replayed.text, /answer_unexpected/)
  const unsolicited = new URLSearchParams({ SAMLResponse: answer.get('SAMLResponse') ?? '' })
  t.regex((await post(acs, unsolicited)).text, /answer_unexpected/)
})

test('an assertion is taken once, also under another request', async t => {
  const world = await startWorld(t)
  const assertionId = '_the-same'
  t.truthy((await enter(t, world, world.alpha, { said: { assertionId } })).who)
  t.is((await enter(t, world, world.alpha, { said: { assertionId } })).refused, 'answer_replayed')
  t.truthy((await enter(t, world, world.beta, { said: { assertionId } })).who)
})

test('two certificates carry a provider over the change of its key', async t => {
  const world = await startWorld(t)
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const replace = async (...certificates: string[]) =>
    (
      await world.service.operator('PUT', path, {
        name: 'rolled over',
        protocol: 'saml',
        metadata: metadataOf('alpha', certificates),
      })
    ).status
  const next = { how: { key: keys.alphaNext } }
  t.is((await enter(t, world, world.alpha, next)).refused, 'answer_signature')
  t.is(await replace(keys.alpha.certificate, keys.alphaNext.certificate), 200)
  const before = await enter(t, world, world.alpha)
  t.is((await enter(t, world, world.alpha, next)).who?.sub, before.who?.sub)
  t.is(await replace(keys.alphaNext.certificate), 200)
  t.is((await enter(t, world, world.alpha)).refused, 'answer_signature')
})

test('our metadata is where our entity id says, and holds our certificate', async t => {
  const world = await startWorld(t)
  const { metadata, acs } = addresses(world, world.alpha)
  const reply = await fetch(metadata)
  t.is(reply.status, 200)
  t.is(reply.headers.get('content-type'), 'application/samlmetadata+xml')
  const xml = await reply.text()
  t.true(xml.includes(`entityID="${metadata}"`) && xml.includes(`Location="${acs}"`))
  t.regex(xml, /X509Certificate/)
  t.is((await fetch(metadata.replace(world.alpha.id, 'idp_none'))).status, 404)
  t.is((await fetch(metadata.replace('alpha', 'beta'))).status, 404)
})
