import type { ExecutionContext } from 'ava'
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const user = (id: string) => ({ type: 'user', id })
const dataset = (id: string) => ({ type: 'dataset', id })
const to = (name: string) => ({ name })

/** An organisation of its own with a service that asks by AuthZEN. */
const world = async (t: ExecutionContext, org: string) => {
  const all = await acme(t, service, org)
  const ask = (path: string, body: unknown, as: Ask = all.backend) => as('POST', `/access/v1/${path}`, body)
  return { ...all, ask }
}

/** All results of a search, a page of `limit` at a time. */
const found = async (
  t: ExecutionContext,
  search: (body: object) => ReturnType<Ask>,
  body: object,
  limit: number,
) => {
  const results: Body[] = []
  let token = ''
  do {
    const reply = await search({ ...body, page: token === '' ? { limit } : { token } })
    const page = await ok(t, Promise.resolve(reply))
    t.true(reply.text.startsWith('{"page":'))
    t.is(page.page.count, page.results.length)
    results.push(...page.results)
    token = page.page.next_token
  } while (token !== '')
  return results
}

test('the three searches find what is allowed, whole and page by page', async t => {
  const { alice, at, ask } = await world(t, 'zen-search')
  for (const id of ['a,b', 'c']) await ok(t, alice('POST', `${at}/datasets`, { id, name: id }), 201)
  const resource = {
    subject: { ...user('alice') },
    action: to('view'),
    resource: { type: 'dataset', id: 'stray' },
  }
  const datasets = [dataset('a,b'), dataset('c'), dataset('streets')]
  t.deepEqual(await found(t, body => ask('search/resource', body), resource, 1), datasets)
  t.deepEqual((await ok(t, ask('search/resource', resource))).results, datasets)
  t.deepEqual(
    await found(t, body => ask('search/resource', body), { ...resource, subject: user('gus') }, 1),
    [],
  )

  const subject = { subject: { type: 'user' }, action: to('view'), resource: dataset('streets') }
  t.deepEqual(await found(t, body => ask('search/subject', body), subject, 1), [user('alice'), user('mo')])
  const service = { ...subject, subject: { type: 'service', id: 'stray' } }
  t.deepEqual(await found(t, body => ask('search/subject', body), service, 10), [
    { type: 'service', id: 'backend' },
  ])

  const action = { subject: user('mo'), action: to('stray'), resource: dataset('streets') }
  const actions = await found(t, body => ask('search/action', body), action, 1)
  t.true(actions.some(({ name }) => name === 'view'))
  t.false(actions.some(({ name }) => name === 'edit'))
  t.deepEqual((await ok(t, ask('search/action', action))).results, actions)

  for (const [path, body] of [
    ['resource', { ...resource, action: to('fly') }],
    ['resource', { ...resource, resource: { type: 'house' } }],
    ['resource', { ...resource, subject: { type: 'robot', id: 'x' } }],
    ['subject', { ...subject, subject: { type: 'robot' } }],
    ['subject', { ...subject, resource: { type: 'house', id: 'x' } }],
    ['action', { ...action, resource: dataset('none') }],
  ] as const)
    t.deepEqual((await ok(t, ask(`search/${path}`, body))).results, [], JSON.stringify(body))
})

test('a page token is good for its own search only', async t => {
  const { ask, alice, mo, at } = await world(t, 'zen-pages')
  await ok(t, alice('POST', `${at}/datasets`, { id: 'a', name: 'a' }), 201)
  const body = { subject: user('alice'), action: to('view'), resource: { type: 'dataset' } }
  const first = await ok(t, ask('search/resource', { ...body, page: { limit: 1 } }))
  const token = first.page.next_token
  const go = (more: object, page: object = { token }) => ask('search/resource', { ...body, ...more, page })
  t.deepEqual((await ok(t, go({}))).results, [dataset('streets')])
  t.deepEqual((await ok(t, go({}, { token, limit: 1 }))).results, [dataset('streets')])
  for (const more of [{ action: to('edit') }, { subject: user('mo') }, { context: { a: 1 } }])
    await refused(t, go(more), 'malformed')
  for (const page of [{ token, limit: 2 }, { token: 'x' }, { limit: 0 }, { limit: 1.5 }])
    await refused(t, go({}, page), 'malformed')
  t.is((await ok(t, go({}, { limit: 1e9 }))).results.length, 2)
  await refused(t, ask('search/resource', body, mo), 'subject_refused')
  t.like(await ok(t, ask('search/resource', { ...body, subject: user('mo') }, mo)), {
    results: [dataset('streets')],
  })
})

test('the metadata names every endpoint below the public URL, whatever host was asked', async t => {
  const anyone = service.as()
  const reply = await anyone('GET', '/.well-known/authzen-configuration')
  t.is(reply.status, 200)
  t.regex(reply.headers.get('cache-control') ?? '', /max-age/)
  t.deepEqual(reply.body, {
    policy_decision_point: 'http://127.0.0.1:8080',
    access_evaluation_endpoint: 'http://127.0.0.1:8080/access/v1/evaluation',
    access_evaluations_endpoint: 'http://127.0.0.1:8080/access/v1/evaluations',
    search_subject_endpoint: 'http://127.0.0.1:8080/access/v1/search/subject',
    search_resource_endpoint: 'http://127.0.0.1:8080/access/v1/search/resource',
    search_action_endpoint: 'http://127.0.0.1:8080/access/v1/search/action',
  })
  const tenant = await ok(t, anyone('GET', '/.well-known/authzen-configuration/orgs/acme'))
  t.is(tenant.policy_decision_point, 'http://127.0.0.1:8080/orgs/acme')
  t.is(tenant.search_action_endpoint, 'http://127.0.0.1:8080/orgs/acme/access/v1/search/action')
})
