import { setImmediate as turn } from 'node:timers/promises'
import type { OrgId } from '../../../src/model/id.ts'
import type { ChangeListener } from '../../../src/ports/policy-store.ts'
import type { Database } from '../database.ts'
import { type ChangeRow, readChange } from '../documents.ts'
import { type Stream, tell } from '../stream.ts'

/**
 * Rows of `changes` are numbered as they are inserted, and one connection at a time can insert: their numbers are in the order
 * of the commits, over all organisations. None is ever deleted.
 */
const AFTER = `SELECT c.rowid AS place, o.id AS org, c.revision, c.at, c.doc, c.adds, c.removes
  FROM changes c JOIN organisations o ON o.n = c.org WHERE c.rowid > ? ORDER BY c.rowid LIMIT 16`

/** As many as `AFTER` asks for. */
const BATCH = 16

/** Characters of rules that are read at once: a change of more goes alone, so that others have the thread in between. */
const LARGE = 16_384

interface Row extends ChangeRow {
  readonly place: number
  readonly org: OrgId
}

export interface SharedStream extends Stream {
  /** Resolves when the listeners were told of every change that was committed before the call. @throws StoreUnavailable */
  catchUp(): Promise<void>
  /** Tells the listener of that replica that its beat is where its place is in the stream. */
  beat(replica: string, count: number): void
}

/** The committed changes of every process, read from the file. */
export const sharedStream = (db: Database): SharedStream => {
  const audience = new Map<ChangeListener, string | undefined>()
  let place = db.get<{ place: number | null }>('SELECT max(rowid) AS place FROM changes')?.place ?? 0
  let reading: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  const take = (row: Row): void => {
    place = row.place
    for (const listener of audience.keys()) hand(listener, row)
  }

  const readOn = async (): Promise<void> => {
    for (;;) {
      const rows = db.all<Row>(AFTER, place)
      for (const row of rows) {
        take(row)
        if (row.adds.length + row.removes.length > LARGE) await turn()
      }
      if (rows.length < BATCH) return
      await turn()
    }
  }

  const begin = (): Promise<void> => {
    next = undefined
    return readOn()
  }

  /** A reading that has not begun is shared by all who ask before it does. */
  const catchUp = (): Promise<void> => {
    next ??= reading.then(begin, begin)
    reading = next
    return next
  }

  return {
    alone: false,
    catchUp,
    beat: (replica, count) => {
      for (const [listener, of] of audience) if (of === replica) listener.beat?.(count)
    },
    watch: async (listener, replica) => {
      // What was committed before is behind it.
      await catchUp()
      audience.set(listener, replica)
      return async () => {
        audience.delete(listener)
      }
    },
    made: () => {},
  }
}

const hand = (listener: ChangeListener, { place: _, org, ...row }: Row): void => {
  try {
    tell(listener, readChange(org, row))
  } catch (error) {
    listener.gap(`revision ${row.revision} of ${org} cannot be read: ${error}`)
  }
}
