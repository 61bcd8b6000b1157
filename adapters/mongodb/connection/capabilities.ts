/** What the server can do. Decided from its protocol version and by trying, never from its name. */
import type { MongoClient, TransactionOptions } from 'mongodb'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import type { Collections } from '../schema/collections.ts'
import { WRITERS_READ } from './abandoned.ts'
import { type SendBatch, sendAsOneCommand, sendAsRuns } from './batch-travel.ts'
import { ask, codeOf } from './faults.ts'

const UNKNOWN_FIELD = 40_415
const REFUSED: ReadonlySet<number> = new Set([13, 18])

/** MongoDB 6.0. Older ones are past their life, and their drivers' versions with them. */
const OLDEST = { wire: 17, version: '6.0' }
/** MongoDB 8.0: the first that writes to several collections in one command. */
const WRITES_MANY_COLLECTIONS = 25

/** Transactions and change streams need a replica set. @throws StoreUnusable that says what is missing */
export const requireSuitable = async (client: MongoClient): Promise<void> => {
  const hello = await ask(() => client.db().command({ hello: 1 })).catch(error => {
    throw REFUSED.has(codeOf(error) ?? 0)
      ? new StoreUnusable('MongoDB refused the user or password of the URL.')
      : error
  })
  if (!hello.setName && hello.msg !== 'isdbgrid') {
    throw new StoreUnusable(
      'This MongoDB is a single server, which has no transactions: Kasbah needs a replica set, if only of one member.',
    )
  }
  if (hello.maxWireVersion < OLDEST.wire)
    throw new StoreUnusable(
      `This MongoDB is older than ${OLDEST.version}, the oldest version Kasbah runs on: it speaks protocol version ${hello.maxWireVersion}, and ${OLDEST.wire} is needed.`,
    )
}

/** How a batch travels to the primary of the moment: members of a set that is being upgraded differ. Call before connecting. */
export const createSending = (client: MongoClient): SendBatch => {
  let wire = 0
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    for (const { type, maxWireVersion } of newDescription.servers.values())
      if (type === 'RSPrimary' || type === 'Mongos') wire = maxWireVersion
  })
  const [one, runs] = [sendAsOneCommand(client), sendAsRuns(client)]
  return (batch, session) => (wire >= WRITES_MANY_COLLECTIONS ? one : runs)(batch, session)
}

const MAJORITY = { writeConcern: { w: 'majority', journal: true }, maxCommitTimeMS: 4_000 } as const

/**
 * How transactions are started on this server. MongoDB takes a read concern with the first command of any kind; SecantusDB 0.7
 * refuses one on `bulkWrite`, and reads a snapshot without being asked to.
 */
export const transactionOptions = async (
  client: MongoClient,
  { meta }: Pick<Collections, 'meta'>,
  send: SendBatch,
): Promise<{ options: TransactionOptions; degraded?: string }> => {
  const options = { ...MAJORITY, readConcern: { level: WRITERS_READ } } as const
  const session = client.startSession({ causalConsistency: false })
  const write = { name: 'deleteMany', namespace: meta.namespace, filter: { _id: 'nothing' } } as const
  try {
    session.startTransaction(options)
    await send({ steps: [{ write }] }, session)
    return { options }
  } catch (error) {
    if (codeOf(error) !== UNKNOWN_FIELD) throw error
    return {
      options: MAJORITY,
      degraded: 'this server takes no read concern on bulkWrite: its default is used',
    }
  } finally {
    if (session.inTransaction()) await session.abortTransaction().catch(() => {})
    await session.endSession()
  }
}
