import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import { visible } from '../service/visible.ts'

test('what one may not see and what does not exist are the same answer', async t => {
  const { gus, operator, service } = await acme(t)
  await acme(t, service, 'globex')
  await ok(t, operator('PUT', '/v1/orgs/acme/members/nobody', { role: 'guest' }))
  const calls = (org: string, id: string): [string, string, unknown?][] => [
    ['GET', `/v1/orgs/${org}/datasets/${id}`],
    ['PATCH', `/v1/orgs/${org}/datasets/${id}`, { name: 'mine' }],
    ['DELETE', `/v1/orgs/${org}/datasets/${id}`],
    ['POST', `/v1/orgs/${org}/datasets/${id}/clone`, { name: 'mine' }],
    ['GET', `/v1/orgs/${org}/datasets/${id}/access`],
    ['PUT', `/v1/orgs/${org}/datasets/${id}/access/default`, { level: 'can_manage' }],
    ['PUT', `/v1/orgs/${org}/datasets/${id}/access/grants/user:gus`, { level: 'can_manage' }],
    ['DELETE', `/v1/orgs/${org}/datasets/${id}/access/grants/user:gus`],
    ['GET', `/v1/orgs/${org}/datasets/${id}/snapshots`],
    ['POST', `/v1/orgs/${org}/datasets/${id}/snapshots`, { name: 's' }],
    ['GET', `/v1/orgs/${org}/members/alice`],
    ['GET', `/v1/orgs/${org}/settings`],
  ]
  const answers = async (org: string, id: string) =>
    Promise.all(calls(org, id).map(async ([method, path, body]) => visible(await gus(method, path, body))))

  const datasetCalls = calls('acme', 'streets').length - 2
  const hidden = (await answers('acme', 'streets')).slice(0, datasetCalls)
  const absent = (await answers('acme', 'nothing')).slice(0, datasetCalls)
  t.deepEqual(hidden, absent)
  t.true(hidden.every(answer => answer.status === 404))

  const foreign = await answers('globex', 'streets')
  t.deepEqual(foreign, await answers('nowhere', 'streets'))
  t.true(foreign.every(answer => answer.status === 404))
})

test('a creator learns of a taken id the same whatever they see of it, and the attempt is in the trail', async t => {
  const { mo, gus, operator, at } = await acme(t)
  const make = { name: 'x', default_access: 'none' }
  await ok(t, operator('POST', `${at}/datasets`, { ...make, id: 'secret' }), 201)
  await ok(t, mo('POST', `${at}/datasets`, { ...make, id: 'mine' }), 201)
  t.is((await mo('GET', `${at}/datasets/secret`)).status, 404)
  for (const query of ['', '?dry_run=true']) {
    const ask = async (id: string) => visible(await mo('POST', `${at}/datasets${query}`, { id, name: 'x' }))
    t.deepEqual(await ask('secret'), await ask('mine'))
    t.is((await ask('secret')).status, 409)
    for (const id of ['secret', 'free'])
      t.is((await gus('POST', `${at}/datasets${query}`, { id, name: 'x' })).body.code, 'forbidden')
  }
  const { items } = await ok(t, operator('GET', `${at}/audit?actor=user:mo&action=createDataset`))
  t.true(items.filter(({ code }: { code?: string }) => code === 'already_exists').length >= 4)
})

test('who may see but not do is told so', async t => {
  const { mo, gus } = await acme(t)
  for (const [method, path, body] of [
    ['DELETE', '/v1/orgs/acme/datasets/streets'],
    ['PATCH', '/v1/orgs/acme/datasets/streets', { name: 'mine' }],
    ['GET', '/v1/orgs/acme/datasets/streets/access'],
    ['GET', '/v1/orgs/acme/members'],
    ['PUT', '/v1/orgs/acme/members/friend', { role: 'guest' }],
  ] as const) {
    const reply = await mo(method, path, body)
    t.is(reply.body.code, 'forbidden', `${method} ${path}`)
  }
  t.is((await gus('POST', '/v1/orgs/acme/datasets', { name: 'x' })).body.code, 'forbidden')
})

test('no credential, a wrong one and a mistyped one are 401', async t => {
  const { service } = await acme(t)
  for (const key of [undefined, 'nonsense', `kasbah_key_${'A'.repeat(43)}00000000`]) {
    const reply = await service.as(key)('GET', '/v1/whoami')
    t.is(reply.status, 401)
    t.regex(reply.headers.get('www-authenticate') ?? '', /^Bearer/)
  }
})

test('a path without a route is 404, a wrong method 405 with what is allowed', async t => {
  const { operator } = await acme(t)
  t.is((await operator('GET', '/nowhere')).status, 404)
  const reply = await operator('PUT', '/check', {})
  t.is(reply.status, 405)
  t.is(reply.headers.get('allow'), 'POST')
  t.is((await operator('GET', '/v1/orgs/acme/datasets/%zz')).status, 404)
})
