import test from 'ava'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'

const KEY = `kasbah_key_${'A'.repeat(43)}01234567`

const listening = (level = 'trace') => {
  const lines: string[] = []
  const telemetry = createTelemetry({
    level,
    version: '1.2.3',
    destination: { write: line => lines.push(line) },
  })
  return { ...telemetry, lines }
}

test('a line of the log is JSON with level, time and facts', t => {
  const { log, lines } = listening()
  log.info({ operation: 'check', status: 200 }, 'answered')
  const line = JSON.parse(lines[0] ?? '')
  t.like(line, { level: 'info', service: 'kasbah', operation: 'check', status: 200, msg: 'answered' })
  t.false(Number.isNaN(Date.parse(line.time)))
})

for (const [what, fact] of Object.entries({
  'a header': { headers: { authorization: `Bearer ${KEY}` } },
  'a cookie': { request: { headers: { Cookie: 'sid=hunter2' } } },
  'a named secret': {
    client_secret: 'hunter2',
    nested: [{ password: 'hunter2' }, { refresh_token: 'hunter2' }],
  },
  'a key in a text': { note: `used ${KEY} twice` },
  'a bearer in a text': { note: 'sent Bearer hunter2' },
  'a URL with a password': { store: 'mongodb://kasbah:hunter2@db/kasbah' },
  'a URL with an odd password': { store: 'mongodb://kasbah:an@hunter2@db/kasbah' },
  'a code in a URL': { url: 'https://x.example/cb?code=hunter2&state=hunter2' },
  'the code of a sign-in': { code: 'hunter2-hunter2-hunter2-hunter2-hunter2-hunt' },
  'an error': { err: new Error(`cannot reach mongodb://u:hunter2@db with ${KEY}`) },
  'the cause of an error': { err: new Error('outer', { cause: new Error('Authorization: Basic hunter2') }) },
  'a token of three parts': { note: 'eyJhbGciOiJub25lIn0.hunter2.hunter2' },
  'an encrypted token': { note: 'eyJhbGciOiJkaXIifQ.hunter2.hunter2.hunter2.hunter2' },
  'an encrypted token without a key in it': { note: 'eyJhbGciOiJkaXIifQ..hunter2.hunter2.hunter2' },
}))
  test(`no secret is logged: ${what}`, t => {
    const { log, lines } = listening()
    log.error(fact, `while ${KEY}`)
    t.is(lines.length, 1)
    t.false(lines.join().includes('hunter2'))
    t.false(lines.join().includes('A'.repeat(43)))
  })

test('what operators search by stays: code, request id, stack and cause of an error', t => {
  const { facts, lines } = listening()
  facts.answered({
    operation: 'check',
    method: 'POST',
    route: '/check',
    status: 403,
    seconds: 0.001,
    requestId: 'req_1',
    code: 'forbidden',
  })
  facts.failed(new Error('outer', { cause: new TypeError('inner') }), 'req_2')
  t.like(JSON.parse(lines[0] ?? ''), {
    code: 'forbidden',
    request_id: 'req_1',
    method: 'POST',
    route: '/check',
  })
  const failed = JSON.parse(lines[1] ?? '')
  t.is(failed.request_id, 'req_2')
  t.is(failed.err.message, 'outer')
  t.is(failed.err.cause.type, 'TypeError')
  t.regex(failed.err.stack, /telemetry\.test/)
})

const decision = { org: 'acme', subject: 'user:ann', action: 'view', allowed: true, request_id: 'req_1' }

test('decisions are gathered and written together, in the form of all lines', t => {
  const { decisions, log, lines } = listening()
  log.info({ ...decision, resource: 'dataset:a' }, 'decided')
  const usual = JSON.parse(lines.pop() ?? '')
  decisions.note({ ...decision, resource: 'dataset:a' })
  decisions.note({ ...decision, resource: 'dataset:b', allowed: false })
  t.is(lines.length, 0)
  decisions.write()
  decisions.write()
  t.is(lines.length, 1)
  const [first, second] = (lines[0] ?? '').trimEnd().split('\n')
  const { time, ...facts } = JSON.parse(first ?? '')
  t.deepEqual(Object.entries({ ...facts, time: usual.time }).sort(), Object.entries(usual).sort())
  t.false(Number.isNaN(Date.parse(time)))
  t.like(JSON.parse(second ?? ''), { ...decision, resource: 'dataset:b', allowed: false })
})

test('no decision is logged where the level holds it back', t => {
  for (const level of ['warn', 'silent']) {
    const { decisions, lines } = listening(level)
    decisions.note(decision)
    decisions.write()
    t.is(lines.length, 0, level)
  }
})

test('many decisions do not wait for each other', t => {
  const { decisions, lines } = listening()
  for (let at = 0; at < 1_000; at += 1) decisions.note({ ...decision, resource: `dataset:${at}` })
  t.true(lines.length > 0)
})

test('no secret is in the log of decisions, and a text that looks like one leaves its line whole', t => {
  for (const text of [
    KEY,
    'Bearer hunter2',
    'mongodb://u:hunter2@db',
    'x?code=hunter2',
    'eyJhbGciOiJub25lIn0.hunter2.x',
  ]) {
    const { decisions, lines } = listening()
    decisions.note({ ...decision, resource: text, asked_by: 'user:a@b.example' })
    decisions.write()
    t.false(lines.join().includes('hunter2'), text)
    t.false(lines.join().includes('A'.repeat(43)), text)
    t.like(JSON.parse(lines[0] ?? ''), { ...decision, asked_by: 'user:a@b.example' }, text)
  }
})

test('a cycle does not hang the log', t => {
  const { log, lines } = listening()
  const fact: Record<string, unknown> = { name: 'x' }
  fact.self = fact
  log.info(fact, 'cyclic')
  t.is(lines.length, 1)
})

test('the level holds back what is below it', t => {
  const { log, lines } = listening('warn')
  log.info('quiet')
  log.warn('loud')
  t.is(lines.length, 1)
})

test('facts become metrics', async t => {
  const { facts, metrics } = listening('silent')
  facts.answered({
    operation: 'check',
    method: 'POST',
    route: '/check',
    status: 200,
    seconds: 0.000_2,
    requestId: 'a',
  })
  facts.answered({
    operation: 'check',
    method: 'POST',
    route: '/check',
    status: 404,
    seconds: 0.000_2,
    requestId: 'b',
    code: 'not_found',
  })
  facts.decided(true)
  facts.decided(false)
  facts.decided(false)
  facts.failed(new Error('x'))
  facts.shadowed(true)
  facts.loaded({ org: 'acme', seconds: 0.1 })
  facts.refused('claim_required')
  facts.unavailable(new Error('x'))
  facts.distrusted('gap')
  facts.holding(1000)
  facts.storeUp(true)
  facts.storeRetried()
  facts.changed({ propagated: true })
  facts.lagged(0.5)
  facts.leased(false)
  const { type, text } = await metrics()
  t.regex(type, /^text\/plain/)
  for (const line of [
    'kasbah_http_request_duration_seconds_count{operation="check",status="200"} 1',
    'kasbah_problems_total{code="not_found"} 1',
    'kasbah_checks_total{outcome="allow"} 1',
    'kasbah_checks_total{outcome="deny"} 2',
    'kasbah_shadow_comparisons_total{outcome="disagree"} 0',
    'kasbah_internal_errors_total 1',
    'kasbah_sign_in_refusals_total{code="claim_required"} 1',
    'kasbah_snapshot_load_duration_seconds_count 1',
    'kasbah_snapshot_distrusts_total{reason="gap"} 1',
    'kasbah_snapshot_bytes 1000',
    'kasbah_store_up 1',
    'kasbah_store_retries_total 1',
    'kasbah_changes_total{propagated="true"} 1',
    'kasbah_replica_lag_seconds 0.5',
    'kasbah_replica_lease_held 0',
    'kasbah_build_info{version="1.2.3"} 1',
  ])
    t.true(text.includes(`\n${line}\n`), line)
})

test('a second look counts nothing twice', async t => {
  const { facts, metrics } = listening('silent')
  facts.decided(true)
  await metrics()
  t.true((await metrics()).text.includes('kasbah_checks_total{outcome="allow"} 1'))
})
