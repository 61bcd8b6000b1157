import type { ChangeRequest, Committed } from '../change/commit.ts'
import { recordsFollowing } from '../change/following.ts'
import type { OrgId } from '../model/id.ts'
import { diffUnder } from './diff.ts'
import { readOwnRules } from './own-rules.ts'
import { type RollbackParts, rulesAt } from './rollback.ts'

/**
 * Makes the rules of a text the organisation's own, in one change: what it lacks goes, what it adds comes. Records follow
 * as in a roll back.
 * @throws Problem invalid_policy with the line of every mistake; last_admin; change_too_large. Problems of the commit as they are
 */
export const publish = (
  parts: RollbackParts,
  org: OrgId,
  by: ChangeRequest,
  text: string,
): Promise<Committed> =>
  parts.commit(org, by, async view => {
    const set = await parts.compiled(view.organisation.policy_set)
    const wanted = readOwnRules(text, org, set)
    const diff = diffUnder(set, await rulesAt(parts.store, org, view.revision), wanted)
    return { ...diff, records: await recordsFollowing(parts, view, diff) }
  })
