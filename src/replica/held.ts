import type { Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'

interface Entry {
  snapshot: Snapshot
  /** The newest revision known to be committed; above the snapshot's when a change could not be taken in as it came. */
  newest: Revision
}

/** Snapshots within a budget of bytes, in order of loading: the oldest is let go first. */
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

    /** What is held, however old: to be caught up, never to be answered from. */
    any: (org: OrgId): Snapshot | undefined => entries.get(org)?.snapshot,

    keep: (org: OrgId, snapshot: Snapshot, newest: Revision): void => {
      put(org, { snapshot, newest })
      for (const id of entries.keys()) {
        if (bytes <= memory || id === org) break
        drop(id)
      }
    },

    /** Takes a change in, or notes that what is held has become old. */
    follow: (change: ChangeRecord): void => {
      const entry = entries.get(change.org)
      if (!entry || change.revision <= entry.snapshot.revision) return
      entry.newest = Math.max(entry.newest, change.revision)
      // The organisation's own record is not in the change: what touches it is read from the store.
      const next = change.revision === entry.snapshot.revision + 1 && !change.touched.includes('organisation')
      if (next) put(change.org, { snapshot: entry.snapshot.advance(change), newest: entry.newest })
    },

    outdated: (org: OrgId): void => {
      const entry = entries.get(org)
      if (entry) entry.newest = Number.POSITIVE_INFINITY
    },

    forget: drop,

    /** Changes may have been missed: nothing held is answered from until it was caught up. */
    distrust: (): void => {
      for (const entry of entries.values()) entry.newest = Number.POSITIVE_INFINITY
    },
  }
}
