import { request } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { OPERATOR_KEY, type Service, startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** The status of a request whose path, headers and body are sent as they stand: `fetch` would put them right. */
const sent = (
  { url }: Service,
  {
    method = 'GET',
    path,
    headers,
    body,
  }: { method?: string; path: string; headers?: string[]; body?: string },
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const all = [
      'Authorization',
      `Bearer ${OPERATOR_KEY}`,
      'Content-Type',
      'application/json',
      ...(headers ?? []),
    ]
    const asked = request(
      { hostname, port, method, path, headers: ['Host', `${hostname}:${port}`, ...all] },
      reply => {
        reply.resume()
        resolve(reply.statusCode)
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })

test('a path is read in one spelling, and every other one is nothing', async t => {
  const { at } = await acme(t, service, 'spelled')
  t.is(await sent(service, { path: `${at}/members/mo` }), 200)
  for (const path of [
    '/v1/ORGS/spelled',
    '/V1/orgs/spelled',
    `${at}/`,
    `${at}/MEMBERS`,
    `${at}//members`,
    `${at}/./members`,
    `${at}/x/../members`,
    `${at}/%2e%2e/spelled`,
    `${at}/%6dembers`,
    '/v1/orgs/%73pelled',
    `${at}/members/%6Do`,
    `${at}/members/mo%`,
    `${at}/members/%ff`,
    `${at}/members/m\\o`,
    '/oidc/JWKS',
    '/oidc/jwks/',
    '/OIDC/jwks',
    '/oidc/device/AUTH',
    '/LOGIN/x',
  ])
    t.is(await sent(service, { path }), 404, path)
  const { host } = new URL(service.url)
  t.is(await sent(service, { path: `http://${host}${at}` }), 404, 'an absolute address')
})

test('an id is taken as it is given: with a slash, a space or a colon, but not as another one', async t => {
  const { alice, at } = await acme(t, service, 'ids')
  for (const id of ['a/b', 'a b', 'x:y', '100%', 'ä', '...', "o'brien(1)*"]) {
    await ok(t, alice('PUT', `${at}/members/${encodeURIComponent(id)}`, { role: 'guest' }))
    t.is((await ok(t, alice('GET', `${at}/members/${encodeURIComponent(id)}`))).id, id)
  }
  for (const id of ['user:ann', 'user%3Aann']) {
    await refused(t, alice('PUT', `${at}/members/${id}`, { role: 'guest' }), 'malformed', id)
    await refused(t, alice('GET', `${at}/members/ann`), 'not_found')
  }
  for (const id of ['.', '..', 'dataset:x'])
    await refused(t, alice('POST', `${at}/datasets`, { id, name: 'x' }), 'malformed', id)
  await refused(t, alice('POST', `${at}/datasets/streets/snapshots`, { id: '..', name: 'x' }), 'malformed')
})

test('an unknown parameter, and one that stands there twice, is refused with the name that was meant', async t => {
  const { alice, at } = await acme(t, service, 'parameters')
  for (const [path, meant] of [
    ['/members?limt=1', 'limit'],
    ['/audit?actr=user:mo', 'actor'],
    ['/datasets?page-token=x', 'page_token'],
  ] as const) {
    const { errors } = await refused(t, alice('GET', at + path), 'malformed', path)
    t.true(errors[0].message.includes(`Did you mean ${meant}?`), JSON.stringify(errors))
  }
  await refused(t, alice('GET', `${at}/members?limit=1&limit=2`), 'malformed')
  await refused(t, alice('GET', `${at}/members?page_token=%ff`), 'malformed')
  const { errors } = await refused(t, alice('POST', `${at}/datasets`, { nmae: 'x', name: 'x' }), 'malformed')
  t.true(errors[0].message.includes('Did you mean name?'))
})

test('a dry run is made or refused, on every write there is', async t => {
  const { operator } = await acme(t, service, 'dry')
  const clients = async () => (await ok(t, operator('GET', '/v1/clients'))).items.length
  const before = await clients()
  const wish = { name: 'dry', kind: 'web', redirect_uris: ['https://app.example/cb'] }
  await refused(t, operator('POST', '/v1/clients?dry_run=true', wish), 'malformed')
  await refused(t, operator('POST', '/v1/signing-keys/rotate?dry_run=true'), 'malformed')
  t.is(await clients(), before)
  t.true(
    (await ok(t, operator('POST', '/v1/orgs/dry/clients?dry_run=true', { ...wish, kind: 'public' }), 201))
      .dry_run,
  )
  t.is((await ok(t, operator('GET', '/v1/orgs/dry/clients'))).items.length, 0)
})

test('a header of ours that nobody would read is refused with the name that was meant', async t => {
  const { operator, at } = await acme(t, service, 'headers')
  const put = (headers: Record<string, string>) => operator('PUT', `${at}/groups/lab`, {}, { headers })
  for (const [name, meant] of [
    ['x-change-reason', 'Kasbah-Reason'],
    ['kasbah-raeson', 'Kasbah-Reason'],
    ['x-kasbah-reason', 'Kasbah-Reason'],
    ['x-idempotency-key', 'Idempotency-Key'],
    ['dry-run', 'dry_run'],
  ] as const) {
    const { detail } = await refused(t, put({ [name]: 'x' }), 'malformed', name)
    t.true(detail.includes(meant), detail)
  }
  await refused(t, operator('POST', '/check', {}, { headers: { 'if-match': '"1"' } }), 'malformed')
  await ok(t, put({ 'kasbah-reason': 'audit of May' }))
})

test('what could be read in two ways is refused: two hosts, two credentials, one name twice', async t => {
  const { at } = await acme(t, service, 'twice')
  t.is(await sent(service, { path: at, headers: ['Host', 'other.example'] }), 400)
  t.is(await sent(service, { path: at, headers: ['Authorization', 'Bearer other'] }), 400)
  const put = (body: string) => sent(service, { method: 'PUT', path: `${at}/groups/lab`, body })
  t.is(await put('{"name":"a","name":"b"}'), 400)
  t.is(await put('{"name":"a","n\\u0061me":"b"}'), 400)
  t.is(await put('{"name":"a \\"name\\": b"}'), 200)
})

test('a body is refused before it is read when its sender may not do this anyway', async t => {
  const { gus, at } = await acme(t, service, 'unread')
  const large = JSON.stringify({ name: 'x'.repeat(2 ** 21) })
  await refused(t, service.as('nonsense')('POST', `${at}/datasets`, large), 'unauthenticated')
  await refused(t, gus('POST', `${at}/datasets`, large), 'forbidden')
  await refused(t, gus('POST', '/v1/orgs/other/datasets', large), 'not_found')
})

test('the body of a request that was refused is not read without end', async t => {
  const { hostname, port } = new URL(service.url)
  const asked = request({
    hostname,
    port,
    method: 'POST',
    path: '/v1/orgs',
    headers: { 'content-type': 'application/json' },
  })
  const status = new Promise<number | undefined>(resolve => {
    asked.on('response', reply => {
      reply.resume()
      resolve(reply.statusCode)
    })
  })
  const closed = new Promise<void>(resolve => {
    asked.on('error', () => resolve())
    asked.on('close', () => resolve())
  })
  let sent = 0
  const chunk = Buffer.alloc(2 ** 18, 0x20)
  const pour = () => {
    while (!asked.destroyed && sent < 2 ** 28) {
      sent += chunk.length
      if (!asked.write(chunk)) break
    }
  }
  asked.on('drain', pour)
  pour()
  t.is(await status, 401)
  await closed
  t.true(sent < 2 ** 26, `${sent} bytes were taken`)
})

test('a question with a context that is much work is refused and holds nobody up', async t => {
  const { key } = await acme(t, service, 'work')
  const guest = await key('user:gus', [])
  const question = { org: 'work', action: 'view', resource: 'dataset:streets' }
  await refused(
    t,
    guest('POST', '/check', { ...question, context: { a: Array(340_000).fill({}) } }),
    'body_too_large',
  )
  await refused(
    t,
    guest('POST', '/check', { ...question, context: { a: Array(2_000).fill({}) } }),
    'malformed',
  )
  await ok(t, guest('POST', '/check', { ...question, context: { a: Array(900).fill(1) } }))
  const checks = Array(100).fill({
    action: 'view',
    resource: 'dataset:streets',
    context: { a: Array(300).fill({}) },
  })
  await refused(t, guest('POST', '/check/batch', { org: 'work', checks }), 'malformed')
})

const networked = async (t: ExecutionContext, trusted: string) => {
  const proxied = await startService(t, { env: { KASBAH_TRUST_PROXY: trusted } })
  const { operator } = await acme(t, proxied)
  const networks = ['192.0.2.7', '2001:db8::/32']
  const wish = { subject: 'user:mo', name: 'bound', scopes: ['read'], networks }
  const bound = proxied.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', wish), 201)).key)
  return async (forwarded: string) =>
    (await bound('GET', '/v1/whoami', undefined, { headers: { 'x-forwarded-for': forwarded } })).status
}

test('an address is read as proxies write it', async t => {
  const from = await networked(t, 'on')
  for (const address of [
    '192.0.2.7',
    '192.0.2.7:51234',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    '2001:DB8::1',
    '::ffff:192.0.2.7',
  ])
    t.is(await from(address), 200, address)
  for (const address of [
    '192.0.2.8:51234',
    '192.0.2.7:x',
    '[192.0.2.7',
    'unknown',
    '_hidden',
    '2001:db9::1',
    '',
  ])
    t.is(await from(address), 401, address)
})

test('proxies are trusted by their number or by their networks', async t => {
  const two = await networked(t, '2')
  t.is(await two('192.0.2.7, 10.0.0.1'), 200)
  t.is(await two('192.0.2.7, 203.0.113.9, 10.0.0.1'), 401)
  const listed = await networked(t, '127.0.0.0/8,10.0.0.0/8')
  t.is(await listed('192.0.2.7, 10.0.0.1, 10.9.9.9'), 200)
  t.is(await listed('192.0.2.7, 203.0.113.9, 10.0.0.1'), 401)
})
