import { type ClientRequest, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { ok } from '../service/acme.ts'
import { OPERATOR_KEY, runService } from '../service/service.ts'

const service = await runService()
test.after.always(() => service.stop())

/** A key with which anyone may be asked about, of an organisation of its own. */
const keyOf = async (t: Parameters<typeof ok>[0], id: string): Promise<string> => {
  const { operator } = service
  await ok(t, operator('POST', '/v1/orgs', { id, name: id, admin: 'user:alice' }), 201)
  const wish = { subject: 'user:alice', name: 'x', scopes: ['check'] }
  return (await ok(t, operator('POST', `/v1/orgs/${id}/api-keys`, wish), 201)).key
}

/** Sends a new person by SCIM, and answers the status. */
const scimOf = async (t: Parameters<typeof ok>[0], id: string) => {
  const { operator, url } = service
  const at = `/v1/orgs/${id}`
  const wish = {
    name: 'Directory',
    protocol: 'oidc',
    settings: { issuer: 'https://idp.invalid', client_id: 'kasbah' },
    secrets: { client_secret: 'secret' },
  }
  const { id: idp } = await ok(t, operator('POST', `${at}/identity-providers`, wish), 201)
  const made = await ok(t, operator('POST', `${at}/scim-tokens`, { idp, name: 'sync' }), 201)
  return async (person: object): Promise<number> => {
    const reply = await fetch(`${url}/scim/v2/orgs/${id}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.scim_token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(person),
    })
    return reply.status
  }
}

/** A batch whose body never ends, and the status that it is answered before. */
const unending = (
  key: string,
): { readonly sent: ClientRequest; readonly status: Promise<number | undefined> } => {
  const { hostname, port } = new URL(service.url)
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': 2 ** 20,
  }
  const sent = request({ hostname, port, method: 'POST', path: '/check/batch', headers, agent: false })
  const status = new Promise<number | undefined>(resolve => {
    sent.on('response', reply => resolve(reply.statusCode))
    sent.on('error', () => resolve(undefined))
  })
  sent.write('{"org":')
  return { sent, status }
}

test('an organisation whose requests fill its part of the memory is refused, and others are answered', async t => {
  const [flooding, quiet] = [await keyOf(t, 'flooding'), await keyOf(t, 'quiet')]
  const scim = await scimOf(t, 'flooding')
  const question = (org: string) => ({ org, action: 'view', resource: 'dataset:streets' })
  const all = Array.from({ length: 40 }, () => unending(flooding))
  t.is(await Promise.race(all.map(({ status }) => status)), 503)

  const refused = await service.as(flooding)('POST', '/check/batch', {
    org: 'flooding',
    checks: [question('flooding')],
  })
  t.deepEqual([refused.status, refused.body.code], [503, 'overloaded'])
  t.truthy(refused.headers.get('retry-after'))
  t.is(await scim({ userName: 'ann', externalId: '1' }), 503, 'its directory, too')
  await ok(t, service.as(quiet)('POST', '/check', question('quiet')))
  await ok(t, service.as(OPERATOR_KEY)('GET', '/readyz'))

  for (const { sent } of all) sent.destroy()
  const again = () => service.as(flooding)('POST', '/check', question('flooding'))
  while ((await again()).status === 503) await wait(20)
  await ok(t, again())
})
