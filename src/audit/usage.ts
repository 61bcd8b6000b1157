/** Who used what, when and how often: the decisions that were recorded, summed up. */
import { type Decision, isMasked } from '../model/decision.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { DecisionReading, Time } from './decision-reading.ts'

/** What a row of the report is about. */
export const USAGE_BY = {
  subject: ['subject'],
  resource: ['resource'],
  action: ['action'],
  asked_by: ['asked_by'],
  subject_resource: ['subject', 'resource'],
  subject_action: ['subject', 'action'],
} as const satisfies Readonly<Record<string, readonly ('subject' | 'resource' | 'action' | 'asked_by')[]>>

export type UsageBy = keyof typeof USAGE_BY

export interface UsageRow {
  readonly subject?: string
  readonly resource?: string
  readonly action?: string
  readonly asked_by?: string
  /** How often it was asked, and how often of these it was denied. */
  times: number
  denied: number
  /** Moves back as older decisions are read. */
  first_at: Date
  readonly last_at: Date
}

export interface Usage {
  readonly decisions: number
  /** Decisions about people by pseudonym. */
  readonly masked: number
  /** Allowed decisions that are a part of those which were made. */
  readonly sampled: number
  readonly rows: readonly UsageRow[]
  /** Everybody who was asked about. */
  readonly subjects: ReadonlySet<string>
}

/** The most rows of a report, and the most characters of what they name. */
const MAX_ROWS = 50_000
const MAX_CHARACTERS = 2 ** 25

const tooMany = () =>
  new Problem(
    'too_much_work',
    `a report has at most ${MAX_ROWS} rows: take a shorter time, or sum up by less`,
  )

interface Counting {
  readonly rows: Map<string, UsageRow>
  readonly subjects: Set<string>
  readonly counts: { decisions: number; masked: number; sampled: number }
  characters: number
}

/** @throws Problem busy, too_much_work */
export const usageOf = (
  reading: DecisionReading,
  org: OrgId,
  { by, ...time }: Time & { readonly by: UsageBy },
): Promise<Usage> =>
  reading(org, time, async pages => {
    const counting: Counting = {
      rows: new Map(),
      subjects: new Set(),
      counts: { decisions: 0, masked: 0, sampled: 0 },
      characters: 0,
    }
    for await (const page of pages) for (const decision of page) take(counting, decision, by)
    const { rows, subjects, counts } = counting
    return { ...counts, rows: [...rows.values()], subjects }
  })

const take = (counting: Counting, decision: Decision, by: UsageBy): void => {
  const { rows, subjects, counts } = counting
  counts.decisions += 1
  if (isMasked(decision.subject)) counts.masked += 1
  if (decision.sample !== undefined) counts.sampled += 1
  subjects.add(decision.subject)
  counting.characters += counted(rows, decision, by)
  if (Math.max(rows.size, subjects.size) > MAX_ROWS || counting.characters > MAX_CHARACTERS) throw tooMany()
}

/** Counts it in its row. Answers how many characters a new row names. */
const counted = (rows: Map<string, UsageRow>, decision: Decision, by: UsageBy): number => {
  const names = USAGE_BY[by].map(member => [member, decision[member]] as const)
  const key = names.map(([, name]) => name).join('\n')
  const known = rows.get(key)
  if (known) {
    known.times += 1
    if (!decision.allowed) known.denied += 1
    known.first_at = decision.at
    return 0
  }
  const { at, allowed } = decision
  rows.set(key, {
    ...Object.fromEntries(names),
    times: 1,
    denied: allowed ? 0 : 1,
    first_at: at,
    last_at: at,
  })
  return key.length
}
