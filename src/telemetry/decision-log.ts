import { type DestinationStream, pino } from 'pino'
import { lineStart } from './log.ts'
import { mayHoldSecret, redact } from './redaction.ts'

/** Lines that wait are written once they are this long, in characters. */
const MAX_WAITING = 65_536

/** The log of decisions: a line for each, in the form of all lines, written by the many. */
export interface DecisionLog {
  note(decision: Readonly<Record<string, string | number | boolean | readonly string[]>>): void
  /** Writes what was noted. An answer may leave once its decision is written. */
  write(): void
}

/** Its lines are of level `info`. They are made here, because a logger's own way to each takes as long as the decision. */
export const createDecisionLog = (
  level: string,
  destination: DestinationStream,
  worker?: string,
): DecisionLog => {
  const ofWorker = worker === undefined ? '' : `,"worker":${JSON.stringify(worker)}`
  const { values } = pino.levels
  const heard = (values[level] ?? Number.POSITIVE_INFINITY) <= (values.info ?? 0)
  let waiting = ''
  const write = (): void => {
    if (waiting === '') return
    const lines = waiting
    waiting = ''
    destination.write(lines)
  }
  const note = (decision: Readonly<Record<string, string | number | boolean | readonly string[]>>): void => {
    const facts = JSON.stringify(decision)
    const line = `${lineStart('info')}${ofWorker},${facts.slice(1, -1)},"msg":"decided"}\n`
    waiting += mayHoldSecret(facts) ? redactedLine(line) : line
    if (waiting.length > MAX_WAITING) write()
  }
  return { note: heard ? note : () => undefined, write }
}

const redactedLine = (line: string): string => `${JSON.stringify(redact(JSON.parse(line)))}\n`
