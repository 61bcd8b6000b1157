/** A replica set to test against: its members on free ports of the loopback interface, and their folders. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient, type MongoClientOptions } from 'mongodb'
import { createMember, type Member, setName } from './member.ts'
import type { Program, ProgramName } from './programs.ts'

export interface ReplicaSet {
  readonly name: ProgramName
  /** Names every member. */
  readonly url: string
  readonly members: readonly Member[]
  /** Ends every member and waits until they are gone, with their data. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface ReplicaSetOptions {
  readonly program: Program
  /** How many; SecantusDB is one. */
  readonly members?: number
  /** Megabytes of history. */
  readonly oplog?: number
  /** Further arguments of every member. */
  readonly args?: readonly string[]
  /** What a client needs to reach a member. */
  readonly client?: MongoClientOptions
  /** Told of each member's folder before it starts. */
  readonly onFolder?: (folder: string, member: number) => void
  /** How others reach a member, by its port, where that is not the loopback address. */
  readonly host?: (port: number) => Promise<string>
}

/** Short enough for tests of elections, long enough that a busy machine of two cores has none unasked. */
const ELECTION_MS = 2_000

/** Resolves when there is a primary. */
export const startReplicaSet = async (options: ReplicaSetOptions): Promise<ReplicaSet> => {
  const { program, oplog = 128, host = loopback } = options
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-mongodb-'))
  const mongod = program.name === 'mongod'
  const args = [...(mongod ? ['--oplogSize', `${oplog}`] : []), ...(options.args ?? [])]
  const members: Member[] = []
  for (let n = 0; n < (mongod ? (options.members ?? 3) : 1); n += 1) {
    const own = join(folder, `${n}`)
    await mkdir(own)
    options.onFolder?.(own, n)
    members.push(await createMember({ ...options, folder: own, args }))
  }
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    await Promise.all(members.map(member => member.stop(signal)))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await Promise.all(members.map(member => member.start()))
    const hosts = await Promise.all(members.map(({ port }) => host(port)))
    const url = `mongodb://${hosts.join(',')}/?replicaSet=${setName(program)}`
    if (mongod) await initiate(members, hosts, options.client)
    await primary(url, options.client)
    return { name: program.name, url, members, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const loopback = async (port: number) => `127.0.0.1:${port}`

const initiate = async (
  members: readonly Member[],
  hosts: readonly string[],
  options: MongoClientOptions = {},
): Promise<void> => {
  const client = new MongoClient(`mongodb://127.0.0.1:${members[0]?.port}/?directConnection=true`, options)
  const admin = client.db('admin')
  try {
    await admin.command({
      replSetInitiate: {
        _id: 'kasbah',
        members: hosts.map((host, _id) => ({ _id, host })),
        settings: { electionTimeoutMillis: ELECTION_MS, heartbeatIntervalMillis: 500 },
      },
    })
  } finally {
    await client.close()
  }
}

/** Resolves when a member is elected. */
const primary = async (url: string, options: MongoClientOptions = {}): Promise<void> => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 60_000, ...options })
  try {
    await client.db('admin').command({ hello: 1 })
  } finally {
    await client.close()
  }
}
