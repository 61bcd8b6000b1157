/** What a conformance suite asks of an AuthZEN service, of the set `certification`: each plan in a few tests. */
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { archived, MALFORMED, reads, record, to, user, writes } from '../service/authzen-requests.ts'
import type { Body } from '../service/client.ts'
import { OPERATOR_KEY } from '../service/service.ts'
import { PUBLIC, tryingOut } from '../service/trying.ts'

const running = await tryingOut('certification')
test.after.always(() => running.service.stop())

const DECISIONS: readonly (readonly [string, object, boolean])[] = [
  ['alice reads', reads, true],
  ['alice writes', writes, true],
  ['bob reads', { ...reads, subject: user('bob') }, true],
  ['bob does not write what is active', { ...writes, subject: user('bob') }, false],
  ['nobody knows them', { ...reads, subject: user('nobody') }, false],
  ['no such record', { ...reads, resource: record('record-9') }, false],
  ['no such action', { ...reads, action: to('fly') }, false],
  ['archived, says the request', { ...writes, resource: record('record-1', archived) }, false],
  [
    'an admin, says the request',
    { ...writes, subject: user('alice', { role: 'admin' }), resource: record('record-1', archived) },
    true,
  ],
  ['a soft delete', { ...reads, action: to('delete', { soft: true }) }, true],
  ['a hard delete', { ...reads, action: to('delete', { soft: false }) }, false],
  ['a text is no truth value', { ...reads, action: to('delete', { soft: 'true' }) }, false],
  ['further members', { ...reads, more: 1, subject: { ...user('alice'), more: { deep: [null] } } }, true],
  ['any context', { ...reads, context: { time: 'now', deep: { a: [1, { b: null }] } } }, true],
  ['empty properties', { ...reads, resource: record('record-1', {}) }, true],
]

test('an evaluation decides by names and by properties, the same three times over', async t => {
  for (const [about, request, expected] of DECISIONS)
    for (let times = 0; times < 3; times++) {
      const { status, body, headers } = await running.ask('evaluation', request)
      t.is(status, 200, about)
      t.is(body.decision, expected, about)
      t.is(headers.get('content-type'), 'application/json; charset=utf-8')
    }
})

test('what is no request is 400 on each endpoint; other methods and media types are refused', async t => {
  for (const body of MALFORMED)
    t.is((await running.ask('evaluation', body)).status, 400, JSON.stringify(body))
  for (const at of ['evaluations', 'search/subject', 'search/resource', 'search/action'])
    for (const body of ['{', '', '[]', '{}', { subject: 7 }])
      t.is((await running.ask(at, body)).status, 400, `${at} ${JSON.stringify(body)}`)
  t.is(
    (await running.ask('evaluations', { ...reads, options: { evaluations_semantic: 'some' } })).status,
    400,
  )
  const { service } = running
  for (const method of ['GET', 'PUT', 'DELETE'])
    t.is(
      (await service.as()(method, '/access/v1/evaluation', method === 'GET' ? undefined : reads)).status,
      405,
    )
  const headers = { 'content-type': 'text/plain' }
  t.is((await running.ask('evaluation', JSON.stringify(reads), { headers })).status, 400)
})

test('a request id comes back, also with an error; a wrong credential is 401 although none is needed', async t => {
  const headers = { 'x-request-id': 'of-mine-1' }
  for (const body of [reads, {}]) {
    const reply = await running.ask('evaluation', body, { headers })
    t.is(reply.headers.get('x-request-id'), 'of-mine-1')
  }
  const wrong = await running.service.as('kasbah_key_wrong')('POST', '/access/v1/evaluation', reads)
  t.is(wrong.status, 401)
  t.truthy(wrong.headers.get('www-authenticate'))
  const operator = await running.service.as(OPERATOR_KEY)('POST', '/access/v1/evaluation', reads)
  t.true(operator.body.decision)
})

const allowed = { resource: record('record-1') }
const denied = { resource: record('record-1', archived) }

const BATCHES: readonly (readonly [string, object, readonly boolean[]])[] = [
  ['all of them', { evaluations: [allowed, denied, allowed] }, [true, false, true]],
  [
    'until one is denied',
    { semantic: 'deny_on_first_deny', evaluations: [allowed, denied, allowed] },
    [true, false],
  ],
  [
    'until one is permitted',
    { semantic: 'permit_on_first_permit', evaluations: [denied, allowed, denied] },
    [false, true],
  ],
  ['said to be all', { semantic: 'execute_all', evaluations: [denied, allowed] }, [false, true]],
  ['an item of its own', { evaluations: [{ ...writes, subject: user('bob') }, {}] }, [false, true]],
  ['an item that is nothing', { evaluations: [allowed, 7, null] }, [true, false, false]],
  [
    'a default that an item fills in',
    {
      resource: { type: 'record' },
      evaluations: [{ resource: { id: 'record-1', properties: { status: 'active' } } }],
    },
    [true],
  ],
]

test('a batch has defaults and three semantics, and each item has its answer', async t => {
  for (const [about, { semantic, ...batch }, expected] of BATCHES as readonly [string, Body, boolean[]][]) {
    const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } }
    const { status, body } = await running.ask('evaluations', { ...writes, ...options, ...batch })
    t.is(status, 200, about)
    t.deepEqual(
      body.evaluations.map(({ decision }: Body) => decision),
      expected,
      about,
    )
    t.false('decision' in body)
  }
  for (const evaluations of [undefined, []]) {
    const { body } = await running.ask('evaluations', { ...writes, evaluations })
    t.true(body.decision)
    t.false('evaluations' in body)
  }
  const orphan = await running.ask('evaluations', { action: to('read'), evaluations: [allowed, {}] })
  t.deepEqual(
    orphan.body.evaluations.map(({ decision }: Body) => decision),
    [false, false],
  )
  t.is(orphan.body.evaluations[0].context.error.status, 400)
})

const SEARCHES: readonly (readonly [string, Body, readonly string[]])[] = [
  ['subject', { ...reads, subject: { type: 'user' } }, ['alice', 'bob']],
  ['subject', { ...reads, subject: user('ignored') }, ['alice', 'bob']],
  ['subject', { ...writes, subject: { type: 'user' }, resource: record('record-2', archived) }, ['bob']],
  ['subject', { ...reads, subject: { type: 'robot' } }, []],
  ['subject', { ...reads, subject: { type: 'user' }, resource: record('record-9') }, []],
  ['resource', { ...reads, resource: { type: 'record' } }, ['record-1', 'record-2']],
  ['resource', { ...reads, resource: record('ignored') }, ['record-1', 'record-2']],
  ['resource', { ...writes, resource: { type: 'record' } }, ['record-1']],
  [
    'resource',
    { ...writes, subject: user('bob', { role: 'admin' }), resource: { type: 'record' } },
    ['record-2'],
  ],
  ['resource', { ...reads, resource: { type: 'house' } }, []],
  ['resource', { ...reads, subject: user('nobody'), resource: { type: 'record' } }, []],
  ['action', { subject: user('alice'), resource: record('record-1') }, ['read', 'write']],
  ['action', { ...reads, action: to('ignored') }, ['read', 'write']],
  ['action', { subject: user('bob'), resource: record('record-2', archived) }, ['read', 'write']],
  ['action', { subject: user('alice'), resource: record('record-9') }, []],
]

test('a search is complete, of exact results, and the same page by page', async t => {
  for (const [what, request, expected] of SEARCHES) {
    const about = `${what} ${JSON.stringify(request)}`
    const { status, body, text } = await running.ask(`search/${what}`, request)
    t.is(status, 200, about)
    t.deepEqual(
      body.results.map(({ id, name }: Body) => id ?? name),
      expected,
      about,
    )
    for (const result of body.results) {
      t.deepEqual(Object.keys(result), what === 'action' ? ['name'] : ['type', 'id'])
      if (what !== 'action') t.is(result.type, request[what].type)
    }
    t.true(text.startsWith('{"page":'))
    t.deepEqual(body.page, { next_token: '', count: expected.length, total: expected.length })
    t.deepEqual(await onePerPage(t, what, request), expected, about)
  }
})

const onePerPage = async (t: ExecutionContext, what: string, request: object): Promise<string[]> => {
  const found: string[] = []
  let token = ''
  for (let pages = 0; pages < 100; pages++) {
    const page = token === '' ? { limit: 1 } : { token }
    const { body } = await running.ask(`search/${what}`, { ...request, page })
    found.push(...body.results.map(({ id, name }: Body) => id ?? name))
    token = body.page.next_token
    t.is(typeof token, 'string')
    if (token === '') break
  }
  return found
}

test('a page token is of its question alone', async t => {
  const request = { ...reads, resource: { type: 'record' } }
  const { body } = await running.ask('search/resource', { ...request, page: { limit: 1 } })
  const token = body.page.next_token
  for (const [about, other] of [
    ['another subject', { ...request, subject: user('bob'), page: { token } }],
    ['another limit', { ...request, page: { token, limit: 2 } }],
    ['other properties', { ...request, subject: user('alice', { role: 'admin' }), page: { token } }],
    ['a changed token', { ...request, page: { token: `${token.slice(0, -8)}xxxxxxxx` } }],
    ['no token', { ...request, page: { token: 'x' } }],
    ['no limit at all', { ...request, page: { limit: 0 } }],
  ] as const)
    t.is((await running.ask('search/resource', other)).status, 400, about)
  t.is((await running.ask('search/resource', { ...request, page: { limit: 1e9 } })).body.results.length, 2)
})

test('the metadata names each endpoint under both path forms, and no member is empty', async t => {
  const { service } = running
  for (const [at, base] of [
    ['', PUBLIC],
    ['/orgs/certification', `${PUBLIC}/orgs/certification`],
  ] as const) {
    const { body, headers } = await service.as()('GET', `/.well-known/authzen-configuration${at}`)
    t.is(body.policy_decision_point, base)
    t.deepEqual(
      Object.values(body),
      [
        '',
        '/access/v1/evaluation',
        '/access/v1/evaluations',
        '/access/v1/search/subject',
        '/access/v1/search/resource',
        '/access/v1/search/action',
      ].map(path => base + path),
    )
    t.truthy(headers.get('cache-control'))
  }
})
