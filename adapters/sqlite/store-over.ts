import { createLineClock } from '../../src/model/line-clock.ts'
import type { Kinds } from '../../src/model/records.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Turns } from '../../src/ports/turns.ts'
import { createArchive } from './archive.ts'
import { auditStore } from './audit-store.ts'
import type { Database } from './database.ts'
import { decisionStore } from './decision-store.ts'
import { oidcStore } from './oidc-store.ts'
import { policySetStore } from './policy-set-store.ts'
import { policyStore } from './policy-store.ts'
import { receiptStore } from './receipt-store.ts'
import { recordStore } from './records/record-store.ts'
import { secretStore } from './secret-store.ts'
import type { Stream } from './stream.ts'
import type { Channel } from './writer/channel.ts'
import { writerOver } from './writer/writer.ts'

export interface StoreParts {
  readonly id: string
  /** What is read from. */
  readonly db: Database
  /** What is written through. */
  readonly channel: Channel
  readonly stream: Stream
  readonly kinds: Kinds
  readonly now: () => Date
  readonly turns: Turns
  /** Gives the lock back. */
  readonly release: () => void
}

/** Every port over a connection that reads and a channel that writes. */
export const storeOver = ({ id, db, channel, stream, kinds, now, turns, release }: StoreParts): Store => {
  const writer = writerOver(channel)
  const clock = createLineClock(now)
  return {
    id,
    now,
    policy: policyStore(db, { writer, kinds, clock }, stream),
    sets: policySetStore(db, writer),
    records: recordStore(db, writer, kinds),
    audit: auditStore(db, writer, { now, clock, turns }),
    decisions: decisionStore(db, writer),
    receipts: receiptStore(db, writer, now),
    secrets: secretStore(db, writer),
    oidc: oidcStore(db, writer, now),
    archive: createArchive(db, kinds),
    ready: async () => {
      writer.ready()
      db.get('SELECT id FROM store')
    },
    close: async () => {
      // The writer closes last, so that its thread moves the rest of the log into the file.
      db.close()
      await writer.close()
      release()
    },
  }
}
