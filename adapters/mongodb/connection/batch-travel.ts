/**
 * How a batch goes to the server, in the transaction of its session: as one command where the server writes to several collections at
 * once (MongoDB 8.0), and as one command for each run of steps on one collection where it does not: see runs.ts. The outcomes are the same.
 */
import {
  type ClientSession,
  type Document,
  type MongoClient,
  MongoClientBulkWriteError,
  MongoServerError,
} from 'mongodb'
import type { Batch, Step, Stored } from './batch.ts'
import { kindOf, runsOf } from './runs.ts'

const DUPLICATE_KEY = 11_000

/** @throws the error that the first step whose outcome is not as promised names */
export type SendBatch = (batch: Pick<Batch, 'steps'>, session: ClientSession) => Promise<void>

/** One round trip. */
export const sendAsOneCommand =
  (client: MongoClient): SendBatch =>
  async ({ steps }, session) => {
    const matched = (results: ReadonlyMap<number, { matchedCount: number }> | undefined, until: number) => {
      for (const [index, { meets }] of steps.slice(0, until).entries()) {
        if (meets && (results?.get(index)?.matchedCount ?? 0) !== meets.count) throw meets.otherwise()
      }
    }
    const models = steps.map(step => step.write)
    const options = { session, ordered: true, verboseResults: true }
    try {
      const { updateResults } = await client.bulkWrite<Record<string, Stored>>(models, options)
      matched(updateResults, steps.length)
    } catch (error) {
      if (!(error instanceof MongoClientBulkWriteError)) throw error
      const [failed] = error.writeErrors.entries()
      if (!failed) throw error
      const [index, { code }] = failed
      // An earlier step that matched too few says more than the collision that followed from it.
      if (error.partialResult) matched(error.partialResult.updateResults, index)
      throw meaningOf(steps[index], code) ?? error
    }
  }

/** A round trip for each run of steps of one kind on one collection. */
export const sendAsRuns =
  (client: MongoClient): SendBatch =>
  async ({ steps }, session) => {
    for (const run of runsOf(steps)) await sendRun(client, session, run)
  }

const sendRun = async (client: MongoClient, session: ClientSession, run: readonly Step[]): Promise<void> => {
  const [first] = run
  if (!first) return
  const { namespace } = first.write
  const dot = namespace.indexOf('.')
  // As a command of its own: the driver's bulk write hides which error of a connection it met.
  const reply = await client
    .db(namespace.slice(0, dot))
    .command(commandOf(namespace.slice(dot + 1), run), { session })
  const [failed] = (reply.writeErrors ?? []) as readonly Refused[]
  if (failed) throw meaningOf(run[failed.index], failed.code) ?? new MongoServerError(failed)
  const expected = run.reduce((sum, { meets }) => sum + (meets?.count ?? 0), 0)
  if (first.meets && reply.n !== expected) throw first.meets.otherwise()
}

interface Refused {
  readonly index: number
  readonly code: number
  readonly errmsg: string
}

const commandOf = (collection: string, run: readonly Step[]): Document => {
  const statements = run.map(statementOf)
  switch (run[0] && kindOf(run[0])) {
    case 'insertOne':
      return { insert: collection, documents: statements }
    case 'deleteMany':
      return { delete: collection, deletes: statements }
    default:
      return { update: collection, updates: statements }
  }
}

const statementOf = ({ write }: Step): Document => {
  switch (write.name) {
    case 'insertOne':
      return write.document
    case 'deleteMany':
      return { q: write.filter, limit: 0 }
    case 'updateOne':
      return { q: write.filter, u: write.update, upsert: write.upsert === true }
    case 'replaceOne':
      return { q: write.filter, u: write.replacement, upsert: write.upsert === true }
    default:
      throw new TypeError(`a batch has no ${write.name}`)
  }
}

const meaningOf = (step: Step | undefined, code: number): Error | undefined =>
  code === DUPLICATE_KEY ? step?.taken?.() : undefined
