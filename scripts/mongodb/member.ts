/** One process of a database on the loopback interface. It owns that process and its folder, and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient, type MongoClientOptions } from 'mongodb'
import { freePort } from '../free-port.ts'
import type { Program } from './programs.ts'

export interface Member {
  readonly port: number
  readonly folder: string
  pid(): number
  /** For SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void
  /** Ends it and waits until it is gone; its data stay. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Called once, when it ends, for whatever reason. */
  onExit(told: () => void): void
  /** Starts it at its port, with its data. Resolves when it answers. */
  start(): Promise<void>
}

export interface MemberOptions {
  readonly program: Program
  readonly folder: string
  readonly port?: number
  /** Further arguments of the command line. */
  readonly args?: readonly string[]
  /** What a client needs to reach it: TLS, a user. */
  readonly client?: MongoClientOptions
}

/** The name of the replica set that members of a program are in. */
export const setName = ({ name }: Program): string => (name === 'mongod' ? 'kasbah' : 'secantus')

/** A member that is not started yet. */
export const createMember = async (options: MemberOptions): Promise<Member> => {
  const port = options.port ?? (await freePort())
  const { program, folder, args = [] } = options
  let child: ChildProcess | undefined
  const orphaned = () => child?.kill('SIGKILL')
  const start = async () => {
    const started = spawn(program.path, [...commandLine(program, port, folder), ...args], { stdio: 'ignore' })
    child = started
    process.once('exit', orphaned)
    try {
      await Promise.race([answers(port, options.client), ended(started, folder)])
    } catch (error) {
      await stop('SIGKILL')
      throw error
    }
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    process.off('exit', orphaned)
    if (child) await end(child, signal)
  }
  return {
    port,
    folder,
    pid: () => child?.pid ?? 0,
    signal: name => void child?.kill(name),
    stop,
    onExit: told => void child?.once('exit', told),
    start,
  }
}

/** Settings for several members on a machine of two cores: little cache, a small oplog, no diagnostics. */
const MONGOD =
  '--wiredTigerCacheSizeGB 0.25 --nounixsocket --setParameter diagnosticDataCollectionEnabled=false --setParameter enableTestCommands=1'
/** Acknowledged writes survive `kill -9`, as MongoDB's do; SecantusDB promises that only when asked. */
const SECANTUS = '--host 127.0.0.1 --enable-test-commands --sync-on-commit'

const commandLine = (program: Program, port: number, folder: string): readonly string[] =>
  program.name === 'mongod'
    ? [
        ...`--bind_ip 127.0.0.1 --replSet ${setName(program)} ${MONGOD} --port ${port}`.split(' '),
        ...['--dbpath', folder, '--logpath', logOf(folder), '--logappend'],
      ]
    : [...`${SECANTUS} --port ${port}`.split(' '), '--storage-path', folder]

const logOf = (folder: string) => join(folder, 'mongod.log')

const answers = async (port: number, options: MongoClientOptions = {}): Promise<void> => {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 60_000,
    heartbeatFrequencyMS: 500,
    ...options,
  })
  try {
    await client.db('admin').command({ ping: 1 })
  } finally {
    await client.close()
  }
}

const ended = async (child: ChildProcess, folder: string): Promise<never> => {
  const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
  const log = await readFile(logOf(folder), 'utf8').catch(() => '')
  throw new Error(`The database ended at once (${code}): ${log.slice(-2_000)}`)
}

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.kill(signal)
  // One that is stopped hears nothing but SIGKILL until it goes on.
  child.kill('SIGCONT')
  const patient = new AbortController()
  const hurry = wait(10_000, undefined, { signal: patient.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  )
  await gone
  patient.abort()
  await hurry
}
