/** Resources by the line, through the client: of a running service, and of one that is busy, stops or breaks off. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import {
  createKasbah,
  ImportStoppedError,
  type LineOutcome,
  type ResourceLine,
  TimeoutError,
  UnexpectedAnswerError,
} from '../../sdk/typescript/src/index.ts'
import { sharedService } from '../service/shared.ts'
import { PATIENT_MS, sdkWorld } from './world.ts'

const service = sharedService()

const said = (outcomes: readonly LineOutcome[]): readonly string[] =>
  outcomes.map(one => `${one.line} ${'done' in one ? one.done : one.error.code}`)

test('lines go in as their outcomes are read, and come out as they went in', async t => {
  const { client } = await sdkWorld(t, service, 'sdk-lines')
  const kasbah = await client('user:alice')
  let taken = 0
  const source = async function* (): AsyncGenerator<ResourceLine> {
    for (taken = 1; taken <= 2_500; taken += 1)
      yield taken === 3
        ? { put: 'nothing:wrong' }
        : { put: `dataset:d${taken}`, name: `Dataset ${taken}`, attributes: { size: taken } }
  }
  const outcomes = kasbah.importResources(source(), { reason: 'the list of the platform' })
  t.deepEqual(said([(await outcomes.next()).value as LineOutcome]), ['1 created'])
  t.true(taken <= 2_001, 'no more is taken than one request holds')
  const rest: LineOutcome[] = await Array.fromAsync(outcomes)
  t.is(rest.length, 2_499)
  t.deepEqual(said(rest.slice(0, 2)), ['2 created', '3 unknown_resource'])
  t.deepEqual(said(rest.slice(-1)), ['2500 created'])
  t.true(await kasbah.check({ action: 'view', resource: 'dataset:d2500' }), 'what was written is read')
  const lines = await Array.fromAsync(kasbah.exportResources({ type: 'dataset', after: 'dataset:d2498' }))
  t.deepEqual(lines.slice(0, 1), [
    { put: 'dataset:d2499', name: 'Dataset 2499', attributes: { size: 2_499 } },
  ])
  const again: LineOutcome[] = await Array.fromAsync(
    kasbah.importResources(lines.slice(0, 2), { dryRun: true }),
  )
  t.deepEqual(said(again), ['1 unchanged', '2 unchanged'])
  t.deepEqual(
    said(await Array.fromAsync(kasbah.importResources([{ remove: 'dataset:d1' }, { remove: 'dataset:d1' }]))),
    ['1 removed', '2 absent'],
  )
  // Whoever stops reading leaves no request behind.
  for await (const { put } of kasbah.exportResources()) {
    t.is(typeof put, 'string')
    break
  }
  const gus = await client('user:gus')
  await t.throwsAsync(Array.fromAsync(gus.importResources([{ remove: 'dataset:d2' }])), {
    message: /^forbidden/,
  })
})

const NDJSON = { 'content-type': 'application/x-ndjson' }
type Answer = (response: ServerResponse) => void
const lines =
  (...all: readonly object[]): Answer =>
  response =>
    void response.writeHead(200, NDJSON).end(all.map(each => `${JSON.stringify(each)}\n`).join(''))

const END = { end: true, lines: 1, done: 1, refused: 0, revision: 2, token: 'T', propagated: true }

/** A service that gives these answers in turn, and what it was sent. */
const answering = async (t: ExecutionContext, ...answers: readonly Answer[]) => {
  const bodies: string[] = []
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    let body = ''
    for await (const part of request) body += String(part)
    bodies.push(body)
    answers[Math.min(bodies.length, answers.length) - 1]?.(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { bodies, kasbah: createKasbah({ url, org: 'acme', credential: 'key', timeoutMs: PATIENT_MS }) }
}

const THREE: readonly ResourceLine[] = [{ remove: 'a:1' }, { remove: 'a:2' }, { remove: 'a:3' }]

test('a busy service is sent the lines that it left out; one that stops names the line to go on from', async t => {
  const busy = { ...END, resume_from: 2, code: 'busy', detail: 'later', retry_after: 0 }
  const two = lines({ line: 1, done: 'removed' }, { line: 2, done: 'absent' }, END)
  const first = await answering(t, lines({ line: 1, done: 'removed' }, busy), two)
  t.deepEqual(said(await Array.fromAsync(first.kasbah.importResources(THREE))), [
    '1 removed',
    '2 removed',
    '3 absent',
  ])
  t.is(first.bodies[1], '{"remove":"a:2"}\n{"remove":"a:3"}\n')
  const forbidden = { ...END, resume_from: 1, code: 'forbidden', detail: 'not any more' }
  const second = await answering(t, lines({ line: 1, done: 'removed' }, busy), lines(forbidden))
  const outcomes = second.kasbah.importResources(THREE)
  t.deepEqual(said([(await outcomes.next()).value as LineOutcome]), ['1 removed'])
  const stopped = await t.throwsAsync(outcomes.next(), { instanceOf: ImportStoppedError })
  t.is(stopped?.resumeFrom, 2)
  t.is(stopped?.code, 'forbidden')
})

test('lines that break off, or never come, are an error and no short list', async t => {
  const cut: Answer = response =>
    void response.writeHead(200, NDJSON).end('{"put":"a:1","name":"A"}\n{"put":')
  const { kasbah } = await answering(t, cut)
  await t.throwsAsync(Array.fromAsync(kasbah.exportResources()), { instanceOf: UnexpectedAnswerError })
  await t.throwsAsync(Array.fromAsync(kasbah.importResources(THREE)), { instanceOf: UnexpectedAnswerError })
  const silent = await answering(
    t,
    response => void response.writeHead(200, NDJSON).write('{"put":"a:1","name":"A"}\n'),
  )
  // On a busy machine the first line may be late, too: then there is more time for each.
  const begun = async (timeoutMs: number): Promise<AsyncGenerator<ResourceLine>> => {
    const reading = silent.kasbah.exportResources({ timeoutMs })
    try {
      t.like((await reading.next()).value, { put: 'a:1' })
      return reading
    } catch (error) {
      t.true(error instanceof TimeoutError)
      return begun(timeoutMs * 4)
    }
  }
  await t.throwsAsync((await begun(200)).next(), { instanceOf: TimeoutError })
})
