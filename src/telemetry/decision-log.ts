import { type DestinationStream, pino } from 'pino'
import { lineForm } from './log.ts'
import { mayHoldSecret, redact } from './redaction.ts'

/** Lines that wait are written once they are this long, in characters. */
const MAX_WAITING = 65_536

/** The log of decisions: one line each, in the form of all lines, written by the many. */
export interface DecisionLog {
  note(decision: Readonly<Record<string, string | number | boolean>>): void
  /** Writes what was noted. An answer may leave once its decision is written. */
  write(): void
}

export const createDecisionLog = (level: string, destination: DestinationStream): DecisionLog => {
  let waiting = ''
  const write = (): void => {
    if (waiting === '') return
    const lines = waiting
    waiting = ''
    destination.write(lines)
  }
  const gather = (line: string): void => {
    waiting += mayHoldSecret(line) ? redactedLine(line) : line
    if (waiting.length > MAX_WAITING) write()
  }
  const lines = pino(lineForm(level), { write: gather })
  return { note: decision => lines.info(decision, 'decided'), write }
}

const redactedLine = (line: string): string => `${JSON.stringify(redact(JSON.parse(line)))}\n`
