/** One process of the service, which a test may kill, stop and bring back. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../scripts/free-port.ts'
import { type Ask, client } from '../service/client.ts'

const KEY = 'the-operator-key-of-the-failure-suite'
const MAIN = join(import.meta.dirname, '../../src/main.ts')

export interface Node {
  readonly name: string
  readonly ask: Ask
  /** Undefined while it is down. */
  readonly pid: () => number | undefined
  signal(signal: NodeJS.Signals): void
  /** Ends it without warning, and starts it again. */
  restart(): Promise<void>
  /** Resolves once it says that it can decide. */
  ready(): Promise<void>
  close(): Promise<void>
}

export interface NodeOptions {
  readonly name: string
  /** The URL of its store. */
  readonly store: string
  readonly env?: Readonly<Record<string, string>>
}

export const startNode = async ({ name, store, env }: NodeOptions): Promise<Node> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment = {
    ...process.env,
    KASBAH_LISTEN: `127.0.0.1:${port}`,
    KASBAH_STORE: store,
    KASBAH_OPERATOR_KEY: KEY,
    KASBAH_LOG_LEVEL: 'silent',
    KASBAH_RATE_LIMIT: '0',
    ...env,
  }
  const ask = client(url, KEY)
  const ready = async () => {
    while (!(await isReady(ask))) await wait(50)
  }
  let child: ChildProcess | undefined
  const up = async () => {
    const started = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
    child = started
    let said = ''
    started.stderr.on('data', text => {
      said += text
    })
    const ended = new Promise<never>((_, reject) =>
      started.once('exit', code => reject(new Error(`${name} ended at its start (${code}): ${said}`))),
    )
    // After the start, it may end whenever a test says so.
    ended.catch(() => {})
    await Promise.race([ready(), ended])
  }
  const down = async () => {
    const ending = child
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = new Promise(resolve => ending.once('exit', resolve))
    ending.kill('SIGKILL')
    await ended
  }
  process.once('exit', () => child?.kill('SIGKILL'))
  await up()
  return {
    name,
    ask,
    ready,
    pid: () => child?.pid,
    signal: signal => void child?.kill(signal),
    restart: async () => {
      await down()
      await up()
    },
    close: down,
  }
}

const isReady = (ask: Ask): Promise<boolean> =>
  ask('GET', '/readyz').then(
    reply => reply.status === 200,
    () => false,
  )
