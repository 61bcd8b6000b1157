import { createDecisionReading, type DecisionReading } from '../audit/decision-reading.ts'
import { createKeptDecisions } from '../audit/kept-decisions.ts'
import { createTrail, type Trail } from '../audit/trail.ts'
import { usageOf } from '../audit/usage.ts'
import { whileWanted as turns } from '../engine/turns.ts'
import type { Rooms } from '../http/rooms.ts'
import type { Store } from '../ports/store.ts'

interface Parts {
  readonly store: Pick<Store, 'audit' | 'decisions' | 'records'>
  failed(error: unknown): void
}

/** The trail, and the reports over the decisions that were recorded. */
export const auditRooms = ({
  store,
  failed,
}: Parts): Pick<Rooms, 'usage'> & { audit: Trail; reading: DecisionReading } => {
  const reading = createDecisionReading(createKeptDecisions({ store: store.decisions, turns }))
  return {
    audit: createTrail({ store: store.audit, records: store.records, turns, failed }),
    reading,
    usage: (org, wish) => usageOf(reading, org, wish),
  }
}
