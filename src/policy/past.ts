import type { CompiledSet } from '../engine/set.ts'
import { loadSnapshot, type Snapshot } from '../engine/snapshot.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import type { Store } from '../ports/store.ts'
import { fromMemory, setThen } from './past-from-memory.ts'

/** A moment in an organisation's past: a revision, or what held at a revision or a time; neither: now. */
export interface When {
  readonly revision?: Revision | undefined
  readonly as_of?: Revision | Date | undefined
}

export interface PastParts {
  readonly store: Pick<Store, 'policy'>
  /** The compiled set of that name, as installed; and in a version of it. */
  compiled(name: string): Promise<CompiledSet>
  compiledVersion(name: string, digest: string): Promise<CompiledSet>
  /** The newest rules of an organisation, as they are in memory. */
  view(org: OrgId): Promise<Snapshot | undefined>
}

/** Snapshots of the past that are kept for the next question or page, and to go on from to others. */
const MAX_KEPT = 4

interface Kept {
  readonly loading: Promise<Snapshot>
  snapshot: Snapshot | undefined
}

/** An organisation's policy at any of its revisions. */
export function createPast(parts: PastParts) {
  const { policy } = parts.store
  const kept = new Map<string, Kept>()

  const stored = async (org: OrgId, revision: Revision): Promise<PolicySnapshot> => {
    const found = await policy.snapshot(org, revision)
    if (!found) throw new Problem('unknown_revision', `the revisions are 1 to ${await policy.head(org)}`)
    return found
  }

  const madeAt = async (org: OrgId, revision: Revision): Promise<Date> => {
    for await (const { at } of policy.changes(org, revision - 1, revision)) return at
    throw new Problem('unknown_revision')
  }

  const revisionAt = async (org: OrgId, { revision, as_of }: When): Promise<Revision> => {
    const at = revision ?? as_of
    if (typeof at === 'number') return at
    if (at === undefined) return policy.head(org)
    const found = await policy.revisionAt(org, at)
    if (found > 0) return found
    const began = await madeAt(org, 1)
    throw new Problem('before_beginning', `this organisation began at ${began.toISOString()}`)
  }

  const whole = async (org: OrgId, revision: Revision): Promise<Snapshot> => {
    const found = await stored(org, revision)
    return loadSnapshot(await setThen(parts, found), found)
  }

  const load = async (org: OrgId, revision: Revision): Promise<Snapshot> => {
    const others = [...kept.values()].flatMap(({ snapshot }) => snapshot ?? [])
    return (await fromMemory(parts, { org, revision, others })) ?? whole(org, revision)
  }

  const at = (org: OrgId, revision: Revision): Promise<Snapshot> => {
    const key = `${org} ${revision}`
    const known: Kept = kept.get(key) ?? { loading: load(org, revision), snapshot: undefined }
    kept.delete(key)
    kept.set(key, known)
    known.loading.then(
      snapshot => {
        known.snapshot = snapshot
      },
      () => kept.delete(key),
    )
    for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest)
    return known.loading
  }

  return {
    /** The rules then, as they are stored, in the order in which they were added. @throws Problem unknown_revision, before_beginning */
    rules: async (
      org: OrgId,
      when: When,
    ): Promise<{ revision: Revision; rules: AsyncIterable<readonly Rule[]> }> =>
      stored(org, await revisionAt(org, when)),

    /** The policy then, without the rules that had ended; a revision is looked at as it began. @throws Problem unknown_revision, before_beginning */
    snapshot: async (org: OrgId, when: When): Promise<Snapshot> => {
      const revision = await revisionAt(org, when)
      const then = await at(org, revision)
      if (then.endsAt === Number.POSITIVE_INFINITY) return then
      const moment = when.as_of instanceof Date ? when.as_of : await madeAt(org, revision)
      return then.endedBy(moment.getTime())
    },
  }
}
