import type { Decision } from '../model/decision.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'

/** The decisions that were kept. They are no part of an archive: a copy of a store begins without them. */
export interface DecisionStore {
  /** At most {@link MAX_DECISIONS} at once. All of them or none. */
  append(decisions: readonly Decision[]): Promise<void>
  /** The newest first. All filters are exact matches; `since` is inclusive, `until` exclusive. */
  query(org: OrgId, filter: DecisionFilter, page: PageRequest): Promise<Page<Decision>>
  /** Deletes decisions older than `before`, over all organisations; answers how many. */
  prune(before: Date): Promise<number>
}

export const MAX_DECISIONS = 1_000

export interface DecisionFilter {
  /** Any of these; most are known by one name, and by a pseudonym where they were masked. */
  readonly subjects?: readonly string[]
  readonly resource?: string
  readonly action?: string
  readonly allowed?: boolean
  readonly since?: Date
  readonly until?: Date
}
