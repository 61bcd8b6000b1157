/** When the client sends a call again, how long it waits, and what it makes of answers that Kasbah never gives. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import {
  createKasbah,
  isProblem,
  isUnavailable,
  TimeoutError,
  UnexpectedAnswerError,
  UnreachableError,
} from '../../sdk/typescript/src/index.ts'
import { delayBefore } from '../../sdk/typescript/src/retry.ts'
import { PATIENT_MS } from './world.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

const problem =
  (code: string, status: number, headers: Record<string, string> = {}): Answer =>
  response => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    response.end(
      JSON.stringify({ type: `urn:kasbah:problem:${code}`, title: code, status, code, request_id: 'r' }),
    )
  }

const json =
  (body: unknown): Answer =>
  response =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const allowed = json({ allowed: true, revision: 1, token: 'T' })
const written = json({ id: 'x', revision: 2, token: 'T2', propagated: true })
const question = { subject: 'user:ann', action: 'view', resource: 'dataset:streets' }

/** A server that gives these answers in turn, the last one for ever. */
const answering = async (t: ExecutionContext, ...answers: readonly Answer[]) => {
  const requests: IncomingMessage[] = []
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    requests.push(request)
    answers[Math.min(requests.length, answers.length) - 1]?.(response, request)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    kasbah: createKasbah({ url, org: 'acme', credential: 'key', timeoutMs: PATIENT_MS }),
  }
}

test('503 and 429 are asked again', async t => {
  const { kasbah, requests } = await answering(
    t,
    problem('store_unavailable', 503),
    problem('rate_limited', 429),
    allowed,
  )
  t.true(await kasbah.check(question))
  t.is(requests.length, 3)
})

for (const [code, status] of [
  ['internal', 500],
  ['outcome_unknown', 504],
  ['forbidden', 403],
] as const)
  test(`${status} is not asked again`, async t => {
    const { kasbah, requests } = await answering(t, problem(code, status), allowed)
    t.true(isProblem(await t.throwsAsync(kasbah.check(question)), code))
    t.is(requests.length, 1)
  })

test('after so many attempts the refusal is what is answered', async t => {
  const { url, requests } = await answering(t, problem('busy', 503))
  const kasbah = createKasbah({ url, org: 'acme', credential: 'key', retries: 1, timeoutMs: PATIENT_MS })
  const error = await t.throwsAsync(kasbah.check(question))
  t.true(isProblem(error, 'busy') && isUnavailable(error))
  t.is(requests.length, 2)
})

test('a POST that changes something is sent again under one idempotency key', async t => {
  const { kasbah, requests } = await answering(t, problem('busy', 503), written)
  await kasbah.admin.createDataset({ body: { name: 'x' } })
  const keys = requests.map(({ headers }) => headers['idempotency-key'])
  t.is(keys.length, 2)
  t.truthy(keys[0])
  t.is(keys[0], keys[1])
})

test('an unknown outcome names the key under which to ask again', async t => {
  const { kasbah, requests } = await answering(t, problem('outcome_unknown', 504))
  const error = await t.throwsAsync(kasbah.admin.createDataset({ body: { name: 'x' } }))
  t.true(
    isProblem(error, 'outcome_unknown') && error.idempotencyKey === requests[0]?.headers['idempotency-key'],
  )
})

test('no pause is shorter than Retry-After, and its random part is bounded', t => {
  const random = fc.double({ min: 0, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(fc.nat(20), fc.nat(100), random, (attempt, seconds, part) => {
      const delay = delayBefore(attempt, String(seconds), () => part)
      return delay >= seconds * 1000 && delay <= seconds * 1000 + Math.min(5_000, 100 * 2 ** attempt)
    }),
  )
  t.true(delayBefore(0, new Date(Date.now() + 10_000).toUTCString()) > 8_000)
  t.true(delayBefore(0, 'soon') <= 100)
})

test('a Retry-After beyond the time-out ends with the time-out', async t => {
  const { url, requests } = await answering(t, problem('busy', 503, { 'retry-after': '3600' }))
  const kasbah = createKasbah({ url, org: 'acme', credential: 'key' })
  // On a busy machine the time may be over before the first request arrives: then it is asked with more.
  for (let timeoutMs = 500; requests.length === 0; timeoutMs *= 4)
    await t.throwsAsync(kasbah.check(question, { timeoutMs }), { instanceOf: TimeoutError })
  t.is(requests.length, 1)
})

test('a service that says nothing is a time-out, and one that is not there is unreachable', async t => {
  const { kasbah } = await answering(t, () => undefined)
  const error = await t.throwsAsync(kasbah.check(question, { timeoutMs: 50 }), { instanceOf: TimeoutError })
  t.true(isUnavailable(error))
  const nowhere = createKasbah({ url: 'http://127.0.0.1:9', org: 'acme', credential: 'key' })
  await t.throwsAsync(nowhere.check(question), { instanceOf: UnreachableError })
})

test("a caller's own signal ends the call with its own reason", async t => {
  const { kasbah } = await answering(t, () => undefined)
  const reason = new Error('the browser is gone')
  const control = new AbortController()
  const asked = kasbah.check(question, { signal: control.signal })
  control.abort(reason)
  t.is(await t.throwsAsync(asked), reason)
})

test('what is no answer of Kasbah is never taken for one', async t => {
  const wrong: readonly Answer[] = [
    response => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    response => response.writeHead(200, { 'content-type': 'application/json' }).end('{"allowed": tr'),
    response => response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"no"}'),
  ]
  for (const answer of wrong) {
    const { kasbah } = await answering(t, answer)
    await t.throwsAsync(kasbah.check(question), { instanceOf: UnexpectedAnswerError })
  }
  for (const body of [{ allowed: 'true', revision: 1, token: 'T' }, {}, 'true', null]) {
    const { kasbah } = await answering(t, json(body))
    t.false(await kasbah.check(question).catch(() => false), JSON.stringify(body))
  }
})

test('a credential is not carried to where a redirect points', async t => {
  const other = await answering(t, allowed)
  const { kasbah } = await answering(t, response =>
    response.writeHead(307, { location: `${other.url}/check` }).end(),
  )
  await t.throwsAsync(kasbah.check(question), { instanceOf: UnreachableError })
  t.is(other.requests.length, 0)
})

test('an address that is none of a service is refused at once', t => {
  for (const url of ['kasbah', 'ftp://x', 'https://user:pass@x', 'https://x/?a=b', 'https://x/#a'])
    t.throws(() => createKasbah({ url, org: 'acme', credential: 'key' }), { instanceOf: TypeError }, url)
})

test('a credential that is a function is asked before each attempt', async t => {
  const { url, requests } = await answering(t, problem('busy', 503), allowed)
  let count = 0
  const kasbah = createKasbah({ url, org: 'acme', credential: async () => `key-${++count}` })
  t.true(await kasbah.check(question))
  t.deepEqual(
    requests.map(({ headers }) => headers.authorization),
    ['Bearer key-1', 'Bearer key-2'],
  )
})

test('an answer to fewer questions than were asked answers none', async t => {
  const one = json({ revision: 1, token: 'T', results: [{ allowed: true }] })
  const { kasbah } = await answering(t, one)
  await t.throwsAsync(kasbah.batch([question, question]), { instanceOf: UnexpectedAnswerError })
  const both = await Promise.allSettled([
    kasbah.check(question),
    kasbah.check({ ...question, action: 'edit' }),
  ])
  for (const each of both) t.true(each.status === 'rejected' && isUnavailable(each.reason))
})
