import type { Decision } from '../model/decision.ts'

/** Where decisions are sent, beside the store. */
export interface DecisionSink {
  /** Takes at most {@link MAX_DECISIONS}. When it rejects, the same ones are sent again. */
  append(decisions: readonly Decision[]): Promise<void>
  close?(): Promise<void>
}

export const MAX_DECISIONS = 1_000
