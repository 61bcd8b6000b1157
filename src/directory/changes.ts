import type { Answered, Answering, Changed, ChangeRequest, Draft, Drafting } from '../change/commit.ts'
import { composed, type Operation } from '../change/composed.ts'
import { pendingRecords } from '../change/pending-records.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { ChangePart } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import type { DirectoryParts } from './parts.ts'

/** An operation whose draft is made of these. */
export interface PlannedOperation extends Omit<Operation, 'draft'> {
  draft(drafts: Drafts): Drafting<Draft>
}

/** Commits what operations draft: one, or many as one change. */
export const createChanges = ({ store, commit, draftingRoles, now, turns }: DirectoryParts) => {
  const drafts = createDrafts({ records: store.records, draftingRoles, now })

  function one<A>(
    org: OrgId,
    by: ChangeRequest,
    draft: (drafts: Drafts) => Drafting<Answering<A>>,
  ): Promise<Answered<A>>
  function one(org: OrgId, by: ChangeRequest, draft: (drafts: Drafts) => Drafting<Draft>): Promise<Changed>
  function one(org: OrgId, by: ChangeRequest, draft: (drafts: Drafts) => Drafting<Draft>): Promise<Changed> {
    return commit(org, { ...by, ahead: true }, draft(drafts))
  }

  return {
    one,

    /** All of them or none, as one revision. @throws Problem of the first that cannot be made */
    all: (
      org: OrgId,
      by: ChangeRequest,
      operations: readonly PlannedOperation[],
    ): Promise<Answered<readonly ChangePart[]>> =>
      commit(org, by, view => {
        const pending = pendingRecords(store.records)
        const drafts = createDrafts({ records: pending, draftingRoles, now })
        const drafted = operations.map(each => ({
          ...each,
          draft: (met: RulesView) => each.draft(drafts)(met),
        }))
        return composed(view, drafted, { pending, turns, by })
      }),
  }
}
