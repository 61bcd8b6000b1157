import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import type { Exchange } from '../../src/http/exchange.ts'
import { readText } from '../../src/http/steps/body.ts'
import { oneAfterAnother } from '../../src/http/steps/one-after-another.ts'
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

test('of one organisation 32 requests are answered in a pass of the event loop, and the others wait', async t => {
  const step = oneAfterAnother()
  const come = (whose: string) => step({ whose } as Exchange)
  const flood = Array.from({ length: 40 }, () => come('flood'))
  t.is(flood.filter(waiting => waiting === undefined).length, 32)
  t.is(come('quiet'), undefined, 'those of another do not')
  await Promise.all(flood)
  t.is(come('flood'), undefined)
})

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
