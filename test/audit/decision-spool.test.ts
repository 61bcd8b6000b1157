import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { createFileSink } from '../../adapters/decision-log/file.ts'
import { createHttpSink } from '../../adapters/decision-log/http.ts'
import { createSpool } from '../../adapters/decision-log/spool.ts'
import type { Decision } from '../../src/model/decision.ts'
import { startReceiver } from './receiver.ts'

const folderOf = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-spool-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const numbered = (n: number) => ({ request_id: String(n) }) as Decision

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

test('what a killed process was writing goes, and its last line spoils no other', async t => {
  const folder = folderOf(t)
  const [stale, fresh] = ['1', '2'].map(nth => join(folder, `0000000000000001-1-${nth}.ndjson.part`))
  for (const name of [stale ?? '', fresh ?? '']) writeFileSync(name, '{"half')
  utimesSync(stale ?? '', 0, 0)
  await createSpool({ folder, maxBytes: 1e6 }).drain(async () => undefined)
  t.deepEqual(readdirSync(folder), ['0000000000000001-1-2.ndjson.part'])

  const path = join(folder, 'decisions.ndjson')
  writeFileSync(path, '{"whole":1}\n{"ha')
  const sink = createFileSink({ path })
  await sink.append([numbered(1)])
  await sink.append([numbered(2)])
  t.is(readFileSync(path, 'utf8'), '{"whole":1}\n{"ha\n{"request_id":"1"}\n{"request_id":"2"}\n')
})

test('a batch that the disk has no room for leaves nothing behind', async t => {
  const folder = folderOf(t)
  const spoolOfTest = new URL('../../adapters/decision-log/spool.ts', import.meta.url).href
  const script = `
    const { createSpool } = await import(${JSON.stringify(spoolOfTest)})
    const spool = createSpool({ folder: ${JSON.stringify(folder)}, maxBytes: 1e6 })
    await spool.put('x'.repeat(5000)).catch(({ code }) => console.log(code))
  `
  // Files of this process may be as long as a block.
  const limited = [
    '-c',
    'ulimit -f 1; exec "$@"',
    'sh',
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ]
  const { stdout } = await promisify(execFile)('sh', limited)
  t.is(stdout.trim(), 'EFBIG')
  t.deepEqual(readdirSync(folder), [])
})

test('behind a receiver that is slow decisions wait on the disk, not in memory', async t => {
  const folder = folderOf(t)
  const held: (() => void)[] = []
  const url = await startReceiver(t, (req, res) => {
    req.resume()
    held.push(() => res.writeHead(204).end())
  })
  const nothing = () => undefined
  const sink = createHttpSink({
    url,
    token: undefined,
    spool: folder,
    pauseMs: 1,
    slowMs: 0,
    away: nothing,
    setAside: nothing,
    back: nothing,
  })
  const taken = async (nth: number) => {
    while (held.length < nth) await wait(1)
    held[nth - 1]?.()
  }
  await sink.append([numbered(1)])
  await taken(1)
  while (readdirSync(folder).length > 0) await wait(1)
  const second = sink.append([numbered(2)])
  await taken(2)
  await second
  // The receiver holds the third, wherever it came from, and nobody waits for it.
  for (const n of [3, 4, 5]) await sink.append([numbered(n)])
  t.true(readdirSync(folder).length >= 2)
  while (held.length < 3) await wait(1)
  const closed = sink.close?.()
  held[2]?.()
  await closed
  t.is(readdirSync(folder).length, 2)
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
  const url = await startReceiver(t, async (req, res) => {
    const text = (await req.toArray()).join('')
    if (!isAway) received.push(...text.trim().split('\n'))
    res.writeHead(isAway ? 503 : 204).end()
  })
  const told: string[] = []
  const back = Promise.withResolvers<void>()
  const sink = createHttpSink({
    url,
    token: undefined,
    spool: folderOf(t),
    pauseMs: 1,
    away: () => told.push('away'),
    setAside: () => told.push('set aside'),
    back: () => {
      told.push('back')
      back.resolve()
    },
  })
  for (let n = 0; n < 5; n += 1) await sink.append([numbered(n)])
  while (!told.includes('away')) await wait(1)
  await sink.append([numbered(5)])
  isAway = false
  await back.promise
  await sink.append([numbered(6)])
  while (received.length < 7) await wait(1)
  await sink.close?.()
  t.deepEqual(
    received.map(line => JSON.parse(line).request_id),
    ['0', '1', '2', '3', '4', '5', '6'],
  )
  t.deepEqual(told, ['away', 'back'])
})
