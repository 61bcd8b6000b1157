import { request } from 'node:http'
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('a caller who asks too often is told to wait, and others are not', async t => {
  const slow = await startService(t, { env: { KASBAH_RATE_LIMIT: '1' } })
  const { operator } = slow
  await ok(t, operator('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:alice' }), 201)
  const wish = { subject: 'user:alice', name: 'x', scopes: ['read'] }
  const key = async () => slow.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', wish), 201)).key)
  const [one, other] = [await key(), await key()]
  const replies = await Promise.all(Array.from({ length: 60 }, () => one('GET', '/v1/whoami')))
  const waiting = replies.filter(({ status }) => status === 429)
  t.true(replies.filter(({ status }) => status === 200).length >= 5)
  t.true(waiting.length > 0)
  t.true(
    waiting.every(({ body, headers }) => body.code === 'rate_limited' && headers.get('retry-after') === '1'),
  )
  await ok(t, other('GET', '/v1/whoami'))
  await ok(t, one('GET', '/healthz'))
})

test('a batch costs what its questions cost, and every answer says what is left', async t => {
  // What is taken here is so much that it takes most of a minute to come back: on the busiest machine the next request finds it gone.
  const slow = await startService(t, { env: { KASBAH_RATE_LIMIT: '2', KASBAH_ORG_RATE_LIMIT: '20' } })
  const { operator } = slow
  await ok(t, operator('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:alice' }), 201)
  const wish = { subject: 'user:alice', name: 'x', scopes: ['check'] }
  const key = async () => slow.as((await ok(t, operator('POST', '/v1/orgs/acme/api-keys', wish), 201)).key)
  const [one, two, three] = [await key(), await key(), await key()]
  const question = { action: 'view', resource: 'dataset:streets' }
  const batch = (length: number) => ({ org: 'acme', checks: Array.from({ length }, () => question) })

  const first = await one('GET', '/v1/whoami')
  t.is(first.headers.get('ratelimit-policy'), '"caller";q=10;w=5, "org";q=100;w=5')
  t.regex(first.headers.get('ratelimit') ?? '', /^"caller";r=9;t=1, "org";r=99;t=1$/)
  const paid = await one('POST', '/check/batch', batch(95))
  t.is(paid.status, 200)
  t.regex(paid.headers.get('ratelimit') ?? '', /^"caller";r=0;t=\d+, "org";r=/)
  const waiting = await one('GET', '/v1/whoami')
  t.is(waiting.body.code, 'rate_limited')
  t.true(Number(waiting.headers.get('retry-after')) >= 1)

  // Another caller of the organisation has a bucket of its own, until the organisation's is used up.
  t.is((await two('POST', '/check/batch', batch(1000))).status, 200)
  t.is((await three('GET', '/v1/whoami')).body.code, 'rate_limited')
  await ok(t, operator('GET', '/v1/whoami'))
})

test('a body has a limit, declared or not, and the answer still comes', async t => {
  const { operator } = service
  for (const size of [2 ** 20 + 1, 10 * 2 ** 20]) {
    const body = JSON.stringify({ id: 'x', name: 'x'.repeat(size) })
    for (const path of ['/v1/orgs', '/check'])
      await refused(t, operator('POST', path, body), 'body_too_large')
  }
  const chunked = await new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port } = new URL(service.url)
    const headers = {
      authorization: 'Bearer the-operator-key-of-these-tests',
      'content-type': 'application/json',
    }
    const asked = request({ hostname, port, method: 'POST', path: '/v1/orgs', headers }, reply => {
      reply.resume()
      resolve(reply.statusCode)
    })
    asked.on('error', reject)
    for (let n = 0; n < 20; n += 1) asked.write('x'.repeat(2 ** 16))
    asked.end()
  })
  t.is(chunked, 413)
  await ok(t, operator('GET', '/v1/whoami'))
})

test('a body is JSON in UTF-8 and says so', async t => {
  const { operator } = service
  const send = (type: string, body = '{"id":"typed","name":"x"}') =>
    operator('POST', '/v1/orgs', body, { headers: { 'content-type': type } })
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    'xapplication/json',
    'application/xml',
  ])
    await refused(t, send(type), 'unsupported_media_type', type)
  await ok(t, send('application/json; charset=utf-8'), 201)
  for (const bad of [
    '{',
    '{"id":"x",}',
    '{"id":"x","name":"x"}}',
    'undefined',
    '\u0000',
    '[]',
    'null',
    '"x"',
    '0',
  ])
    await refused(t, send('application/json', bad), 'malformed', bad)
  const bytes = await fetch(`${service.url}/v1/orgs`, {
    method: 'POST',
    headers: { authorization: 'Bearer the-operator-key-of-these-tests', 'content-type': 'application/json' },
    body: new Uint8Array([0x22, 0xff, 0x22]),
  })
  t.is(bytes.status, 400)
})

test('nesting without end is refused wherever values are taken', async t => {
  const { operator, at } = await acme(t, service, 'deep')
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const question = '"action":"view","resource":"dataset:streets"'
  for (const [path, body] of [
    ['/check', `{"org":"deep",${question},"context":{"a":${deep}}}`],
    ['/check/batch', `{"org":"deep","checks":[{${question},"context":{"a":${deep}}}]}`],
    [`${at}/datasets`, `{"name":"x","attributes":{"a":${deep}}}`],
    [`${at}/datasets`, `{"name":"x","attributes":{"a":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}}}`],
    [`${at}/datasets`, deep],
    [`${at}/datasets`, '['.repeat(100_000)],
  ] as const)
    await refused(t, operator('POST', path, body), 'malformed', path)
  const fine = `{"org":"deep",${question},"context":{"a":${'['.repeat(20)}"]]]\\"["${']'.repeat(20)}}}`
  await ok(t, operator('POST', '/check', fine))
})

test('paths and methods are those of the routes', async t => {
  const { operator, at } = await acme(t, service, 'paths')
  for (const path of [
    '//',
    '/v1',
    '/v1/',
    '//v1/whoami',
    '/v1//whoami',
    '/v1/whoami/x',
    '/V1/whoami',
    '/.env',
    `${at}/none`,
    '/check/',
  ])
    t.true([404, 405].includes((await operator('GET', path)).status), path)
  for (const [method, path, allow] of [
    ['DELETE', '/v1/whoami', 'GET'],
    ['PATCH', `${at}/members`, 'GET'],
    ['POST', `${at}/members/mo`, 'GET, PUT, DELETE'],
    ['GET', '/check', 'POST'],
    ['OPTIONS', '/check', 'POST'],
  ] as const) {
    const reply = await operator(method, path)
    t.is(reply.body.code, 'method_not_allowed', `${method} ${path}`)
    t.is(reply.headers.get('allow'), allow)
  }
  const head = await operator('HEAD', '/v1/whoami')
  t.is(head.status, 200)
  t.is(head.text, '')
  t.is((await service.as()('HEAD', '/v1/whoami')).status, 401)
})

test('a request id is echoed when it is a plain one, and made when it is not', async t => {
  const { operator } = service
  const send = (id: string) =>
    operator('GET', '/v1/orgs/none', undefined, { headers: { 'x-request-id': id } })
  const given = await send('abc-1')
  t.is(given.headers.get('x-request-id'), 'abc-1')
  t.is(given.body.request_id, 'abc-1')
  for (const id of ['a b', 'x'.repeat(129), 'caf\u00e9']) {
    const made = await send(id)
    t.not(made.body.request_id, id)
    t.is(made.headers.get('x-request-id'), made.body.request_id)
  }
})

test('a body that nobody asked for is no reason to refuse', async t => {
  const { operator, at } = await acme(t, service, 'unasked')
  for (const body of ['{}', 'null', '{"reason":"x"}', '['])
    for (const [method, path] of [
      ['POST', '/members/mo/disable'],
      ['POST', '/members/mo/enable'],
      ['PUT', '/groups/lab'],
      ['DELETE', '/groups/lab'],
    ] as const)
      if (method !== 'PUT') await ok(t, operator(method, at + path, body))
      else await ok(t, operator(method, at + path))
})

test('what is streamed may be left unread', async t => {
  const { operator, at } = await acme(t, service, 'unread')
  for (const path of ['/policy', '/audit']) {
    const head = await operator('HEAD', at + path, undefined, { headers: { accept: 'application/x-ndjson' } })
    t.is(head.status, 200)
    t.is(head.text, '')
  }
  await ok(t, operator('PATCH', at, { name: 'x' }))
})
