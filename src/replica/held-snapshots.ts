import { BadRule } from '../engine/bad-model.ts'
import { TooLarge } from '../engine/bounds.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'

interface Entry {
  readonly snapshot: Snapshot
  /** The newest revision known to be committed; above the snapshot's when a change could not be taken in as it came. */
  newest: Revision
  /** Whether it was asked for since it was last passed over. */
  used: boolean
}

/**
 * Snapshots within a budget of bytes: those that were not asked for of late are let go first.
 * @param time the time by which rules end
 */
export function createHeldSnapshots(memory: number, holding: (bytes: number) => void, time: () => number) {
  const entries = new Map<OrgId, Entry>()
  let bytes = 0

  const drop = (org: OrgId) => {
    bytes -= entries.get(org)?.snapshot.bytes ?? 0
    entries.delete(org)
    holding(bytes)
  }

  /** Lets others go while there is too much. One that was used is passed over once. */
  const makeRoomFor = (org: OrgId) => {
    for (const [id, entry] of entries) {
      if (bytes <= memory) return
      if (id === org) continue
      if (entry.used) {
        entry.used = false
        entries.delete(id)
        entries.set(id, entry)
      } else drop(id)
    }
  }

  const put = (org: OrgId, snapshot: Snapshot, newest: Revision) => {
    const used = entries.get(org)?.used ?? false
    drop(org)
    entries.set(org, { snapshot, newest, used })
    bytes += snapshot.bytes
    makeRoomFor(org)
    holding(bytes)
  }

  /** What is left of it now that some of its rules have ended; undefined when working that out takes longer. */
  const withoutEnded = (org: OrgId, { snapshot, newest }: Entry): Snapshot | undefined => {
    const now = time()
    if (snapshot.endsAt > now) return snapshot
    const later = snapshot.endedByNow(now)
    if (later) put(org, later, newest)
    return later
  }

  return {
    /** What is held, unless a newer revision is known. */
    current: (org: OrgId): Snapshot | undefined => {
      const entry = entries.get(org)
      if (!entry || entry.snapshot.revision < entry.newest) return undefined
      entry.used = true
      return entry.snapshot.endsAt < Number.POSITIVE_INFINITY ? withoutEnded(org, entry) : entry.snapshot
    },

    /** What is held, however old: to be caught up, never to be answered from. */
    any: (org: OrgId): Snapshot | undefined => entries.get(org)?.snapshot,

    keep: put,

    ending: () => endingOf(entries, time()),
    endingWithin: (ms: number): number => endingBy(entries, time() + ms),

    /** Takes a change in, or notes that what is held has become old. */
    follow: (change: ChangeRecord, made?: Snapshot): void => {
      const entry = entries.get(change.org)
      if (entry) entry.newest = Math.max(entry.newest, change.revision)
      if ((entry?.snapshot.revision ?? 0) >= change.revision) return
      // The organisation's own record is not in the change: what touches it is read from the store.
      if (change.touched.includes('organisation')) return
      const snapshot = made ?? (entry && nextOf(entry.snapshot, change))
      if (snapshot) put(change.org, snapshot, entry?.newest ?? snapshot.revision)
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

/** How many rules of the organisations end by then. */
const endingBy = (entries: ReadonlyMap<OrgId, Entry>, until: number): number =>
  [...entries.values()].reduce((sum, { snapshot }) => sum + snapshot.endingBy(until), 0)

/** The organisations with rules that have ended and are still stored, and in how many milliseconds others end. */
const endingOf = (entries: ReadonlyMap<OrgId, Entry>, now: number) => {
  const ended: OrgId[] = []
  let next = Number.POSITIVE_INFINITY
  for (const [org, { snapshot }] of entries) {
    if (snapshot.ended.length > 0 || snapshot.endsAt <= now) ended.push(org)
    else if (snapshot.endsAt < next) next = snapshot.endsAt
  }
  return { ended, nextIn: next - now }
}

/** What follows at once; undefined when the change cannot be taken in as it comes. It is read at the next use then. */
const nextOf = (held: Snapshot, change: ChangeRecord): Snapshot | undefined => {
  if (change.revision !== held.revision + 1) return undefined
  try {
    return held.advanceNow(change)
  } catch (error) {
    if (error instanceof BadRule || error instanceof TooLarge) return undefined
    throw error
  }
}
