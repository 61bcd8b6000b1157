import type { Decision } from '../../src/model/decision.ts'

/** One decision a line, as JSON. */
export const linesOf = (decisions: readonly Decision[]): string =>
  decisions.map(decision => `${JSON.stringify(decision)}\n`).join('')
