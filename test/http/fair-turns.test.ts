import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { readText } from '../../src/http/steps/body.ts'
import { createLine } from '../../src/http/steps/one-after-another.ts'
import { Problem } from '../../src/model/problems.ts'
import { ok } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const GROUPS = 300

/** An organisation with somebody who is in many groups, and a key with which anyone may be asked about. */
const crowd = async (t: ExecutionContext, org: string, groups: number): Promise<string> => {
  const { operator } = service
  const at = `/v1/orgs/${org}`
  await ok(t, operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:ann' }), 201)
  await ok(t, operator('POST', `${at}/datasets`, { id: 'd', name: 'D' }), 201)
  const operations = Array.from({ length: groups }, (_, one) => [
    { operation: 'putGroup', params: { group: `g${one}` }, body: { name: `g${one}` } },
    { operation: 'addGroupMember', params: { group: `g${one}`, subject: 'user:ann' } },
    { operation: 'setGrant', params: { id: 'd', subject: `group:g${one}` }, body: { level: 'can_view' } },
  ]).flat()
  if (operations.length > 0) await ok(t, operator('POST', `${at}/changes`, { operations }))
  const wish = { subject: 'user:ann', name: 'x', scopes: ['check'] }
  return (await ok(t, operator('POST', `${at}/api-keys`, wish), 201)).key
}

const batchOf = (org: string) => ({
  org,
  checks: Array.from({ length: 1_000 }, () => ({
    subject: 'user:ann',
    action: 'view',
    resource: 'dataset:d',
    explain: true,
  })),
})

test.serial(
  'while a batch of one organisation is decided, checks of another are answered between its turns',
  async t => {
    const [flooding, quiet] = [await crowd(t, 'long', GROUPS), await crowd(t, 'short', 0)]
    let over = false
    const long = ok(t, service.as(flooding)('POST', '/check/batch', batchOf('long'))).finally(() => {
      over = true
    })
    let answered = 0
    while (!over) {
      await ok(
        t,
        service.as(quiet)('POST', '/check', { org: 'short', action: 'view', resource: 'dataset:d' }),
      )
      answered += Number(!over)
    }
    t.is((await long).results.length, 1_000)
    t.true(answered >= 5, `${answered} checks`)
  },
)

/** The value of a metric, by its whole name with labels. */
const metric = async (t: ExecutionContext, name: string): Promise<number> => {
  const { text } = await service.operator('GET', '/metrics')
  const line = text.split('\n').find(each => each.startsWith(`${name} `))
  t.truthy(text)
  return Number(line?.slice(name.length + 1) ?? 0)
}

/** Sends a batch whole, and leaves without its answer. */
const sentAndLeft = (key: string, body: object): Promise<void> =>
  new Promise(resolve => {
    const sent = request(new URL('/check/batch', service.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      agent: false,
    })
    sent.on('error', () => undefined)
    sent.on('close', resolve)
    sent.end(JSON.stringify(body), () => sent.destroy())
  })

/** Their request ends before its body is read, or after that. */
const leftSoFar = async (t: ExecutionContext): Promise<number> => {
  const of = (status: number) =>
    metric(t, `kasbah_http_request_duration_seconds_count{operation="checkBatch",status="${status}"}`)
  return (await of(400)) + (await of(499))
}

const ALLOWED = 'kasbah_checks_total{outcome="allow"}'

test.serial('what was asked by somebody who has left is not decided to its end', async t => {
  const key = await crowd(t, 'leaving', 100)
  const before = await metric(t, ALLOWED)
  await sentAndLeft(key, batchOf('leaving'))
  // Whatever was begun for them would go on beside this one.
  await ok(t, service.as(key)('POST', '/check/batch', batchOf('leaving')))
  for (let looks = 0; looks < 1_000 && (await leftSoFar(t)) === 0; looks += 1);
  t.is(await leftSoFar(t), 1)
  const decided = (await metric(t, ALLOWED)) - before
  t.true(decided >= 1_000 && decided < 2_000, `${decided}`)
})

const MOST = 4

/** Requests by the organisation that they are of, pass after pass. */
const passes = fc.array(fc.array(fc.constantFrom('flood', 'crowd', 'quiet'), { maxLength: 24 }), {
  minLength: 1,
  maxLength: 6,
})

type Counts = ReadonlyMap<string, number>

const countsOf = (names: readonly string[]): Counts =>
  new Map([...Map.groupBy(names, name => name)].map(([name, some]) => [name, some.length]))

/** What stands in line, and what was let on: in the order of their coming. */
const watchedLine = () => {
  const line = createLine(() => MOST)
  const answered: { org: string; at: number }[] = []
  let came = 0
  let waiting: string[] = []
  /** Requests come, and the pass ends. */
  const pass = async (orgs: readonly string[]) => {
    const stood = new Set(waiting)
    const atOnce: string[] = []
    for (const org of orgs) {
      const at = came++
      const note = () => answered.push({ org, at })
      const ahead = line.enter(org, 0)
      if (ahead === undefined) atOnce.push(org)
      if (ahead === undefined) note()
      else waiting.push(org)
      void ahead?.then(note)
    }
    const before = waiting
    const sofar = answered.length
    await new Promise(resolve => setImmediate(resolve))
    const letOn = answered.slice(sofar).map(({ org }) => org)
    const left = new Map(countsOf(before))
    for (const org of letOn) left.set(org, (left.get(org) ?? 0) - 1)
    waiting = [...left].flatMap(([org, count]) => Array<string>(count).fill(org))
    return { stood, atOnce: countsOf(atOnce), come: countsOf(orgs), before, letOn, left }
  }
  return { pass, answered, isEmpty: () => waiting.length === 0, came: () => came }
}

const requireFair = (seen: Awaited<ReturnType<ReturnType<typeof watchedLine>['pass']>>): void => {
  const { stood, atOnce, come, before, letOn, left } = seen
  for (const [org, count] of come)
    assert.equal(atOnce.get(org) ?? 0, stood.has(org) ? 0 : Math.min(MOST, count))
  assert.equal(letOn.length, Math.min(MOST, before.length))
  const counts = countsOf(letOn)
  const most = Math.max(0, ...counts.values())
  for (const [org, count] of left) assert.ok(count === 0 || (counts.get(org) ?? 0) >= most - 1)
}

test('a pass answers few requests of one organisation at once, and of those that wait each organisation in turn', async t => {
  await fc.assert(
    fc.asyncProperty(passes, async arrivals => {
      const { pass, answered, isEmpty, came } = watchedLine()
      for (const orgs of arrivals) requireFair(await pass(orgs))
      while (!isEmpty()) requireFair(await pass([]))
      assert.equal(answered.length, came())
      for (const some of Map.groupBy(answered, ({ org }) => org).values()) {
        const inOrder = some.toSorted((one, other) => one.at - other.at)
        assert.deepEqual(some, inOrder)
      }
    }),
    { numRuns: 100 },
  )
  t.pass()
})

/** A connection that asks the same again and again. */
const asking = async (key: string, org: string): Promise<() => Promise<void>> => {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const body = JSON.stringify({ org, action: 'view', resource: 'dataset:d' })
  const text = [
    'POST /check HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
  return async () => {
    const answered = once(socket, 'data')
    socket.write(text)
    const [data] = await answered
    assert.match(String(data), /^HTTP\/1.1 200 /)
  }
}

test.serial(
  'the check of one organisation is answered before most of what another sent before it',
  async t => {
    const [flooding, quiet] = [await crowd(t, 'many', 0), await crowd(t, 'few', 0)]
    const many = await Promise.all(Array.from({ length: 40 }, () => asking(flooding, 'many')))
    const few = await asking(quiet, 'few')
    const ahead: number[] = []
    for (let round = 0; round < 9; round += 1) {
      let answered = 0
      const flood = many.map(async ask => {
        await ask()
        answered += 1
      })
      await few()
      ahead.push(answered)
      await Promise.all(flood)
    }
    // In the first round nobody knows yet that there are several.
    const [, , , , middle = 40] = ahead.toSorted((one, other) => one - other)
    t.true(middle <= 20, `${ahead}`)
  },
)

test('the body of somebody who left before it was read is not waited for', async t => {
  const server = createServer()
  t.teardown(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const come = once(server, 'request') as Promise<[IncomingMessage]>
  const sent = request({ port, host: '127.0.0.1', method: 'POST', agent: false })
  sent.on('error', () => undefined)
  sent.write('{')
  const [req] = await come
  const closed = new Promise(resolve => req.once('close', resolve))
  req.on('error', () => undefined)
  sent.destroy()
  await closed
  await t.throwsAsync(readText(req, 10), { instanceOf: Problem })
})
