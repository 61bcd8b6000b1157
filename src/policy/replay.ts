/** Replay: the questions that were really asked, put to a draft of the policy, to see which answers it would change. */

import type { RulesView } from '../change/rules-view.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Decision } from '../model/decision.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { DecisionStore } from '../ports/decision-store.ts'
import { changeOf, type PlanWish, underSet } from './plans/drafts.ts'
import type { PlansParts } from './plans/planning.ts'

export interface ReplayParts extends PlansParts {
  readonly store: PlansParts['store'] & { readonly decisions: DecisionStore }
}

export interface ReplayWish {
  readonly draft: PlanWish
  readonly since: Date
  readonly until: Date | undefined
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
  /** How many questions the draft would allow, and deny, that are answered otherwise now. */
  readonly gains: number
  readonly loses: number
  /** Those asked most often first. */
  readonly items: readonly ChangedAnswer[]
  /** Whether there are more changed answers than are shown. */
  readonly more: number
}

/** The most decisions that one replay reads, and the most different questions among them. */
export const MAX_REPLAYED = 1_000_000
const MAX_QUESTIONS = 200_000
const PAGE = 1_000

interface Asked {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  readonly last_at: Date
  times: number
}

export const createReplay =
  (parts: ReplayParts) =>
  /** @throws Problem not_found, too_much_work, and what a plan throws */
  async (org: OrgId, { draft, since, until, limit }: ReplayWish): Promise<Replay> => {
    const before = await parts.view(org)
    if (!before) throw new Problem('not_found')
    const after = await drafted(parts, before, draft)
    const { asked, decisions, masked } = await questionsOf(parts, org, { since, until })
    const changed = await changedAnswers(before, after, asked)
    changed.sort((one, other) => other.times - one.times)
    const gains = changed.filter(({ allowed }) => allowed).length
    return {
      decisions,
      questions: asked.length,
      masked,
      gains,
      loses: changed.length - gains,
      items: changed.slice(0, limit),
      more: Math.max(0, changed.length - limit),
    }
  }

const drafted = async (parts: ReplayParts, before: Snapshot, draft: PlanWish): Promise<RulesView> => {
  const change = await changeOf(parts, before, draft)
  if (change.kind === 'policy_set') return underSet(parts, before.organisation.id, change.policy_set)
  return 'adds' in change ? before.supposing(change) : before
}

/** The different questions of a time, each with how often it was asked. */
const questionsOf = async (
  { store }: ReplayParts,
  org: OrgId,
  { since, until }: Pick<ReplayWish, 'since' | 'until'>,
) => {
  const asked = new Map<string, Asked>()
  const filter = { since, ...(until === undefined ? {} : { until }) }
  let decisions = 0
  let masked = 0
  let after: string | undefined
  do {
    const page = await store.decisions.query(org, filter, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    decisions += page.items.length
    for (const decision of page.items) if (!counted(asked, decision)) masked += 1
    if (decisions > MAX_REPLAYED || asked.size > MAX_QUESTIONS)
      throw new Problem(
        'too_much_work',
        `a replay reads at most ${MAX_REPLAYED} decisions and ${MAX_QUESTIONS} different questions: take a shorter time`,
      )
    after = page.next
    if (isOver()) await nextTurn()
  } while (after !== undefined)
  return { asked: [...asked.values()], decisions, masked }
}

const counted = (all: Map<string, Asked>, { subject, action, resource, at }: Decision): boolean => {
  if (subject.startsWith('masked:')) return false
  const key = `${subject}\n${action}\n${resource}`
  const known = all.get(key)
  if (known) known.times += 1
  else
    all.set(key, {
      subject: subject as Subject,
      action,
      resource: resource as Resource,
      last_at: at,
      times: 1,
    })
  return true
}

const changedAnswers = async (
  before: RulesView,
  after: RulesView,
  asked: readonly Asked[],
): Promise<ChangedAnswer[]> => {
  const changed: ChangedAnswer[] = []
  for (const question of asked) {
    if (isOver()) await nextTurn()
    const allowed = after.check(question)
    if (allowed !== before.check(question)) changed.push({ ...question, allowed })
  }
  return changed
}
