/**
 * Snapshots that a search is still reading, so that its pages agree with each other while the policy changes. They are kept
 * in this process only, for a while and within bounds: a search whose revision is not here any more begins again.
 */
import type { Snapshot } from '../engine/snapshot.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'

export interface Pinned {
  keep(snapshot: Snapshot): void
  /** Without what has ended meanwhile. Undefined when it was let go. */
  find(org: OrgId, revision: Revision): Snapshot | undefined
}

interface PinnedParts {
  /** Approximate bytes for all of them together. */
  readonly memory: number
  /** How long one is kept after a page was read from it. */
  readonly keptMs: number
  /** The time by which rules end. */
  readonly now: () => Date
}

/** One organisation does not push out the searches of the others. */
const MAX_OF_ONE = 4

interface Entry {
  readonly snapshot: Snapshot
  readonly until: number
}

const keyOf = (org: OrgId, revision: Revision): string => `${org} ${revision}`

export const createPinned = ({ memory, keptMs, now }: PinnedParts): Pinned => {
  /** The one that was read from longest ago first. */
  const entries = new Map<string, Entry>()

  const letGo = (): void => {
    const at = now().getTime()
    const ofOrg = new Map<OrgId, number>()
    let bytes = 0
    for (const [key, { snapshot, until }] of [...entries].reverse()) {
      const { id } = snapshot.organisation
      const count = (ofOrg.get(id) ?? 0) + 1
      ofOrg.set(id, count)
      bytes += snapshot.bytes
      if (until > at && count <= MAX_OF_ONE && bytes <= memory) continue
      bytes -= snapshot.bytes
      entries.delete(key)
    }
  }

  return {
    keep: snapshot => {
      const key = keyOf(snapshot.organisation.id, snapshot.revision)
      entries.delete(key)
      entries.set(key, { snapshot, until: now().getTime() + keptMs })
      letGo()
    },
    find: (org, revision) => {
      const found = entries.get(keyOf(org, revision))
      const at = now().getTime()
      if (!found || found.until <= at) return undefined
      return found.snapshot.endsAt > at ? found.snapshot : found.snapshot.endedByNow(at)
    },
  }
}
