import type { Db, Document } from 'mongodb'
import { codeOf } from '../connection/faults.ts'
import { indexes } from './indexes.ts'
import { validators } from './validators.ts'

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
      await Promise.all(
        Object.entries(validators).map(([name, validator]) =>
          ensureCollection(db, name, { validator, degraded }),
        ),
      )
      await ensureIndexes(db)
    },
  },
]

/** The schema that this version writes. */
export const LATEST = migrations.at(-1)?.number ?? 0

const NAMESPACE_EXISTS = 48
const NOT_SUPPORTED: ReadonlySet<number> = new Set([59, 72, 115, 238, 40_415])

interface Guard {
  readonly validator: Document
  readonly degraded: (what: string) => void
}

/** A server that has no validators is used without: they guard against other hands, not against this store. */
const ensureCollection = async (db: Db, name: string, { validator, degraded }: Guard): Promise<void> => {
  const guarded = { validator, validationLevel: 'strict', validationAction: 'error' }
  const without = (error: unknown) => {
    if (!NOT_SUPPORTED.has(codeOf(error) ?? 0)) throw error
    degraded(`this server takes no $jsonSchema validator: ${name} is not checked by it`)
  }
  const exists = async (error: unknown) => {
    if (codeOf(error) !== NAMESPACE_EXISTS) throw error
    await db.command({ collMod: name, ...guarded })
  }
  const bare = () => db.createCollection(name).then(() => undefined, exists)
  await db
    .createCollection(name, guarded)
    .then(() => undefined, exists)
    .catch(error => {
      without(error)
      return bare().catch(without)
    })
}

const ensureIndexes = async (db: Db): Promise<void> => {
  const all = Object.entries(indexes)
  await Promise.all(all.map(([name, wanted = []]) => db.collection(name).createIndexes([...wanted])))
}
