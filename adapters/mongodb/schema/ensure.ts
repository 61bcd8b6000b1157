import type { Db, Document, IndexDescription } from 'mongodb'
import { codeOf } from '../connection/faults.ts'

const NAMESPACE_EXISTS = 48
const NOT_SUPPORTED: ReadonlySet<number> = new Set([59, 72, 115, 238, 40_415])

interface Guard {
  readonly validator: Document
  readonly degraded: (what: string) => void
}

/** A server that has no validators is used without: they guard against other hands, not against this store. */
export const ensureCollection = async (
  db: Db,
  name: string,
  { validator, degraded }: Guard,
): Promise<void> => {
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

export const ensureIndexes = async (
  db: Db,
  name: string,
  wanted: readonly IndexDescription[],
): Promise<void> => {
  if (wanted.length > 0) await db.collection(name).createIndexes([...wanted])
}
