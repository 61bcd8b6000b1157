/**
 * The store in MongoDB: one client for the process, one file per port. It owns the form of everything in the database and
 * turns its outages into the errors of the ports; `src/replica` decides which snapshot may be answered from.
 */
import { createLineClock } from '../../src/model/line-clock.ts'
import { type Kinds, records } from '../../src/model/records.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Turns } from '../../src/ports/turns.ts'
import { requireWhole } from './archive/archive-fill.ts'
import { createArchive } from './archive.ts'
import { createAuditStore } from './audit-store.ts'
import { createAbandoned } from './connection/abandoned.ts'
import { createSending, requireSuitable, transactionOptions } from './connection/capabilities.ts'
import { createClient, READS } from './connection/client.ts'
import { type Connection, createConnection, type StoreFact } from './connection/connection.ts'
import { ask } from './connection/faults.ts'
import { createHorizon } from './connection/horizon.ts'
import { notOpened } from './connection/not-opened.ts'
import { createOutlook } from './connection/outlook.ts'
import { createServerClock } from './connection/server-clock.ts'
import { databaseName } from './connection/store-url.ts'
import { createDecisionStore } from './decision-store.ts'
import { createOidcStore } from './oidc-store.ts'
import { createPolicySetStore } from './policy-set-store.ts'
import { createPolicyStore } from './policy-store.ts'
import { createReceiptStore } from './receipt-store.ts'
import { createRecordStore } from './records/record-store.ts'
import { createReplicaStore } from './replica-store.ts'
import { collectionsOf } from './schema/collections.ts'
import { migrate } from './schema/migrate.ts'
import { createSecretStore } from './secret-store.ts'

export interface MongoStoreOptions {
  /** `mongodb://` or `mongodb+srv://`, with the database after the hosts; TLS, users and time-outs as MongoDB documents them. */
  readonly url: string
  /** Receives events for operators: retries, resumed streams, abilities that the server lacks. */
  readonly note?: (fact: StoreFact) => void
  /** The clock that changes are dated by; the server's where this is absent. */
  readonly now?: () => Date
  /**
   * Milliseconds for a change with its retries; as long again, at most, to learn what became of it. Two and a half
   * times what the driver waits for a primary (`serverSelectionTimeoutMS`) where absent: 5,000, unless the URL says otherwise.
   */
  readonly within?: number
  /** By which reads that take long learn that nobody waits for them; absent: they are made all the same. */
  readonly turns?: Turns
  /** The kinds of records that it keeps. */
  readonly kinds?: Kinds
}

/**
 * Opens the store, making or migrating its collections first.
 * @throws StoreUnavailable when no primary answers; StoreUnusable when the server cannot serve as a store
 */
export const openMongoStore = async ({
  url,
  note = () => {},
  now,
  within,
  turns,
  kinds = records,
}: MongoStoreOptions): Promise<Store> => {
  const client = createClient(url)
  client.on('commandStarted', ({ commandName: name }) => note({ fact: 'command', name }))
  const time = now ?? createServerClock(client)
  const gone = createOutlook(client, up => note({ fact: 'reachable', up }))
  const send = createSending(client)
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await client.close()
  }
  try {
    await requireSuitable(client)
    const db = client.db(databaseName(url), READS)
    const collections = collectionsOf(db, kinds)
    const { options, degraded } = await ask(() => transactionOptions(client, collections, send))
    if (degraded) note({ fact: 'degraded', what: degraded })
    const c = createConnection({
      client,
      db,
      in: collections,
      now: time,
      clock: createLineClock(time),
      note,
      horizon: createHorizon(client),
      options,
      send,
      within: within ?? 2.5 * client.options.serverSelectionTimeoutMS,
      closed: () => closed,
      gone,
      turns,
      abandoned: createAbandoned({
        client,
        ended: count => note({ fact: 'abandoned_ended', count }),
        unable: why => note({ fact: 'degraded', what: `abandoned transactions are not ended: ${why}` }),
      }),
    })
    const { id } = await migrate(c)
    await requireWhole(c)
    return {
      id,
      now: c.now,
      ...ports(c),
      ready: () => c.prompt(() => c.db.command({ ping: 1 })).then(() => undefined),
      close,
    }
  } catch (error) {
    await close()
    throw notOpened(client, error)
  }
}

const ports = (c: Connection): Omit<Store, 'id' | 'now' | 'ready' | 'close'> => ({
  policy: createPolicyStore(c),
  sets: createPolicySetStore(c),
  records: createRecordStore(c),
  audit: createAuditStore(c),
  decisions: createDecisionStore(c),
  receipts: createReceiptStore(c),
  secrets: createSecretStore(c),
  oidc: createOidcStore(c),
  replicas: createReplicaStore(c),
  archive: createArchive(c),
})
