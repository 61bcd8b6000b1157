/**
 * A MongoDB to develop and test against: which program this machine has, and how to start it on a free port of
 * the loopback interface. It owns the processes that it starts and nothing else; it never installs anything
 * (scripts/mongodb.ts does, when a person asks).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'

/** Where `npm run mongodb` keeps what it installs and notes what it runs; ignored by git. */
export const FOLDER = fileURLToPath(new URL('../.mongodb', import.meta.url))

export interface Program {
  readonly name: 'mongod' | 'SecantusDB'
  readonly path: string
}

export interface Server {
  readonly name: Program['name']
  readonly url: string
  readonly port: number
  readonly folder: string
  readonly pid: number
  /** Ends it, and waits until it is gone. The data stay when `start` was given a folder. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** The first of: `mongod` on the PATH, the SecantusDB that `npm run mongodb` installed. */
export const installed = (): Program | undefined => {
  const mongod = onPath('mongod')
  if (mongod) return { name: 'mongod', path: mongod }
  const secantus = join(FOLDER, 'venv', 'bin', 'secantusd-py')
  return existsSync(secantus) ? { name: 'SecantusDB', path: secantus } : undefined
}

/** Where the PATH has a program of this name. */
export const onPath = (name: string): string | undefined => {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/**
 * Starts a one-member replica set. A port and folder of an earlier server bring it back with its data. `durable`: what it
 * acknowledged survives `kill -9`, which SecantusDB only promises when asked to, at a price.
 */
export const start = async (
  program: Program,
  at: { port?: number; folder?: string; durable?: boolean } = {},
): Promise<Server> => {
  const folder = at.folder ?? (await mkdtemp(join(tmpdir(), 'kasbah-mongodb-')))
  const port = at.port ?? (await freePort())
  const child = spawn(program.path, commandLine(program, port, { folder, durable: at.durable === true }), {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const tail = lastLines(child)
  const url = `mongodb://127.0.0.1:${port}/?replicaSet=${replicaSet(program)}`
  try {
    await Promise.race([answers(program, port), ended(child, tail)])
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    await kill(child, signal)
    if (!at.folder) await rm(folder, { recursive: true, force: true })
  }
  return { name: program.name, url, port, folder, pid: child.pid ?? 0, stop }
}

const replicaSet = (program: Program) => (program.name === 'mongod' ? 'kasbah' : 'secantus')

const commandLine = (
  { name }: Program,
  port: number,
  { folder, durable }: { folder: string; durable: boolean },
) =>
  name === 'mongod'
    ? `--bind_ip 127.0.0.1 --port ${port} --replSet kasbah --setParameter enableTestCommands=1 --dbpath`
        .split(' ')
        .concat(folder)
    : `--host 127.0.0.1 --port ${port} --enable-test-commands${durable ? ' --sync-on-commit' : ''} --storage-path`
        .split(' ')
        .concat(folder)

const answers = async (program: Program, port: number): Promise<void> => {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 60_000,
  })
  try {
    const admin = client.db('admin')
    await admin.command({ ping: 1 })
    if (program.name === 'mongod') await admin.command(initiation(port)).catch(unlessInitiated)
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) await wait(50)
  } finally {
    await client.close()
  }
}

const initiation = (port: number) => ({
  replSetInitiate: { _id: 'kasbah', members: [{ _id: 0, host: `127.0.0.1:${port}` }] },
})

const ALREADY_INITIALIZED = 23

const unlessInitiated = (error: { code?: number }) => {
  if (error.code !== ALREADY_INITIALIZED) throw error
}

const ended = (child: ChildProcess, tail: () => string): Promise<never> =>
  new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`The database ended at once (${code}): ${tail()}`)))
  }) as Promise<never>

const lastLines = (child: ChildProcess): (() => string) => {
  let text = ''
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-2_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => text.trim()
}

const kill = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
