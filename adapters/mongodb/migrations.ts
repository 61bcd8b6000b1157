import type { Db } from 'mongodb'
import { codeOf } from './faults.ts'
import { indexes } from './indexes.ts'
import { validators } from './schema.ts'

/**
 * The steps from an empty database to what this version expects. A step that was released is never changed; it may run twice,
 * because whoever ran it before may have died before noting it.
 */
export interface Migration {
  readonly number: number
  readonly what: string
  run(db: Db, degraded: (what: string) => void): Promise<void>
}

export const migrations: readonly Migration[] = [
  {
    number: 1,
    what: 'collections, their validators and their indexes',
    run: async (db, degraded) => {
      for (const name of Object.keys(validators)) await ensureCollection(db, name)
      await setValidators(db, degraded)
      await ensureIndexes(db)
    },
  },
]

/** The schema that this version writes. */
export const LATEST = migrations.at(-1)?.number ?? 0

const NAMESPACE_EXISTS = 48
const NOT_SUPPORTED: ReadonlySet<number> = new Set([59, 72, 115, 238, 40_415])

const ensureCollection = async (db: Db, name: string): Promise<void> => {
  await db.createCollection(name).catch(error => {
    if (codeOf(error) !== NAMESPACE_EXISTS) throw error
  })
}

/** A server that has no validators is used without: they guard against other hands, not against this store. */
const setValidators = async (db: Db, degraded: (what: string) => void): Promise<void> => {
  for (const [name, validator] of Object.entries(validators)) {
    try {
      await db.command({ collMod: name, validator, validationLevel: 'strict', validationAction: 'error' })
    } catch (error) {
      if (!NOT_SUPPORTED.has(codeOf(error) ?? 0)) throw error
      return degraded('this server takes no $jsonSchema validators: documents are not checked by it')
    }
  }
}

const ensureIndexes = async (db: Db): Promise<void> => {
  for (const [name, wanted] of Object.entries(indexes)) {
    if (wanted) await db.collection(name).createIndexes([...wanted])
  }
}
