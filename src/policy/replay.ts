/** Replay: the questions that were really asked, put to a draft of the policy, to see which answers it would change. */

import type { RulesView } from '../change/rules-view.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import { type Decision, isMasked } from '../model/decision.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { changeOf, type PlanWish, underSet } from './plans/drafts.ts'
import type { PlansParts } from './plans/planning.ts'

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

/** A question whose answer the draft changes. */
export interface ChangedAnswer {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  /** What the draft answers. */
  readonly allowed: boolean
  /** How often it was asked. */
  readonly times: number
  readonly last_at: Date
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

/** The most different questions of a replay, and the most characters of what they name. */
const MAX_QUESTIONS = 200_000
const MAX_CHARACTERS = 2 ** 25

interface Asked {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  readonly last_at: Date
  times: number
}

export const createReplay =
  (parts: ReplayParts) =>
  /** @throws Problem not_found, busy, too_much_work, and what a plan throws */
  (org: OrgId, wish: ReplayWish): Promise<Replay> =>
    parts.decisions(org, wish, async pages => {
      const before = await parts.view(org)
      if (!before) throw new Problem('not_found')
      const after = await drafted(parts, before, wish.draft)
      const { asked, ...counts } = await questionsOf(pages)
      return {
        ...counts,
        sample: before.organisation.settings.decision_sample ?? 1,
        questions: asked.size,
        ...(await changedAnswers({ before, after }, asked.values(), wish.limit)),
      }
    })

const drafted = async (parts: ReplayParts, before: Snapshot, draft: PlanWish): Promise<RulesView> => {
  const change = await changeOf(parts, before, draft)
  if (change.kind === 'policy_set') return underSet(parts, before.organisation.id, change.policy_set)
  return 'adds' in change ? before.supposing(change) : before
}

/** The different questions of a time, each with how often it was asked. */
const questionsOf = async (pages: AsyncIterable<readonly Decision[]>) => {
  const asked = new Map<string, Asked>()
  const counts = { decisions: 0, masked: 0, sampled: 0 }
  let characters = 0
  for await (const page of pages)
    for (const decision of page) {
      counts.decisions += 1
      if (decision.sample !== undefined) counts.sampled += 1
      if (isMasked(decision.subject)) counts.masked += 1
      else characters += counted(asked, decision)
      if (asked.size > MAX_QUESTIONS || characters > MAX_CHARACTERS)
        throw new Problem(
          'too_much_work',
          `a replay puts at most ${MAX_QUESTIONS} different questions: take a shorter time`,
        )
    }
  return { ...counts, asked }
}

/** Answers how many characters a new question names. */
const counted = (all: Map<string, Asked>, { subject, action, resource, at }: Decision): number => {
  const key = `${subject}\n${action}\n${resource}`
  const known = all.get(key)
  if (known) {
    known.times += 1
    return 0
  }
  all.set(key, {
    subject: subject as Subject,
    action,
    resource: resource as Resource,
    last_at: at,
    times: 1,
  })
  return key.length
}

interface Policies {
  readonly before: RulesView
  readonly after: RulesView
}

const changedAnswers = async (
  { before, after }: Policies,
  asked: Iterable<Asked>,
  limit: number,
): Promise<Pick<Replay, 'gains' | 'loses' | 'items' | 'more'>> => {
  let items: ChangedAnswer[] = []
  let [gains, loses] = [0, 0]
  for (const question of asked) {
    if (isOver()) await nextTurn()
    const allowed = after.check(question)
    if (allowed === before.check(question)) continue
    if (allowed) gains += 1
    else loses += 1
    items.push({ ...question, allowed })
    // Never more are held, or sorted at once, than a few times what is shown.
    if (items.length > 4 * limit) items = mostAsked(items, limit)
  }
  return { gains, loses, items: mostAsked(items, limit), more: Math.max(0, gains + loses - limit) }
}

const mostAsked = (items: ChangedAnswer[], limit: number): ChangedAnswer[] =>
  items.sort((one, other) => other.times - one.times).slice(0, limit)
