/** Three processes of the service on a database of one member, each behind a network of its own. */

import { openMongoStore } from '../../adapters/mongodb/store.ts'
import type { Store } from '../../src/ports/store.ts'
import { type OwnServer, ownMongodb } from '../stores/mongodb-server.ts'
import { databaseOf } from '../stores/mongodb-url.ts'
import { type Node, startNode } from './node.ts'
import { type Network, startProxy } from './proxy.ts'

export interface NetworkedNode extends Node {
  readonly proxy: Network
}

export interface Cluster {
  readonly server: OwnServer
  readonly nodes: readonly NetworkedNode[]
  /** The URL of what they share, past every proxy. */
  readonly url: string
  open(): Promise<Store>
  close(): Promise<void>
}

/** Undefined where no database can be started. `environments` has one entry for each process. */
export async function startCluster(
  environments: readonly Readonly<Record<string, string>>[],
): Promise<Cluster | undefined> {
  const server = await ownMongodb()
  if (!server) return undefined
  const url = server.database()
  const start = async (env: Readonly<Record<string, string>>, i: number): Promise<NetworkedNode> => {
    const name = `replica ${i}`
    const proxy = await startProxy(server.port)
    // The server names itself by the port behind the proxy: without `directConnection` the driver would go there.
    const at = `mongodb://127.0.0.1:${proxy.port}/${databaseOf(url)}`
    const store = `${at}?directConnection=true&appName=${encodeURIComponent(name)}`
    const node = await startNode({ name, store, env })
    const close = async () => {
      await node.close()
      await proxy.close()
    }
    return { ...node, proxy, close }
  }
  const nodes = await Promise.all(environments.map(start))
  const close = async () => {
    await Promise.all(nodes.map(node => node.close()))
    await server.close()
  }
  return { server, nodes, url, open: () => openMongoStore({ url }), close }
}
