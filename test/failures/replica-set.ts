/** Processes of the service on a real replica set of three members, each member behind a network of its own. */
import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import type { Member } from '../../scripts/mongodb/member.ts'
import type { Store } from '../../src/ports/store.ts'
import { ownReplicaSet } from '../stores/mongodb-server.ts'
import { mongodbUrl } from '../stores/mongodb-url.ts'
import { type MemberNetwork, startMemberNetwork } from './member-network.ts'
import { type Node, startNode } from './node.ts'

export interface SetMember extends Member {
  /** How it is named in the set. */
  readonly host: string
  /** A client of this member alone, primary or not. */
  readonly alone: MongoClient
  readonly network: MemberNetwork
}

export interface SetCluster {
  readonly nodes: readonly Node[]
  readonly members: readonly SetMember[]
  readonly url: string
  open(): Promise<Store>
  /** The member that leads now; waits for one. */
  primary(): Promise<SetMember>
  /** Cuts a member off from the others, both ways. Clients reach it as before. */
  isolate(member: SetMember): void
  heal(): void
  close(): Promise<void>
}

interface Options {
  readonly replicas?: number
  /** Megabytes. */
  readonly oplog?: number
  readonly options?: Readonly<Record<string, string>>
  readonly onFolder?: (folder: string, member: number) => void
  /** The URL that processes are given, and their environment, made from the URL of the set. */
  readonly process?: (url: string) => {
    readonly store: string
    readonly env: Readonly<Record<string, string>>
  }
}

/** Undefined where no real mongod is installed. */
export const startSetCluster = async (of: Options = {}): Promise<SetCluster | undefined> => {
  const networks = new Map<number, MemberNetwork>()
  const set = await ownReplicaSet({
    ...(of.oplog ? { oplog: of.oplog } : {}),
    ...(of.onFolder ? { onFolder: of.onFolder } : {}),
    host: async port => {
      const network = await startMemberNetwork(() => port)
      networks.set(port, network)
      return `127.0.0.1:${network.port}`
    },
  })
  if (!set) return undefined
  const url = mongodbUrl(set.url, { database: 'kasbah', ...(of.options ? { options: of.options } : {}) })
  const members = set.members.map((member): SetMember => {
    const network = networks.get(member.port)
    if (!network) throw new Error('every member has a network')
    const alone = new MongoClient(`mongodb://127.0.0.1:${member.port}/?directConnection=true`)
    return Object.assign(member, { network, alone, host: `127.0.0.1:${network.port}` })
  })
  const own = of.process?.(url) ?? { store: url, env: {} }
  const nodes = await Promise.all(
    Array.from({ length: of.replicas ?? 3 }, (_, i) => startNode({ name: `replica ${i}`, ...own })),
  )
  const primary = async (): Promise<SetMember> => {
    for (;;) {
      for (const member of members) if (await leads(member)) return member
      await wait(50)
    }
  }
  return {
    nodes,
    members,
    url,
    open: () => openMongoStore({ url }),
    primary,
    isolate: member => {
      for (const other of members) other.network.refuse(member.network.port)
      member.network.isolate()
    },
    heal: () => {
      for (const { network } of members) network.heal()
    },
    close: async () => {
      await Promise.all(nodes.map(node => node.close()))
      await Promise.all(members.map(({ alone }) => alone.close()))
      await set.close()
      await Promise.all(members.map(({ network }) => network.close()))
    },
  }
}

/** A member that does not answer at once leads nobody. */
const leads = async ({ alone }: SetMember): Promise<boolean> => {
  const hello = alone
    .db('admin')
    .command({ hello: 1 })
    .catch(() => undefined)
  const answer = await Promise.race([hello, wait(300, undefined)])
  return answer?.isWritablePrimary === true
}
