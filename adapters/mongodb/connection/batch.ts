/** The writes of one change to any collections, in order, and what the outcome of each means. How they travel: batch-travel.ts. */
import type { AnyClientBulkWriteModel, Document } from 'mongodb'
import type { Named } from '../schema/collections.ts'

/** Our keys are texts, or the server's where a document has none. */
export interface Stored extends Document {
  _id: string
}

/** A write of a batch, and what its outcome means. */
export interface Step {
  readonly write: AnyClientBulkWriteModel<Stored>
  /** What a taken unique key means here. Without it, one is a defect. */
  readonly taken?: () => Error
  readonly meets?: Meets
}

/** How many documents a step must match, and the error when it matches another number. */
export interface Meets {
  readonly count: number
  readonly otherwise: () => Error
}

export interface Batch {
  readonly steps: readonly Step[]
  insert(into: Named, document: object, taken?: Step['taken']): void
  put(into: Named, document: { readonly _id: string }): void
  update(step: Omit<Step, 'write'>, write: Update): void
  remove(from: Named, filter: Document): void
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
    steps,
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
