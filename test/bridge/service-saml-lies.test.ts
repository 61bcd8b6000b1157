/** Every lie of a SAML provider, posted to the running service: a page with its code, and nobody made. */
import test from 'ava'
import type { World } from './bridge-world.ts'
import { liesOf, ways } from './saml-lies.ts'
import { addresses, enter, startWorld } from './saml-service.ts'
import { ofAssertions, ofResponses } from './saml-wrappings.ts'

const people = async ({ service }: World) =>
  (await service.operator('GET', '/v1/orgs/alpha/members')).body.items.length

test('answers that lie, properly signed', async t => {
  const world = await startWorld(t)
  for (const [what, code, said] of liesOf(addresses(world, world.beta)))
    t.is((await enter(t, world, world.alpha, { said, how: { what: 'both' } })).refused, code, what)
  t.is(await people(world), 1)
  t.truthy((await enter(t, world, world.beta)).who)
})

test('signatures that are not good enough', async t => {
  const world = await startWorld(t)
  for (const [what, how] of ways)
    t.is((await enter(t, world, world.alpha, { how })).refused, 'answer_signature', what)
  t.is(await people(world), 1)
})

test('wrapped answers', async t => {
  const world = await startWorld(t)
  for (const [what, tamper] of Object.entries(ofResponses))
    t.regex(
      String((await enter(t, world, world.alpha, { tamper, how: { what: 'response' } })).refused),
      /^answer_/,
      what,
    )
  for (const [what, tamper] of Object.entries(ofAssertions))
    t.regex(String((await enter(t, world, world.alpha, { tamper })).refused), /^answer_/, what)
  t.is(await people(world), 1)
})

test('comments, document types and ids that stand twice', async t => {
  const world = await startWorld(t)
  for (const tamper of [
    (xml: string) => xml.replace('>ann@alpha.example<', '>ann@alpha.example<!-- -->.evil.example<'),
    (xml: string) => `<!DOCTYPE r [<!ENTITY x "y">]>${xml}`,
    (xml: string, { assertionId }: { assertionId: string }) =>
      xml.replace('<samlp:Status>', `<samlp:Status ID="${assertionId}">`),
  ])
    t.is((await enter(t, world, world.alpha, { tamper })).refused, 'answer_invalid')
  t.is(await people(world), 1)
})
