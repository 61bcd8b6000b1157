import test, { type ExecutionContext } from 'ava'
import { acme, ok } from '../service/acme.ts'
import type { Ask, Extra } from '../service/client.ts'
import { all, filled } from '../service/route-requests.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

type Request = readonly [method: string, path: string, body?: unknown, extra?: Extra]

/** Sends everything, some at a time, by each caller in turn, and asserts that nothing is answered with a fault of ours. */
const withoutFault = async (t: ExecutionContext, asks: readonly Ask[], requests: readonly Request[]) => {
  const faults: string[] = []
  const queue = requests.entries()
  const worker = async () => {
    for (const [n, request] of queue) {
      const ask = asks[n % asks.length] as Ask
      const { status, text } = await ask(...request)
      if (status >= 500) faults.push(`${request.slice(0, 3).join(' ').slice(0, 200)}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  t.deepEqual(faults, [])
  t.true(requests.length > 40)
}

const HOSTILE_SEGMENTS = [
  '%00',
  '%2F',
  '%2e%2e',
  '%ff',
  '%',
  '%zz',
  '__proto__',
  'a%2Cb',
  '%F0%9F%A6%8A',
  '%C3%28',
  ' ',
  "'",
  '"',
  '*',
  'x'.repeat(5_000),
  'user:',
  ':',
  'role:admin',
  '%ED%A0%80',
  'constructor',
  '$ne',
  '0',
  '-1',
]

/** A segment in a URL: what is escaped already stays. */
const onTheWire = (segment: string) => segment.replaceAll(' ', '%20').replaceAll('"', '%22')

test('no path is a fault', async t => {
  const { alice, operator } = await acme(t, service, 'paths')
  const requests = all
    .filter(({ path }) => path.includes(':'))
    .flatMap(route =>
      HOSTILE_SEGMENTS.map(onTheWire).flatMap((name): Request[] => [
        [route.method, filled(route, 'paths', name)],
        ...(route.method === 'GET' ? [['GET', filled(route, name)] as const] : []),
      ]),
    )
  await withoutFault(t, [alice, operator, alice], requests)
})

const HOSTILE_BODIES = [
  '',
  '[]',
  '{}',
  'null',
  '"x"',
  '1',
  'true',
  '[[[[]]]]',
  '{"__proto__":{"admin":true}}',
  '{"constructor":1}',
  '{"id":{"$ne":null},"name":{"$gt":""},"role":{"$ne":1},"level":{},"subject":{},"token":{},"org":{},"checks":{},"email":{},"grants":{}}',
  '{"id":"\\u0000","name":"\\u0000","role":"\\u0000","level":"\\u0000","subject":"user:\\u0000","email":"\\u0000@x.y"}',
  '{"id":"\\ud800","name":"\\ud800","role":"\\ud800"}',
  `{"id":"${'x'.repeat(9_000)}","name":"${'x'.repeat(9_000)}"}`,
  '{"id":[],"name":[],"role":[],"level":[],"subject":[],"checks":[null,1,"x",[],{}],"org":"bodies"}',
  '{"name":1e400,"id":-0,"role":NaN}',
  '{"expires_at":"-999999-01-01T00:00:00Z","name":"x","subject":"user:mo"}',
  '{"expires_at":1e20,"name":"x","subject":"user:mo"}',
]

test('no body is a fault', async t => {
  const { alice, operator } = await acme(t, service, 'bodies')
  const requests = all
    .filter(({ method, operation }) => method !== 'GET' && operation !== 'deleteOrganisation')
    .flatMap(route =>
      HOSTILE_BODIES.map((body): Request => [route.method, filled(route, 'bodies', 'none'), body]),
    )
  await withoutFault(t, [alice, operator, operator], requests)
})

const HOSTILE_QUERIES = [
  '?limit=1&limit=2',
  '?page_token=%00',
  '?page_token[]=x',
  '?__proto__=1',
  '?__proto__[x]=1',
  '?dry_run=true&dry_run=false',
  '?dry_run',
  '?subject=%00',
  '?subject=user:%00',
  '?subject=user:%ff',
  '?resource=dataset:%ED%A0%80',
  '?since=%00',
  '?since=99999999999999999999',
  '?until=-1',
  '?actor=%ff',
  '?%',
  '?%zz=%zz',
  '?a=b&'.repeat(500),
  '??',
  '?limit=1e2',
  '?limit=0x10',
  '?limit=%201',
]

test('no query is a fault', async t => {
  const { alice, operator } = await acme(t, service, 'queries')
  const requests = all
    .filter(({ method }) => method === 'GET')
    .flatMap(route => HOSTILE_QUERIES.map((query): Request => ['GET', filled(route, 'queries') + query]))
  await withoutFault(t, [alice, operator, alice], requests)
})

const HOSTILE_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'if-match': '"99999999999999999999"' },
  { 'if-match': '\u00ff' },
  { 'idempotency-key': '\u00ff' },
  { 'idempotency-key': 'x'.repeat(5_000) },
  { 'kasbah-reason': '\u00ff\u00fe' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-encoding': 'gzip' },
  { accept: 'text/html' },
  { 'x-forwarded-for': 'x' },
  { 'x-http-method-override': 'DELETE' },
  { cookie: '__proto__=1; a' },
  { dpop: 'x' },
]

test('no header is a fault', async t => {
  const { alice, at } = await acme(t, service, 'headers')
  const requests = HOSTILE_HEADERS.flatMap((headers): Request[] => [
    ['GET', `${at}/members`, undefined, { headers }],
    ['POST', `${at}/datasets`, { name: 'x' }, { headers }],
    ['PUT', `${at}/groups/lab`, {}, { headers }],
    ['POST', '/check', { org: 'headers', action: 'view', resource: 'dataset:streets' }, { headers }],
  ])
  await withoutFault(t, [alice], requests)
  await ok(t, alice('GET', at))
})
