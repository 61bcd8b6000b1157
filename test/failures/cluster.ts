/** Three processes of the service on one database, each behind a network of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ask, client } from '../service/client.ts'
import { type OwnServer, ownMongodb } from '../stores/mongodb-server.ts'
import { type Network, startProxy } from './proxy.ts'

const KEY = 'the-operator-key-of-the-failure-suite'
const MAIN = join(import.meta.dirname, '../../src/main.ts')

export interface Node {
  readonly name: string
  readonly proxy: Network
  readonly ask: Ask
  signal(signal: NodeJS.Signals): void
  /** Ends it without warning, and starts it again. */
  restart(): Promise<void>
  /** Resolves once it says that it can decide. */
  ready(): Promise<void>
}

export interface Cluster {
  readonly server: OwnServer
  readonly nodes: readonly Node[]
  /** The URL of what they share, past every proxy. */
  readonly url: string
  close(): Promise<void>
}

/** Undefined where no database can be started. `environments` has one entry for each process. */
export async function startCluster(
  environments: readonly Readonly<Record<string, string>>[],
): Promise<Cluster | undefined> {
  const server = await ownMongodb()
  if (!server) return undefined
  const url = server.database()
  const database = new URL(url).pathname
  const nodes = await Promise.all(
    environments.map((env, i) => startNode(`replica ${i}`, server, { database, env })),
  )
  const close = async () => {
    await Promise.all(nodes.map(node => node.close()))
    await server.close()
  }
  return { server, nodes, url, close }
}

const startNode = async (
  name: string,
  server: OwnServer,
  { database, env }: { database: string; env: Readonly<Record<string, string>> },
): Promise<Node & { close(): Promise<void> }> => {
  const proxy = await startProxy(server.port)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  // The server names itself by the port behind the proxy: without `directConnection` the driver would go there.
  const store = `mongodb://127.0.0.1:${proxy.port}${database}?directConnection=true&appName=${encodeURIComponent(name)}`
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
    child = spawn(process.execPath, [MAIN], { env: environment, stdio: 'ignore' })
    await ready()
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
    proxy,
    ask,
    ready,
    signal: signal => void child?.kill(signal),
    restart: async () => {
      await down()
      await up()
    },
    close: async () => {
      await down()
      await proxy.close()
    },
  }
}

const isReady = (ask: Ask): Promise<boolean> =>
  ask('GET', '/readyz').then(
    reply => reply.status === 200,
    () => false,
  )

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
