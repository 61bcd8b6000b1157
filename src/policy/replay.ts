/** Replay: the questions that were really asked, put to a draft of the policy, to see which answers it would change. */

import type { Snapshot } from '../engine/snapshot.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import { type Decision, isMasked } from '../model/decision.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { momentOf } from '../model/rule-ends.ts'
import { changeOf, type PlanWish, underSet } from './plans/drafts.ts'
import type { PlansParts } from './plans/planning.ts'
import { type Answers, type ChangedAnswer, createAnswers, type Policies } from './replay-answers.ts'

export interface ReplayParts extends PlansParts {
  /** Hands over the decisions of a time, page by page. @throws Problem busy, too_much_work */
  decisions<T>(
    org: OrgId,
    time: Pick<ReplayWish, 'since' | 'until'>,
    report: (pages: AsyncIterable<readonly Decision[]>) => Promise<T>,
  ): Promise<T>
}

export interface ReplayWish {
  readonly draft: PlanWish
  readonly since: Date
  readonly until?: Date | undefined
  /** How many changed answers are shown. */
  readonly limit: number
}

export interface Replay {
  /** Decisions that were read, and the different questions among them. */
  readonly decisions: number
  readonly questions: number
  /** Decisions about people by pseudonym: they cannot be asked again. */
  readonly masked: number
  /** Allowed decisions that are a part of those which were made: what they changed was asked more often than it says. */
  readonly sampled: number
  /** The part of allowed decisions that is recorded now. */
  readonly sample: number
  /** How many questions the draft would allow, and deny, that are answered otherwise now. */
  readonly gains: number
  readonly loses: number
  /** Those asked most often first. */
  readonly items: readonly ChangedAnswer[]
  /** Whether there are more changed answers than are shown. */
  readonly more: number
}

/** The most moments at which something ends, in the time of a replay. */
const MAX_MOMENTS = 1_000

export const createReplay =
  (parts: ReplayParts) =>
  /** @throws Problem not_found, busy, too_much_work, and what a plan throws */
  (org: OrgId, wish: ReplayWish): Promise<Replay> =>
    parts.decisions(org, wish, async pages => {
      const now = await parts.view(org)
      if (!now) throw new Problem('not_found')
      const policies = await policiesOf(parts, now, wish.draft)
      const answers = createAnswers(policies, wish.since, momentsOf(policies, wish, parts.now()))
      const counts = await asked(answers, pages)
      return {
        ...counts,
        sample: now.organisation.settings.decision_sample ?? 1,
        ...(await answers.changed(wish.limit)),
      }
    })

/** Puts the questions of decisions; answers how many there were, and of which kinds. */
const asked = async (answers: Answers, pages: AsyncIterable<readonly Decision[]>) => {
  const counts = { decisions: 0, masked: 0, sampled: 0 }
  for await (const page of pages) {
    for (const decision of page) {
      counts.decisions += 1
      if (decision.sample !== undefined) counts.sampled += 1
      if (isMasked(decision.subject)) counts.masked += 1
      else if (!answers.ask(decision)) await answers.goBack(decision)
    }
    if (isOver()) await nextTurn()
  }
  return counts
}

/** The policy as it is stored now, and as the draft would have it, both before anything in them ends. */
const policiesOf = async (parts: ReplayParts, now: Snapshot, draft: PlanWish): Promise<Policies> => {
  const before = await now.beside(now.revision, { adds: [], removes: [] })
  const change = await changeOf(parts, now, draft)
  if (change.kind === 'policy_set')
    return { before, after: await underSet(parts, now.organisation.id, change.policy_set) }
  return { before, after: 'adds' in change ? ((await before.supposing(change)) as Snapshot) : before }
}

/** The moments at which something ends in either policy, in the time of the questions, the newest first. */
const momentsOf = ({ before, after }: Policies, { since, until }: ReplayWish, now: Date): number[] => {
  const ends = [before, after].flatMap(policy => policy.ending(until ?? now))
  const moments = [...new Set(ends.map(momentOf))].filter(at => at >= since.getTime())
  if (moments.length > MAX_MOMENTS)
    throw new Problem(
      'too_much_work',
      `rules end at ${moments.length} moments of that time, and a replay knows at most ${MAX_MOMENTS}: take a shorter one`,
    )
  return moments.sort((a, b) => b - a)
}
