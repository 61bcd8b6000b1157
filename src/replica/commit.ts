import type { Snapshot } from '../engine/snapshot.ts'
import { type Change, type ChangeRecord, MAX_ADDS, MAX_REMOVES } from '../model/change.ts'
import { changeRecord } from '../model/commit.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { ChangeRequest, Commit, CommitFirst, Committed, Draft } from '../ports/committer.ts'
import { Conflict, RuleExists, RuleMissing, StoreUnavailable } from '../ports/errors.ts'
import type { Store } from '../ports/store.ts'
import type { Freshness } from './freshness.ts'
import { createQueue } from './queue.ts'
import type { Shelf } from './shelf.ts'

/** How often a change is computed again because another process was first. */
const MAX_TRIES = 20

interface Parts {
  readonly store: Store
  readonly shelf: Shelf
  readonly freshness: Freshness
  /** Takes in what was committed here, before it is acknowledged. */
  follow(change: ChangeRecord): void
}

export function createCommit(parts: Parts): { commit: Commit; commitFirst: CommitFirst } {
  const inTurn = createQueue<OrgId>()

  const attempt = async (org: OrgId, by: ChangeRequest, draft: Parameters<Commit>[2]): Promise<Committed> => {
    const view = await newest(parts, org)
    if (!view) throw new Problem('not_found')
    if (by.expected !== undefined && by.expected !== view.revision) {
      throw new Problem('revision_mismatch', `the organisation is at revision ${view.revision}`)
    }
    by.guard?.(view)
    const wanted = await draft(view)
    const change = changeOf(by, wanted, view.revision)
    const empty = change.adds.length + change.removes.length + change.records.length === 0
    if (empty || by.dryRun) return answer(parts, org, { ...change, revision: view.revision }, by)
    return apply(parts, org, change, by)
  }

  const commit: Commit = (org, by, draft) =>
    inTurn(org, async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(org, by, draft)
        } catch (error) {
          if (!lost(error)) throw unavailable(error)
          parts.shelf.forget(org)
          if (tries === MAX_TRIES) throw new Problem('busy', undefined, { cause: error })
        }
      }
    })

  const commitFirst: CommitFirst = (org, by, draft) =>
    inTurn(org, async () => {
      const change = changeOf(by, draft, 0)
      if (by.dryRun) return answer(parts, org, { ...change, revision: 0 }, by)
      try {
        return await apply(parts, org, change, by)
      } catch (error) {
        if (error instanceof Conflict) throw new Problem('already_exists', undefined, { cause: error })
        throw unavailable(error)
      }
    })

  return { commit, commitFirst }
}

/** The newest rules there are. A write begins from the head, or it would only be refused. */
const newest = ({ shelf, freshness }: Parts, org: OrgId): Promise<Snapshot | undefined> =>
  freshness.atLeast(org, 'minimize_latency').then(revision => shelf.get(org, revision))

/** Another writer was first, or what was held is not what is stored: both are mended by reading again. */
const lost = (error: unknown): boolean =>
  error instanceof Conflict || error instanceof RuleExists || error instanceof RuleMissing

const unavailable = (error: unknown): unknown =>
  error instanceof StoreUnavailable ? new Problem('store_unavailable', undefined, { cause: error }) : error

const denies = (rule: Rule): boolean => rule.at(-1) === 'deny'

const changeOf = (by: ChangeRequest, draft: Draft, expected: number): Change => {
  const { adds = [], removes = [], records = [] } = draft
  if (adds.length > MAX_ADDS)
    throw new Problem('change_too_large', `at most ${MAX_ADDS} rules are added at once`)
  if (removes.length > MAX_REMOVES) {
    throw new Problem('change_too_large', `at most ${MAX_REMOVES} rules are removed at once`)
  }
  const { actor, operation, target, reason, request_id, receipt } = by
  return {
    actor,
    operation,
    target,
    ...(reason === undefined ? {} : { reason }),
    ...(request_id === undefined ? {} : { request_id }),
    ...(receipt === undefined ? {} : { receipt }),
    expected,
    adds,
    removes,
    records,
    narrows: draft.narrows ?? (removes.length > 0 || adds.some(denies)),
  }
}

const apply = async (parts: Parts, org: OrgId, change: Change, by: ChangeRequest): Promise<Committed> => {
  const made = await parts.store.policy.apply(org, change)
  const record = changeRecord(org, change, made)
  parts.follow(record)
  const propagated = change.narrows ? await parts.freshness.propagated(record) : true
  return answer(parts, org, { ...change, revision: made.revision }, by, propagated)
}

const answer = (
  { freshness }: Parts,
  org: OrgId,
  change: Pick<Change, 'adds' | 'removes'> & { revision: number },
  by: ChangeRequest,
  propagated = true,
): Committed => ({
  revision: change.revision,
  token: freshness.token(org, change.revision),
  propagated,
  adds: change.adds,
  removes: change.removes,
  dryRun: by.dryRun === true,
})
