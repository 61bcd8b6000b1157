import type { ChangeRequest, Committed } from '../change/commit.ts'
import { requireEscalationsSaid } from '../change/escalation.ts'
import { recordsFollowing } from '../change/following.ts'
import type { RulesView } from '../change/rules-view.ts'
import { isAttributeRule } from '../model/attribute-rules.ts'
import { MAX_ADDS, MAX_REMOVES } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { momentOf } from '../model/rule-ends.ts'
import { diffFromStored, diffInOrder, type RulesDiff } from './diff.ts'
import { readOwnRules } from './own-rules.ts'
import { batchesAt, type RollbackParts, requireNoReview, rulesAt } from './rollback.ts'
import { countLines } from './rules-text.ts'

/** Attributes are said by records; a text that was exported has them, and they are passed over. */
const isPolicy = (rule: Rule): boolean => !isAttributeRule(rule)

/**
 * Makes the rules of a text the organisation's own rules, in one change. Records follow
 * as in a roll back.
 * @throws Problem invalid_policy with the line of every mistake; last_admin; change_too_large; role_in_use, role_too_strong,
 * escalation_unconfirmed. Problems of the commit as they are
 */
export const publish = (
  parts: RollbackParts,
  org: OrgId,
  by: ChangeRequest,
  { text, accepted }: { readonly text: string; readonly accepted: boolean },
): Promise<Committed> =>
  parts.commit(org, by, async view => {
    requireNoReview(view)
    const diff = await draftOfText(parts, view, text)
    await requireEscalationsSaid(view, diff, { by, accepted })
    return { ...diff, records: await recordsFollowing(parts, view, diff) }
  })

/** What makes the rules of a text the organisation's own. @throws Problem invalid_policy, change_too_large */
export const draftOfText = async (
  { compiled, store, now }: Pick<RollbackParts, 'compiled' | 'store' | 'now'>,
  view: RulesView,
  text: string,
): Promise<RulesDiff> => {
  const { organisation, revision } = view
  const set = await compiled(organisation.policy_set)
  requireSize(await countLines(text), view.size + view.ended.length)
  const ended = new Set(view.ended.map(ruleKey))
  const isThere = (rule: Rule) => view.has(rule) || ended.has(ruleKey(rule))
  const isPast = (end: Rule) => momentOf(end) <= now().getTime() && !isThere(end)
  const wanted = (await readOwnRules(text, organisation.id, set, { isPast, isThere })).filter(isPolicy)
  if (set.model.effect === 'priority')
    return diffInOrder((await rulesAt(store, organisation.id, revision)).filter(isPolicy), wanted)
  return diffFromStored(policyAt(store, view), wanted)
}

/** Opened when it is read: MongoDB keeps a moment only for those who begin to read it soon. */
async function* policyAt(
  store: RollbackParts['store'],
  { organisation, revision }: RulesView,
): AsyncGenerator<readonly Rule[]> {
  for await (const some of await batchesAt(store, organisation.id, revision)) yield some.filter(isPolicy)
}

/**
 * Refuses what cannot be one change by its number of lines, before any line is read. Two lines are never one rule: only a
 * field with a line break takes several, and no rule of an organisation may have one.
 * @throws Problem change_too_large
 */
const requireSize = (lines: number, present: number): void => {
  if (lines - present > MAX_ADDS)
    throw new Problem('change_too_large', `at most ${MAX_ADDS} rules are added at once; this text adds more`)
  if (present - lines > MAX_REMOVES)
    throw new Problem(
      'change_too_large',
      `at most ${MAX_REMOVES} rules are removed at once; this text lacks more`,
    )
}
