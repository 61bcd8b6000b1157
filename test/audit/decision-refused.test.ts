/** A batch that a receiver refuses for what it is holds up no other, and a receiver that refuses everything has nothing set aside. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { createHttpSink } from '../../adapters/decision-log/http.ts'
import { BatchRefused, type SetAside } from '../../adapters/decision-log/set-aside.ts'
import { createSpool } from '../../adapters/decision-log/spool.ts'
import type { Decision } from '../../src/model/decision.ts'
import { startReceiver } from './receiver.ts'

const folderOf = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-refused-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const numbered = (n: number) => ({ request_id: String(n) }) as Decision

/** Takes what `statusOf` has 204 for, and remembers it. */
const startPicky = async (t: ExecutionContext, statusOf: (text: string) => number) => {
  const received: string[] = []
  const seen = { requests: 0 }
  const url = await startReceiver(t, async (req, res) => {
    const text = (await req.toArray()).join('')
    const status = statusOf(text)
    seen.requests += 1
    if (status === 204) received.push(...text.trim().split('\n'))
    res.writeHead(status).end()
  })
  return { received, seen, url }
}

const startSink = (url: string, spool: string, aside: SetAside[]) => {
  const nothing = () => undefined
  const told = { away: nothing, back: nothing, setAside: (batch: SetAside) => void aside.push(batch) }
  return createHttpSink({ url, token: undefined, spool, pauseMs: 1, ...told })
}

test('a batch that is refused again and again is set aside, and the others are sent', async t => {
  const folder = folderOf(t)
  const wrong = /"1"|"2"/
  const { received, url } = await startPicky(t, text => (wrong.test(text) ? 422 : 204))
  const aside: SetAside[] = []
  const sink = startSink(url, folder, aside)
  for (let n = 0; n < 5; n += 1) await sink.append([numbered(n)])
  while (aside.length < 2 || received.length < 3) await wait(1)
  await sink.append([numbered(5)])
  while (received.length < 4) await wait(1)
  await sink.close?.()
  t.deepEqual(received.map(line => JSON.parse(line).request_id).sort(), ['0', '3', '4', '5'])
  t.deepEqual(
    aside.map(({ decisions, why }) => [decisions, why.message]),
    Array(2).fill([1, 'the receiver of decisions answered 422']),
  )
  t.deepEqual(aside.map(({ file }) => readFileSync(file, 'utf8')).sort(), [
    '{"request_id":"1"}\n',
    '{"request_id":"2"}\n',
  ])
  t.is(readdirSync(folder).length, 2)
  // What was mended is sent by its name of before.
  for (const { file } of aside) renameSync(file, file.replace('.refused', ''))
  const again: string[] = []
  await createSpool({ folder, maxBytes: 1e6 }).drain(async text => void again.push(text))
  t.is(again.length, 2)
})

test('a receiver that refuses everything for a while gets everything once it takes something', async t => {
  for (const status of [401, 429]) {
    const folder = folderOf(t)
    let refuses = true
    const { received, seen, url } = await startPicky(t, () => (refuses ? status : 204))
    const aside: SetAside[] = []
    const sink = startSink(url, folder, aside)
    for (let n = 0; n < 3; n += 1) await sink.append([numbered(n)])
    while (seen.requests < 8) await wait(1)
    refuses = false
    while (received.length < 3) await wait(1)
    await sink.close?.()
    t.deepEqual(received.map(line => JSON.parse(line).request_id).sort(), ['0', '1', '2'])
    t.deepEqual(aside, [])
    t.deepEqual(readdirSync(folder), [])
  }
})

test('of what is set aside the newest stay', async t => {
  const folder = folderOf(t)
  const aside: SetAside[] = []
  const spool = createSpool({ folder, maxBytes: 1e6, kept: 2, setAside: batch => void aside.push(batch) })
  for (let n = 0; n < 4; n += 1) await spool.put(`wrong ${n}\n`)
  await spool.put('right\n')
  const take = async (text: string): Promise<void> => {
    if (text.startsWith('wrong')) throw new BatchRefused('no')
  }
  for (let tries = 0; aside.length < 4 && tries < 100; tries += 1)
    await spool.drain(take).catch(() => undefined)
  t.is(aside.length, 4)
  t.deepEqual(
    readdirSync(folder).sort(),
    aside.slice(2).map(({ file }) => file.slice(folder.length + 1)),
  )
})
