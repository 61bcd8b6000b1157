import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('everybody learns who they are', async t => {
  const { alice, gus, backend, operator, at } = await acme(t, service, 'who')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  t.deepEqual(await ok(t, operator('GET', '/v1/whoami')), { subject: 'operator', credential: 'operator_key' })
  t.deepEqual(await ok(t, gus('GET', '/v1/whoami')), {
    subject: 'user:gus',
    org: 'who',
    role: 'guest',
    groups: ['group:lab'],
    scopes: ['read', 'write'],
    credential: 'api_key',
  })
  t.like(await ok(t, backend('GET', '/v1/whoami')), { subject: 'service:backend', role: 'member' })
  await refused(t, service.as()('GET', '/v1/whoami'), 'unauthenticated')
})

test('a credential is a bearer’s, in its own header and whole', async t => {
  const { key } = await ok(
    t,
    (await acme(t, service, 'bearer')).operator('POST', '/v1/orgs/bearer/api-keys', {
      subject: 'user:mo',
      name: 'x',
    }),
    201,
  )
  const send = (authorization: string) =>
    service.as()('GET', '/v1/whoami', undefined, { headers: { authorization } })
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) await ok(t, send(`${scheme} ${key}`))
  for (const bad of [
    key,
    `Basic ${key}`,
    `Basic ${Buffer.from(`x:${key}`).toString('base64')}`,
    `Bearer ${key.slice(0, -1)}`,
    `Bearer ${key}x`,
    `Bearer ${key.toUpperCase()}`,
    `Bearer ${key},${key}`,
    'Bearer',
    'Bearer ',
    `Bearer ${'x'.repeat(10_000)}`,
    'Bearer eyJ.eyJ.x',
    `Bearer eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"bearer:user:alice"}').toString('base64url')}.`,
    `DPoP ${key}`,
  ]) {
    const reply = await send(bad)
    t.is(reply.body?.code, 'unauthenticated', bad.slice(0, 60))
    t.false(reply.text.includes(key))
  }
  await refused(t, service.as()('GET', `/v1/whoami?access_token=${key}`), 'unauthenticated')
})
