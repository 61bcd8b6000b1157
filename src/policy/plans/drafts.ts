import type { RulesView } from '../../change/rules-view.ts'
import { loadSnapshot, type Snapshot } from '../../engine/snapshot.ts'
import { MAX_ADDS, MAX_REMOVES, type Revision } from '../../model/change.ts'
import type { OrgId } from '../../model/id.ts'
import type { PlannedChange, PolicyReview } from '../../model/policy-plan.ts'
import { Problem } from '../../model/problems.ts'
import { ruleKey } from '../../model/rule.ts'
import { isGiven } from '../../model/rule-forms.ts'
import { printDiff, type RulesDiff } from '../diff.ts'
import { draftOfText } from '../publish.ts'
import { differenceOf, withoutAttributes } from '../rollback.ts'
import { readRulesInTurns } from '../rules-text.ts'
import { reasonsAgainst } from '../set-change.ts'
import type { PlansParts } from './planning.ts'

/** What a plan is made of: exactly one of them. */
export type PlanWish =
  /** Every rule that is to hold, as text. */
  | { readonly rules: string }
  /** The revision whose rules are to hold again. */
  | { readonly revision: Revision }
  /** The installed set that is to be used. */
  | { readonly policy_set: string }
  | { readonly policy_review: PolicyReview }
  /** Answers of an access review: what is to be removed goes, the rest stays. */
  | { readonly answers: readonly Answer[] }

/** An answer to a row of an access review. */
export interface Answer {
  /** As the row has it. */
  readonly rule: string
  readonly answer: 'keep' | 'remove'
}

/** The most characters of the rules of one plan. */
export const MAX_CHARACTERS = 2 ** 20

/** @throws Problem invalid_policy, change_too_large, unknown_revision, unknown_policy_set */
export const changeOf = async (
  parts: PlansParts,
  view: RulesView,
  wish: PlanWish,
): Promise<PlannedChange> => {
  const org = view.organisation.id
  if ('rules' in wish) return { kind: 'rules', ...sized(await draftOfText(parts, view, wish.rules)) }
  if ('answers' in wish) return { kind: 'rules', ...sized(await draftOfAnswers(view, wish.answers)) }
  if ('policy_review' in wish) return { kind: 'review', policy_review: wish.policy_review }
  if ('policy_set' in wish) {
    const installed = await parts.store.sets.find(wish.policy_set)
    if (!installed) throw new Problem('unknown_policy_set', `there is no set ${wish.policy_set}`)
    return { kind: 'policy_set', policy_set: installed.name, digest: installed.digest }
  }
  const { revision } = wish
  if (!(Number.isSafeInteger(revision) && revision >= 1 && revision <= view.revision))
    throw new Problem('unknown_revision', `the revisions are 1 to ${view.revision}`)
  const diff = withoutAttributes(await differenceOf(parts, org, view.revision, revision))
  return { kind: 'rollback', ...sized(diff), to: revision }
}

/** What went meanwhile is passed over. @throws Problem invalid_policy for what was never a row of a review */
const draftOfAnswers = async (view: RulesView, answers: readonly Answer[]): Promise<RulesDiff> => {
  const removed = answers.filter(({ answer }) => answer === 'remove')
  const read = await readRulesInTurns(removed.map(({ rule }) => `${rule.trim()}\n`).join(''), 'answers')
  for (const { rule, line } of read)
    if (!isGiven(rule))
      throw new Problem('invalid_policy', `answer ${line} is about a rule that no review lists`)
  const rules = new Map(read.map(({ rule }) => [ruleKey(rule), rule]))
  const present = [...rules.values()].filter(rule => view.has(rule))
  return { adds: [], removes: present.flatMap(rule => [rule, ...view.endsOf(rule)]) }
}

const sized = (change: RulesDiff): RulesDiff => {
  if (change.adds.length > MAX_ADDS || change.removes.length > MAX_REMOVES)
    throw new Problem('change_too_large', `a plan adds at most ${MAX_ADDS} rules and removes ${MAX_REMOVES}`)
  if (printDiff(change).length > MAX_CHARACTERS)
    throw new Problem('change_too_large', `the rules of a plan have at most ${MAX_CHARACTERS} characters`)
  return change
}

/**
 * The organisation as it would be under another set.
 * @throws Problem invalid_policy when it could not go on under it
 */
export const underSet = async (parts: PlansParts, org: OrgId, set: string): Promise<Snapshot> => {
  const to = await parts.compiled(set)
  const read = async () => {
    const stored = await parts.store.policy.snapshot(org)
    if (!stored) throw new Problem('not_found')
    return { ...stored, organisation: { ...stored.organisation, policy_set: set } }
  }
  const before = await parts.compiled((await read()).organisation.policy_set)
  const reasons = await reasonsAgainst(to, await read(), before.catalogue)
  if (reasons.length > 0)
    throw new Problem('invalid_policy', reasons[0], {
      errors: reasons.slice(0, 50).map(message => ({ path: `policy set ${set}`, message })),
    })
  return loadSnapshot(to, await read())
}
