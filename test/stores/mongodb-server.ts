/**
 * The MongoDB of the tests: TEST_MONGODB_URL, the one that `npm run mongodb` runs, or one started here from what is
 * installed. Never installs. A suite that gets `undefined` is skipped by {@link untested}.
 */

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { FOLDER, installed } from '../../scripts/mongodb/programs.ts'
import {
  type ReplicaSet,
  type ReplicaSetOptions,
  startReplicaSet,
} from '../../scripts/mongodb/replica-set.ts'
import type { Store } from '../../src/ports/store.ts'
import { skipped } from '../skipped.ts'
import { mongodbUrl } from './mongodb-url.ts'

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
  const set = await startReplicaSet({ program, members: 1 })
  return serve(set.name, set.url, set.stop)
}

/**
 * A server of one member for this test file alone, for tests that make it fail, kill it or bring it back. Undefined where
 * nothing is installed that could be started.
 */
export const ownMongodb = async (): Promise<OwnServer | undefined> => {
  const program = installed()
  if (!program) return undefined
  const set = await startReplicaSet({ program, members: 1 })
  const [member] = set.members
  if (!member) throw new Error('a replica set has a member')
  const { port, pid, stop, start: restart } = member
  return { ...serve(set.name, set.url, set.stop), url: set.url, port, pid, stop, restart }
}

/** A replica set of three members for this test file alone. Undefined where no real mongod is installed. */
export const ownReplicaSet = async (
  options: Omit<ReplicaSetOptions, 'program'> = {},
): Promise<(TestServer & Omit<ReplicaSet, 'name'>) | undefined> => {
  const program = installed('mongod')
  if (!program) return undefined
  const set = await startReplicaSet({ ...options, program })
  return { ...set, ...serve(set.name, set.url, set.stop) }
}

export interface OwnServer extends TestServer {
  readonly url: string
  readonly port: number
  pid(): number
  /** Ends it and waits until it is gone; the data stay. */
  stop(signal: NodeJS.Signals): Promise<void>
  /** Brings it back at its port with its data. */
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
    const database = `kasbah-${randomUUID().slice(0, 13)}`
    made.push(database)
    return mongodbUrl(url, { database, options: PATIENT })
  }
  const close = async () => {
    const client = new MongoClient(url)
    // A server of this file alone may be down by now, and its data go with it.
    const dropped = Promise.all(made.map(db => client.db(db).dropDatabase()))
    await Promise.race([dropped.catch(() => {}), wait(5_000, undefined, { ref: false })])
    await client.close()
    await stop()
  }
  return { name, database, close }
}

/** A small server under many tests is slow, and that is not what they are about. */
const PATIENT = Object.fromEntries(
  ['serverSelection', 'connect', 'socket', 'waitQueue'].map(name => [`${name}TimeoutMS`, '30000']),
)

const runningServer = async (): Promise<{ name: string; url: string } | undefined> => {
  const note = await readFile(join(FOLDER, 'running.json'), 'utf8').catch(() => undefined)
  if (!note) return undefined
  const running = JSON.parse(note) as { name: string; url: string }
  return (await listens(/^mongodb:\/\/([^:]+):(\d+)/.exec(running.url))) ? running : undefined
}

const listens = (found: RegExpExecArray | null): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createConnection({ host: found?.[1] ?? '', port: Number(found?.[2]) })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
