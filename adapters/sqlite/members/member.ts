/**
 * A store that another process owns. It is read here, from the same file, and written there: no process but the owner holds
 * anything that a writer has to wait for, so a stopped one holds up no change.
 */
import { type Kinds, records } from '../../../src/model/records.ts'
import { StoreUnavailable } from '../../../src/ports/errors.ts'
import type { Line } from '../../../src/ports/line.ts'
import type { ReplicaStore } from '../../../src/ports/replica-store.ts'
import type { Store } from '../../../src/ports/store.ts'
import type { Turns } from '../../../src/ports/turns.ts'
import { database } from '../database.ts'
import { openReading } from '../file/connection.ts'
import { shareStore } from '../file/lock.ts'
import { storeOver } from '../store-over.ts'
import { afterEachStep } from '../turns.ts'
import type { Channel } from '../writer/channel.ts'
import { type Asking, askingOwner } from './asking.ts'
import { type SharedStream, sharedStream } from './stream.ts'

export interface MemberOptions {
  /** The true path of the file, as its owner says it. */
  readonly file: string
  /** To the owner. */
  readonly line: Line
  readonly now?: () => Date
  /** As in SqliteOptions. */
  readonly turns?: Turns
  readonly kinds?: Kinds
}

/** @throws StoreUnusable, StoreUnavailable */
export const joinSqliteStore = async ({
  file,
  line,
  now = () => new Date(),
  turns = afterEachStep,
  kinds = records,
}: MemberOptions): Promise<Store> => {
  const release = shareStore(file)
  const { connection, id } = openReading(file)
  const db = database(connection)
  const owner = askingOwner(line)
  const stream = sharedStream(db)
  // A look that fails is made again at the next beat, which renews nothing until it succeeds.
  owner.committed(() => void stream.catchUp().catch(() => undefined))
  const store = storeOver({ id, db, kinds, now, turns, stream, channel: channelTo(owner), release })
  return { ...store, replicas: replicasOf(owner, stream) }
}

const channelTo = (owner: Asking): Channel => ({
  ask: async request => {
    const replied = await owner.ask({ do: 'write', request })
    if ('outcome' in replied) return replied.outcome
    throw new StoreUnavailable('nothing was written')
  },
  ready: owner.ready,
  close: owner.close,
})

/**
 * A beat is noted by the owner first. The changes are read after that, so those that were committed before the beat was noted
 * are heard before it.
 */
const replicasOf = (owner: Asking, stream: SharedStream): ReplicaStore => ({
  beat: async beat => {
    await owner.ask({ do: 'beat', beat })
    await stream.catchUp()
    stream.beat(beat.replica, beat.count)
  },
  beats: async () => {
    const replied = await owner.ask({ do: 'beats' })
    return 'beats' in replied ? replied.beats : []
  },
  leave: async replica => {
    await owner.ask({ do: 'leave', replica })
  },
})
