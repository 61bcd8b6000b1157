import {
  type AnyClientBulkWriteModel,
  type ClientBulkWriteResult,
  type ClientSession,
  type Document,
  type MongoClient,
  MongoClientBulkWriteError,
} from 'mongodb'
import type { Named } from '../schema/collections.ts'

/** Our keys are texts, or the server's where a document has none. */
interface Stored extends Document {
  _id: string
}

/** A write of a batch, and what its outcome means. */
export interface Step {
  readonly write: AnyClientBulkWriteModel<Stored>
  /** What a taken unique key means here. Without it, one is a defect. */
  readonly taken?: () => Error
  /** How many documents it must meet, and what it means when it meets others. */
  readonly meets?: { readonly count: number; readonly otherwise: () => Error }
}

/** Writes to any collections that go to the server as one command, in order. */
export interface Batch {
  insert(into: Named, document: object, taken?: Step['taken']): void
  put(into: Named, document: { readonly _id: string }): void
  update(step: Omit<Step, 'write'>, write: Update): void
  remove(from: Named, filter: Document): void
  /** One round trip. @throws what the first step whose outcome is not as promised says */
  run(client: MongoClient, session: ClientSession): Promise<void>
}

export interface Update {
  readonly of: Named
  readonly filter: Document
  readonly set: Document
  readonly unset?: Document
  readonly max?: Document
  readonly upsert?: true
}

export const createBatch = (): Batch => {
  const steps: Step[] = []
  return {
    insert: (into, document, taken) =>
      steps.push({
        write: { name: 'insertOne', namespace: into.namespace, document: document as Stored },
        ...(taken ? { taken } : {}),
      }),
    put: (into, document) =>
      steps.push({
        write: {
          name: 'replaceOne',
          namespace: into.namespace,
          filter: { _id: document._id },
          replacement: document,
          upsert: true,
        },
      }),
    update: (step, change) => steps.push({ ...step, write: updateOf(change) }),
    remove: (from, filter) =>
      steps.push({ write: { name: 'deleteMany', namespace: from.namespace, filter } }),
    run: (client, session) => send(client, session, steps),
  }
}

const updateOf = ({ of, filter, set, unset, max, upsert }: Update): Step['write'] => ({
  name: 'updateOne',
  namespace: of.namespace,
  filter,
  update: {
    $set: set,
    ...(unset && Object.keys(unset).length > 0 ? { $unset: unset } : {}),
    ...(max ? { $max: max } : {}),
  },
  ...(upsert ? { upsert } : {}),
})

const send = async (client: MongoClient, session: ClientSession, steps: readonly Step[]): Promise<void> => {
  const models = steps.map(step => step.write)
  try {
    judge(
      steps,
      await client.bulkWrite<Record<string, Stored>>(models, {
        session,
        ordered: true,
        verboseResults: true,
      }),
      steps.length,
    )
  } catch (error) {
    if (!(error instanceof MongoClientBulkWriteError)) throw error
    const [failed] = error.writeErrors.entries()
    if (!failed) throw error
    const [index, { code }] = failed
    // An earlier step that met too few says more than the collision that followed from it.
    if (error.partialResult) judge(steps, error.partialResult, index)
    throw (code === DUPLICATE_KEY && steps[index]?.taken?.()) || error
  }
}

const DUPLICATE_KEY = 11_000

const judge = (steps: readonly Step[], result: ClientBulkWriteResult, until: number): void => {
  for (const [index, { meets }] of steps.slice(0, until).entries()) {
    if (meets && (result.updateResults?.get(index)?.matchedCount ?? 0) !== meets.count)
      throw meets.otherwise()
  }
}
