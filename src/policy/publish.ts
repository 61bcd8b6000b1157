import type { ChangeRequest, Committed } from '../change/commit.ts'
import { recordsFollowing } from '../change/following.ts'
import type { CompiledSet } from '../engine/set.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { diffRules } from './diff.ts'
import { readOwnRules } from './own-rules.ts'
import type { RollbackParts } from './rollback.ts'

export interface PublishParts extends RollbackParts {
  /** The compiled set of that name, as installed. */
  compiled(name: string): Promise<CompiledSet>
}

/**
 * Makes the rules of a text the organisation's own, in one change: what it lacks goes, what it adds comes. Records follow
 * as in a roll back.
 * @throws Problem invalid_policy with the line of every mistake; last_admin; change_too_large. Problems of the commit as they are
 */
export const publish = (
  parts: PublishParts,
  org: OrgId,
  by: ChangeRequest,
  text: string,
): Promise<Committed> =>
  parts.commit(org, by, async view => {
    const wanted = readOwnRules(text, org, await parts.compiled(view.organisation.policy_set))
    const diff = diffRules(await present(parts, org, view.revision), wanted)
    return { ...diff, records: await recordsFollowing(parts, view, diff) }
  })

const present = async ({ store }: PublishParts, org: OrgId, revision: number): Promise<readonly Rule[]> => {
  const stored = await store.policy.snapshot(org, revision)
  if (!stored) throw new Problem('not_found')
  const rules: Rule[] = []
  for await (const some of stored.rules) for (const rule of some) rules.push(rule)
  return rules
}
