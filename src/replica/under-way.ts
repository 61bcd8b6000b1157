/**
 * Changes that were handed to the store and are not known to be on its disk yet. The next change of the organisation may be drafted on
 * one of rules alone: nothing that drafts read of the store differs before it and after it. Nobody is answered from it: a check
 * sees what `follow` was told of, and a caller is answered once their change, and so everything that it follows, is on the disk.
 */
import type { Snapshot } from '../engine/snapshot.ts'
import type { Change, ChangeRecord } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'

export interface UnderWay {
  readonly change: Change
  readonly after: Snapshot
  /** Resolves when it is on the disk and was followed; rejects when it was refused. */
  readonly held: Promise<unknown>
}

export const createUnderWay = () => {
  const newest = new Map<OrgId, UnderWay>()
  const all = new Map<OrgId, Map<number, UnderWay>>()

  const end = (org: OrgId, entry: UnderWay): void => {
    const entries = all.get(org)
    entries?.delete(entry.after.revision)
    if (entries?.size === 0) all.delete(org)
    if (newest.get(org) === entry) newest.delete(org)
  }
  return {
    /** The change that the next one follows, unless everything was heard of. */
    newest: (org: OrgId): UnderWay | undefined => newest.get(org),

    add: (org: OrgId, entry: UnderWay): void => {
      newest.set(org, entry)
      const entries = all.get(org) ?? new Map<number, UnderWay>()
      all.set(org, entries.set(entry.after.revision, entry))
      entry.held.then(
        () => end(org, entry),
        () => {
          // What was drafted on it is refused as well: the next change is drafted on what the store has.
          newest.delete(org)
          end(org, entry)
        },
      )
    },

    /** The snapshot that was made of the change, when it is one of ours: by its very rules, not by its number alone. */
    madeOf: ({ org, revision, adds, removes }: ChangeRecord): Snapshot | undefined => {
      const entry = all.get(org)?.get(revision)
      return entry?.change.adds === adds && entry.change.removes === removes ? entry.after : undefined
    },
  }
}
