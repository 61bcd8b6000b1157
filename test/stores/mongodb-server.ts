/**
 * The MongoDB of the tests: TEST_MONGODB_URL, the one that `npm run mongodb` runs, or one started here from what is
 * installed. Never installs. A suite that gets `undefined` is skipped by {@link untested}.
 */

import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { FOLDER, installed, start } from '../../scripts/mongodb-server.ts'
import type { Store } from '../../src/ports/store.ts'
import { skipped } from '../skipped.ts'

export interface TestServer {
  /** What is tested against, for people: `SecantusDB`, `mongod` or `TEST_MONGODB_URL`. */
  readonly name: string
  /** The URL of a database that nobody else has. Dropped when the file ends. */
  database(): string
  /** Ends what was started here, and drops what was made. */
  close(): Promise<void>
}

/** The server of this test file, or undefined where the machine has none. */
export const findMongodb = async (): Promise<TestServer | undefined> => {
  const given = process.env.TEST_MONGODB_URL
  if (given) return serve('TEST_MONGODB_URL', given, async () => {})
  const running = await runningServer()
  if (running) return serve(running.name, running.url, async () => {})
  const program = installed()
  if (!program) return undefined
  const server = await start(program)
  process.once('exit', () => process.kill(server.pid, 'SIGKILL'))
  return serve(server.name, server.url, () => server.stop('SIGKILL'))
}

/**
 * A server of this test file alone, for tests that make it fail, kill it or bring it back. `restart` brings it back at its
 * port with its data. Undefined where nothing is installed that could be started.
 */
export const ownMongodb = async (): Promise<OwnServer | undefined> => {
  const program = installed()
  if (!program) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-own-'))
  let server = await start(program, { folder, durable: true })
  const end = () => process.kill(server.pid, 'SIGKILL')
  process.once('exit', end)
  const stop = async (signal: NodeJS.Signals) => {
    process.off('exit', end)
    await server.stop(signal)
  }
  const restart = async () => {
    server = await start(program, { folder, port: server.port, durable: true })
    process.once('exit', end)
  }
  const close = async () => {
    await stop('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
  const served = serve(server.name, server.url, close)
  return { ...served, url: server.url, port: server.port, pid: () => server.pid, stop, restart, close }
}

export interface OwnServer extends TestServer {
  readonly url: string
  readonly port: number
  pid(): number
  /** Ends it and waits until it is gone; the data stay. */
  stop(signal: NodeJS.Signals): Promise<void>
  restart(): Promise<void>
}

/** Resolves once the store answers again. */
export const answering = async (store: Pick<Store, 'ready'>): Promise<void> => {
  while (
    !(await store.ready().then(
      () => true,
      () => false,
    ))
  )
    await wait(50)
}

/** Why tests are skipped where there is no server. */
export const NO_MONGODB = 'no MongoDB server was found; `npm run mongodb` in another terminal starts one'

/** Counts the tests of this file as one skipped test that says why. */
export const untested = (): void =>
  skipped(NO_MONGODB)('every test of this file over MongoDB', t => t.fail('never runs'))

const serve = (name: string, url: string, stop: () => Promise<void>): TestServer => {
  const made: string[] = []
  const database = () => {
    const at = new URL(url)
    at.pathname = `/kasbah-${randomUUID().slice(0, 13)}`
    // A small server under many tests is slow, and that is not what they are about.
    for (const name of ['serverSelection', 'connect', 'socket', 'waitQueue'])
      at.searchParams.set(`${name}TimeoutMS`, '30000')
    made.push(at.pathname.slice(1))
    return at.href
  }
  const close = async () => {
    const client = new MongoClient(url)
    await Promise.all(made.map(db => client.db(db).dropDatabase()))
    await client.close()
    await stop()
  }
  return { name, database, close }
}

const runningServer = async (): Promise<{ name: string; url: string } | undefined> => {
  const note = await readFile(join(FOLDER, 'running.json'), 'utf8').catch(() => undefined)
  if (!note) return undefined
  const running = JSON.parse(note) as { name: string; url: string }
  return (await listens(new URL(running.url))) ? running : undefined
}

const listens = ({ hostname, port }: URL): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
