import type { MongoClient, TransactionOptions } from 'mongodb'
import type { Collections } from '../schema/collections.ts'
import { codeOf } from './faults.ts'

const UNKNOWN_FIELD = 40_415

const MAJORITY = { writeConcern: { w: 'majority', journal: true }, maxCommitTimeMS: 4_000 } as const

/**
 * How transactions are to be started on this server. MongoDB takes a read concern with the first command of any kind; SecantusDB 0.7,
 * against which this is tested, refuses one on `bulkWrite`, and reads a snapshot without being asked to.
 */
export const transactionOptions = async (
  client: MongoClient,
  { meta }: Pick<Collections, 'meta'>,
): Promise<{ options: TransactionOptions; degraded?: string }> => {
  const options = { ...MAJORITY, readConcern: { level: 'snapshot' } } as const
  const session = client.startSession({ causalConsistency: false })
  try {
    session.startTransaction(options)
    await client.bulkWrite([{ name: 'deleteOne', namespace: meta.namespace, filter: { probe: 'nothing' } }], {
      session,
    })
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
