import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import type { Connection } from '../connection/connection.ts'
import { isDuplicate } from '../connection/faults.ts'
import { collectionOf, type Meta } from './collections.ts'
import { ensureCollection, ensureIndexes } from './ensure.ts'
import { indexesOf } from './indexes.ts'
import { LATEST, migrations } from './migrations.ts'
import { validatorOf } from './validators.ts'

const LOCK = 'migration_lock'
const LOCK_LIFE = 30_000
const PATIENCE = 120_000

/** What the store says of itself. */
export interface StoreMeta extends Meta {
  readonly _id: 'store'
  /** The store's id, for ever. */
  readonly id: string
  readonly schema: number
  /** The oldest version of the code, by the schema that it writes, that can still work with this database. */
  readonly oldest: number
  readonly created_at: Date
  /** The kinds of records that have a collection. */
  readonly kinds?: readonly string[]
}

/**
 * Brings the database to the schema of this version, one process at a time; the others wait. Answers what the store is.
 * @throws StoreUnusable when a newer version was here whose data this one would misread
 */
export const migrate = async (c: Connection): Promise<StoreMeta> => {
  const until = performance.now() + PATIENCE
  for (;;) {
    const found = await readMeta(c)
    if (found && found.oldest > LATEST) throw newer(found)
    if (found && found.schema >= LATEST && missingKinds(c, found).length === 0) return found
    if (await underLock(c, () => run(c))) continue
    if (performance.now() >= until)
      throw new StoreUnusable('Another process has been migrating this database for two minutes.')
    await wait(100)
  }
}

const newer = ({ schema }: StoreMeta) =>
  new StoreUnusable(
    `This database has schema ${schema} and this version of Kasbah knows ${LATEST}: use the newer version.`,
  )

const readMeta = async (c: Connection): Promise<StoreMeta | undefined> =>
  ((await c.ask(() => c.in.meta.findOne({ _id: 'store' }))) ?? undefined) as StoreMeta | undefined

/** The kinds that this program knows and this database has no collection for. */
const missingKinds = (c: Connection, { kinds = [] }: StoreMeta): string[] =>
  Object.keys(c.in.records).filter(kind => !kinds.includes(kind))

const run = async (c: Connection): Promise<void> => {
  const from = (await readMeta(c))?.schema ?? 0
  const degraded = (what: string) => c.note({ fact: 'degraded', what })
  for (const migration of migrations.filter(({ number }) => number > from)) {
    await c.ask(() => migration.run(c.db, degraded))
    const first = { id: randomUUID(), created_at: c.now() }
    const set = { schema: migration.number, oldest: 1 }
    await c.ask(() =>
      c.in.meta.updateOne({ _id: 'store' }, { $set: set, $setOnInsert: first }, { upsert: true }),
    )
  }
  const found = await readMeta(c)
  if (!found) return
  // At once: each waits for a majority, and there are many.
  const missing = missingKinds(c, found)
  await Promise.all(missing.map(kind => makeKind(c, kind, degraded)))
  const kinds = [...(found.kinds ?? []), ...missing]
  await c.ask(() => c.in.meta.updateOne({ _id: 'store' }, { $set: { kinds } }))
}

const makeKind = async (c: Connection, kind: string, degraded: (what: string) => void): Promise<void> => {
  const { row } = collectionOf(c.in, kind)
  await c.ask(() => ensureCollection(c.db, row.table, { validator: validatorOf(row), degraded }))
  await c.ask(() => ensureIndexes(c.db, row.table, indexesOf(row)))
}

/** Runs `work` when the lock was free or left behind by a process that died; false when another holds it. */
const underLock = async (c: Connection, work: () => Promise<void>): Promise<boolean> => {
  const holder = randomUUID()
  const hold = (filter: object, upsert: boolean) => {
    const until = new Date(c.now().getTime() + LOCK_LIFE)
    return c.in.meta.updateOne({ _id: LOCK, ...filter }, { $set: { holder, until } }, { upsert })
  }
  const free = { until: { $lt: c.now() } }
  const taken = await c
    .ask(() => hold(free, true))
    .then(
      () => false,
      error => {
        if (isDuplicate(error)) return true
        throw error
      },
    )
  if (taken) return false
  const renewing = setInterval(() => void hold({ holder }, false).catch(() => {}), LOCK_LIFE / 3)
  try {
    await work()
    return true
  } finally {
    clearInterval(renewing)
    await c.in.meta.deleteOne({ _id: LOCK, holder }).catch(() => {})
  }
}
