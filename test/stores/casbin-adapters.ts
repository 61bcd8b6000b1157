/**
 * The package as it comes and our adapter on it, side by side, for the tests that show why it is never used bare.
 */
import { randomUUID } from 'node:crypto'
import { type Model, newModelFromString } from 'casbin'
import { MongoAdapter } from 'casbin-mongodb-adapter'
import { MongoClient } from 'mongodb'
import { createBatch } from '../../adapters/mongodb/connection/batch.ts'
import { sendAsRuns } from '../../adapters/mongodb/connection/batch-travel.ts'
import { CasbinRules } from '../../adapters/mongodb/policy/casbin-rules.ts'
import { collectionsOf } from '../../adapters/mongodb/schema/collections.ts'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { TestServer } from './mongodb-server.ts'
import { databaseOf } from './mongodb-url.ts'

const MODEL = `
[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = sub, dom, obj, act, eft
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.dom == p.dom && (r.sub == p.sub || g(r.sub, p.sub, r.dom)) && r.obj == p.obj && r.act == p.act
`

export const model = (): Model => newModelFromString(MODEL)

/** The rules of one kind in a model, in its order. */
export const rulesOf = (of: Model, section: string): string[][] =>
  of.model.get(section[0] ?? '')?.get(section)?.policy ?? []

export const loaded = async (adapter: { loadPolicy(into: Model): Promise<void> }): Promise<Model> => {
  const into = model()
  await adapter.loadPolicy(into)
  return into
}

export const VIEW = ['alice', 'org1', 'data', 'view', 'allow']
export const DENY = ['alice', 'org1', 'data', 'view', 'deny']

interface Teardown {
  teardown(fn: () => Promise<void>): void
}

export const casbinAdapters = async (server: TestServer) => {
  const url = server.database()
  await (await openMongoStore({ url })).close()
  const client = new MongoClient(url)
  const name = databaseOf(url)
  const { rules } = collectionsOf(client.db(name))

  /** The package, over a collection of its own. */
  const bare = async (t: Teardown, options: { filtered?: boolean; appName?: string } = {}) => {
    const { filtered = false, appName = 'bare' } = options
    const collection = `bare-${randomUUID()}`
    const adapter = await MongoAdapter.newAdapter({
      uri: url,
      database: name,
      collection,
      filtered,
      option: { appName },
    })
    t.teardown(() => adapter.close())
    return Object.assign(adapter, { documents: client.db(name).collection(collection) })
  }

  /** Ours, for an organisation of its own: to read, and to write the next revision in a transaction. */
  const ours = () => {
    const org = `o-${randomUUID()}` as OrgId
    let revision = 0
    const reader = () => new CasbinRules({ rules, org })
    const write = async (
      work: (adapter: CasbinRules) => Promise<void>,
      end: 'commit' | 'abort' = 'commit',
    ) => {
      revision += 1
      const batch = createBatch()
      await work(new CasbinRules({ rules, org, change: { batch, revision } }))
      const session = client.startSession()
      try {
        session.startTransaction()
        await sendAsRuns(client)(batch, session)
        await (end === 'commit' ? session.commitTransaction() : session.abortTransaction())
      } finally {
        await session.endSession()
      }
    }
    return { org, write, reader, load: () => loaded(reader()) }
  }

  return { client, bare, ours, rules, url, name }
}
