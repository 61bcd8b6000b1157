import type { Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'

interface Entry {
  snapshot: Snapshot
  /** The newest revision known to be committed; above the snapshot's when a change could not be taken in. */
  newest: Revision
}

/** Snapshots within a budget of bytes, in order of use: the one that was not asked for the longest is let go first. */
export function createHeld(memory: number, holding: (bytes: number) => void) {
  const entries = new Map<OrgId, Entry>()
  let bytes = 0

  const drop = (org: OrgId) => {
    bytes -= entries.get(org)?.snapshot.bytes ?? 0
    entries.delete(org)
    holding(bytes)
  }

  const put = (org: OrgId, entry: Entry) => {
    drop(org)
    entries.set(org, entry)
    bytes += entry.snapshot.bytes
    holding(bytes)
  }

  return {
    /** What is held, unless a newer revision is known. */
    current: (org: OrgId): Snapshot | undefined => {
      const entry = entries.get(org)
      if (!entry || entry.snapshot.revision < entry.newest) return undefined
      return entry.snapshot
    },

    keep: (org: OrgId, snapshot: Snapshot, newest: Revision): void => {
      put(org, { snapshot, newest })
      for (const id of entries.keys()) {
        if (bytes <= memory || id === org) break
        drop(id)
      }
    },

    /** Takes a change in, or lets the organisation go when that cannot be done on what is held. */
    follow: (change: ChangeRecord): void => {
      const entry = entries.get(change.org)
      if (!entry || change.revision <= entry.snapshot.revision) return
      // The organisation's own record is not in the change: what touches it is read again.
      const next = change.revision === entry.snapshot.revision + 1 && !change.touched.includes('organisation')
      if (!next) {
        drop(change.org)
        return
      }
      put(change.org, {
        snapshot: entry.snapshot.advance(change),
        newest: Math.max(entry.newest, change.revision),
      })
    },

    forget: drop,

    clear: (): void => {
      entries.clear()
      bytes = 0
    },
  }
}
