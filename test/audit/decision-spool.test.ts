import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { createFileSink } from '../../adapters/decision-log/file.ts'
import { createHttpSink } from '../../adapters/decision-log/http.ts'
import { createSpool } from '../../adapters/decision-log/spool.ts'
import type { Decision } from '../../src/model/decision.ts'

const folderOf = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-spool-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('two that drain one folder send each batch once, and none is lost', async t => {
  const folder = folderOf(t)
  const spools = [createSpool({ folder, maxBytes: 1e6 }), createSpool({ folder, maxBytes: 1e6 })]
  const [one, other] = spools
  for (let n = 0; n < 20; n += 1) await one?.put(`${n}\n`)
  const sent: string[] = []
  const take = async (text: string): Promise<void> => {
    sent.push(text)
  }
  await Promise.all([one?.drain(take), other?.drain(take)])
  t.is(sent.length, 20)
  t.is(new Set(sent).size, 20)
  t.deepEqual(readdirSync(folder), [])
})

test('a batch that was refused waits again, and what an ended process was sending does too', async t => {
  const folder = folderOf(t)
  const spool = createSpool({ folder, maxBytes: 1e6 })
  await spool.put('first\n')
  await t.throwsAsync(spool.drain(() => Promise.reject(new Error('away'))))
  t.is(readdirSync(folder).length, 1)
  const [name = ''] = readdirSync(folder)
  renameSync(join(folder, name), join(folder, `${name}.1.sending`))
  const sent: string[] = []
  const take = async (text: string): Promise<void> => {
    sent.push(text)
  }
  await spool.drain(take)
  t.deepEqual(sent, [], 'it may still be sent by the other')
  utimesSync(join(folder, `${name}.1.sending`), 0, 0)
  await spool.drain(take)
  t.deepEqual(sent, ['first\n'])
})

test('a full spool refuses, and keeps what it has', async t => {
  const spool = createSpool({ folder: folderOf(t), maxBytes: 10 })
  await spool.put('12345678\n')
  await t.throwsAsync(spool.put('123\n'), { message: /full/ })
})

test('of two that write a file which is full, one puts it aside', async t => {
  const path = join(folderOf(t), 'decisions.ndjson')
  const sinks = [1, 2, 3].map(() => createFileSink({ path, maxBytes: 100 }))
  const line = { org: 'acme', subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const decision = {
    ...line,
    allowed: true,
    revision: 1,
    asked_by: 'operator',
    request_id: 'r',
    at: new Date(0),
  }
  await sinks[0]?.append([decision as unknown as Decision])
  await Promise.all(sinks.map(sink => sink.append([decision as unknown as Decision])))
  const count = (name: string) => readFileSync(name, 'utf8').split('\n').length - 1
  t.false(existsSync(`${path}.2`))
  t.is(count(path) + count(`${path}.1`), 4)
})

test('what a receiver did not take is sent when it is back, in order, without a further decision', async t => {
  const received: string[] = []
  let isAway = true
  const receiver = createServer(async (req, res) => {
    const text = (await req.toArray()).join('')
    if (!isAway) received.push(...text.trim().split('\n'))
    res.writeHead(isAway ? 503 : 204).end()
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  t.teardown(() => receiver.close())
  const told: string[] = []
  const back = Promise.withResolvers<void>()
  const { port } = receiver.address() as AddressInfo
  const sink = createHttpSink({
    url: `http://127.0.0.1:${port}/`,
    token: undefined,
    spool: folderOf(t),
    pauseMs: 1,
    away: () => told.push('away'),
    back: () => {
      told.push('back')
      back.resolve()
    },
  })
  const numbered = (n: number) => [{ request_id: String(n) } as Decision]
  for (let n = 0; n < 5; n += 1) await sink.append(numbered(n))
  while (!told.includes('away')) await wait(1)
  await sink.append(numbered(5))
  isAway = false
  await back.promise
  await sink.append(numbered(6))
  while (received.length < 7) await wait(1)
  await sink.close?.()
  t.deepEqual(
    received.map(line => JSON.parse(line).request_id),
    ['0', '1', '2', '3', '4', '5', '6'],
  )
  t.deepEqual(told, ['away', 'back'])
})
