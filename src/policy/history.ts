import type { ChangeRequest, Committed } from '../change/commit.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { Comparisons } from './comparisons.ts'
import { givenBy, originsOf, type Way } from './origins.ts'
import { createPast, type PastParts } from './past.ts'
import { publish } from './publish.ts'
import { differenceOf, type RollbackParts, rollBack } from './rollback.ts'

/** An organisation's policy at any revision, its history, and the way back. */
export function createHistory(parts: RollbackParts & PastParts & { readonly comparisons: Comparisons }) {
  const { policy } = parts.store
  const past = createPast(parts)
  const { comparisons } = parts

  return {
    ...past,

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

    /** Who gains and who loses what between two revisions. @throws Problem unknown_revision, too_much_work, busy */
    async effects(org: OrgId, wanted: Revision | undefined, to: Revision | undefined) {
      const until = to ?? (await policy.head(org))
      const from = wanted ?? Math.max(1, until - 1)
      const [before, after] = [
        await past.snapshot(org, { revision: from }),
        await past.snapshot(org, { revision: until }),
      ]
      return { from, to: until, effects: await comparisons.remembered(before, after) }
    },

    /** Who gave each way to something, and when, as it was at a revision. */
    origins: (org: OrgId, revision: Revision, ways: readonly Way[]) =>
      originsOf(policy, { org, revision }, ways),

    /** The change that added each rule, by its key, as it was at a revision. At most 1,000 rules. */
    given: (org: OrgId, revision: Revision, rules: readonly Rule[]) =>
      givenBy(policy, { org, revision }, rules),

    /** Makes the rules of a text hold from now on. @throws what {@link publish} throws */
    publish: (org: OrgId, by: ChangeRequest, wish: Parameters<typeof publish>[3]): Promise<Committed> =>
      publish(parts, org, by, wish),

    /** Makes the rules of that revision hold again, as a new revision. @throws what {@link rollBack} throws */
    rollBack: (org: OrgId, by: ChangeRequest, wish: Parameters<typeof rollBack>[3]): Promise<Committed> =>
      rollBack(parts, org, by, wish),
  }
}

export type History = ReturnType<typeof createHistory>
