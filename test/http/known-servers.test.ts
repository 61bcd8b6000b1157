import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import { startService } from '../service/service.ts'

const question = { org: 'acme', action: 'view', resource: 'dataset:streets' }

test('a key bound to networks is worth nothing from elsewhere', async t => {
  const { operator, service } = await acme(t)
  const keyFrom = async (networks: string[]) => {
    const wish = { subject: 'user:mo', name: 'bound', scopes: ['read'], networks }
    return service.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', wish), 201)).key)
  }
  const near = await keyFrom(['127.0.0.0/8'])
  const far = await keyFrom(['192.0.2.0/24', '2001:db8::/32'])
  await ok(t, near('POST', '/check', question))
  t.is((await far('POST', '/check', question)).status, 401)
})

test('an organisation bound to networks is closed to all of its own from elsewhere', async t => {
  const { operator, mo, backend } = await acme(t)
  await ok(t, mo('POST', '/check', question))
  await ok(t, operator('PATCH', '/v1/orgs/acme/settings', { networks: ['192.0.2.0/24'] }))
  t.is((await mo('POST', '/check', question)).status, 401)
  t.is((await backend('GET', '/v1/whoami')).status, 401)
  await ok(t, operator('PATCH', '/v1/orgs/acme/settings', { networks: null }))
  await ok(t, mo('POST', '/check', question))
})

test('behind a trusted proxy the address is the one that the proxy saw, not what the caller wrote', async t => {
  const service = await startService(t, { env: { KASBAH_TRUST_PROXY: 'on' } })
  const { operator } = await acme(t, service)
  const wish = { subject: 'user:mo', name: 'bound', scopes: ['read'], networks: ['192.0.2.7'] }
  const bound = service.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', wish), 201)).key)
  const from = (forwarded: string) =>
    bound('POST', '/check', question, { headers: { 'x-forwarded-for': forwarded } })
  t.is((await from('192.0.2.7')).status, 200)
  t.is((await from('203.0.113.9, 192.0.2.7')).status, 200)
  t.is((await from('192.0.2.7, 203.0.113.9')).status, 401)
  t.is((await bound('POST', '/check', question)).status, 401)
})

test('without a trusted proxy nobody believes the header', async t => {
  const { operator, service } = await acme(t)
  const wish = { subject: 'user:mo', name: 'bound', scopes: ['read'], networks: ['192.0.2.7'] }
  const bound = service.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', wish), 201)).key)
  t.is((await bound('POST', '/check', question, { headers: { 'x-forwarded-for': '192.0.2.7' } })).status, 401)
})
