/** Reading many of the decisions that were recorded, for a report about them. */
import type { Decision } from '../model/decision.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { KeptDecisions } from './kept-decisions.ts'

export type ReadingParts = Pick<KeptDecisions, 'stream'>

export interface Time {
  readonly since: Date
  readonly until?: Date | undefined
}

/** The most decisions that one report reads. */
const MAX_DECISIONS = 1_000_000
/** The most reports that a process makes at once: each holds what it has counted so far. */
const MAX_AT_ONCE = 2

/**
 * Hands the decisions of a time to a report, the newest first and a page at a time, in turns with other work. An organisation
 * has one report made at a time, and a process a few: whoever comes then is asked to come again.
 */
export const createDecisionReading = ({ stream }: ReadingParts) => {
  const under = new Set<OrgId>()

  async function* pages(org: OrgId, { since, until }: Time): AsyncGenerator<readonly Decision[]> {
    let read = 0
    for await (const page of stream(org, { since, ...(until === undefined ? {} : { until }) })) {
      read += page.length
      if (read > MAX_DECISIONS)
        throw new Problem(
          'too_much_work',
          `a report reads at most ${MAX_DECISIONS} decisions: take a shorter time`,
        )
      yield page
    }
  }

  /** @throws Problem busy, too_much_work; what `report` throws */
  return async <T>(
    org: OrgId,
    time: Time,
    report: (pages: AsyncIterable<readonly Decision[]>) => Promise<T>,
  ): Promise<T> => {
    if (under.has(org) || under.size >= MAX_AT_ONCE)
      throw new Problem('busy', 'another report about decisions is being made: try again when it is done')
    under.add(org)
    try {
      return await report(pages(org, time))
    } finally {
      under.delete(org)
    }
  }
}

export type DecisionReading = ReturnType<typeof createDecisionReading>
