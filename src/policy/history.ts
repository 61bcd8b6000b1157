import type { ChangeRequest, Committed } from '../change/commit.ts'
import { loadSnapshot, type Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { PolicySnapshot } from '../ports/policy-store.ts'
import { publish } from './publish.ts'
import { differenceOf, type RollbackParts, rollBack } from './rollback.ts'

/** A moment in an organisation's past: a revision, or what held at a time; neither: now. */
export interface When {
  readonly revision?: Revision | undefined
  readonly as_of?: Date | undefined
}

/** Snapshots of the past that are kept for the next page of a report. */
const MAX_KEPT = 4

/** An organisation's policy at any revision, its history, and the way back. */
export function createHistory(parts: RollbackParts) {
  const { compiled } = parts
  const { policy } = parts.store
  const kept = new Map<string, Promise<Snapshot>>()

  const stored = async (org: OrgId, revision: Revision): Promise<PolicySnapshot> => {
    const found = await policy.snapshot(org, revision)
    if (!found) throw new Problem('unknown_revision', `the revisions are 1 to ${await policy.head(org)}`)
    return found
  }

  const revisionAt = async (org: OrgId, { revision, as_of }: When): Promise<Revision> => {
    if (revision !== undefined) return revision
    return as_of === undefined ? policy.head(org) : policy.revisionAt(org, as_of)
  }

  const load = async (org: OrgId, revision: Revision): Promise<Snapshot> => {
    const found = await stored(org, revision)
    return loadSnapshot(await compiled(found.organisation.policy_set), found)
  }

  const at = (org: OrgId, revision: Revision): Promise<Snapshot> => {
    const key = `${org} ${revision}`
    const known = kept.get(key)
    if (known) return known
    const loading = load(org, revision)
    kept.set(key, loading)
    loading.catch(() => kept.delete(key))
    for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest)
    return loading
  }

  return {
    /** The rules then, as they are stored, in the order in which they were added. @throws Problem unknown_revision */
    rules: async (
      org: OrgId,
      when: When,
    ): Promise<{ revision: Revision; rules: AsyncIterable<readonly Rule[]> }> =>
      stored(org, await revisionAt(org, when)),

    /** The policy then, by today's policy set: it answers as it would have. @throws Problem unknown_revision */
    snapshot: async (org: OrgId, when: When): Promise<Snapshot> => at(org, await revisionAt(org, when)),

    /** The newest first. */
    changes: (org: OrgId, page: PageRequest): Promise<Page<ChangeRecord>> => policy.history(org, page),

    /** The change that made the revision. @throws Problem not_found */
    async change(org: OrgId, revision: Revision): Promise<ChangeRecord> {
      for await (const record of policy.changes(org, revision - 1, revision)) return record
      throw new Problem('not_found')
    },

    /** What turns the rules at `from` into those at `to`; `to` is now when absent. @throws Problem unknown_revision */
    async diff(org: OrgId, from: Revision, to: Revision | undefined) {
      const head = await policy.head(org)
      const until = to ?? head
      if (Math.max(from, until) > head)
        throw new Problem('unknown_revision', `the revisions are 1 to ${head}`)
      const diff = await differenceOf(parts, org, from, until)
      return { from, to: until, ...diff }
    },

    /** Makes the rules of a text hold from now on. @throws what {@link publish} throws */
    publish: (org: OrgId, by: ChangeRequest, text: string): Promise<Committed> =>
      publish(parts, org, by, text),

    /** Makes the rules of that revision hold again, as a new revision. @throws what {@link rollBack} throws */
    rollBack: (org: OrgId, by: ChangeRequest, to: Revision): Promise<Committed> =>
      rollBack(parts, org, by, to),
  }
}

export type History = ReturnType<typeof createHistory>
