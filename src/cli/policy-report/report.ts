import { join } from 'node:path'
import type { Finding } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import type { Ignored } from '../../policy/ignoring.ts'
import { RULES, TESTS } from '../../policy/set.ts'
import type { ExplainedFailure, Trial } from '../../policy/trial/try-set.ts'

/** What `policy lint` or `policy test` found, before it is printed in one form or another. */
export interface PolicyReport {
  readonly verb: 'lint' | 'test'
  /** The name of the set. */
  readonly set: string
  readonly folder: string
  /** Where the set is, when the folder holds only its tests. */
  readonly setFolder?: string
  readonly findings: readonly Finding[]
  /** What comments in the files say is meant. */
  readonly ignored?: readonly Ignored[]
  /** Absent for lint, and when the set cannot be used. */
  readonly trial?: Trial
  /** The coverage that was demanded and not reached, in percent. */
  readonly short?: number
}

/** Prints a report: the whole text, with its last line end. */
export type Printer = (report: PolicyReport) => string

export const isFine = ({ findings, trial, short }: PolicyReport): boolean =>
  findings.length === 0 && (trial?.failures.length ?? 0) === 0 && short === undefined

/** A file of the set as the command was told to look at it: a path that an editor can open. */
export const pathIn = ({ folder, setFolder = folder }: PolicyReport, file: string): string =>
  /[\\/]/.test(file) ? file : join(file === TESTS ? folder : setFolder, file)

const order = (one: Finding, other: Finding): number =>
  one.file.localeCompare(other.file) ||
  (one.line ?? 0) - (other.line ?? 0) ||
  (one.column ?? 0) - (other.column ?? 0)

export const levelOf = ({ code }: Finding): 'error' | 'warning' => FINDING_CODES[code].level

/** Failures as findings, for forms that know nothing else. */
const failed = ({ name, expected, message, decided, nearest }: ExplainedFailure): Finding => {
  const by = decided === undefined ? '' : `; decided by ${decided.rule.join(', ')}`
  const near = nearest === undefined ? '' : `; nearest is ${nearest.rule.join(', ')}: ${nearest.why}`
  return {
    code: 'test-failed',
    file: TESTS,
    ...expected.place,
    message: `${name}: ${message}${by}${near}`,
  }
}

/** What the tests leave out, as findings. */
function* uncovered({ coverage }: Trial): Generator<Finding> {
  if (coverage === undefined) return
  for (const { rule, line } of coverage.rules.untested)
    yield {
      code: 'rule-untested',
      file: RULES,
      line,
      column: 1,
      message: `no test decides by ${rule.join(', ')}`,
    }
  for (const { case: one, rule } of coverage.own.untested)
    yield {
      code: 'rule-untested',
      file: TESTS,
      ...one.place,
      message: `${one.name}: nothing is decided by ${rule}`,
    }
  for (const cell of coverage.cells.untested)
    yield { code: 'cell-untested', file: TESTS, line: 1, column: 1, message: `no test asks ${cell}` }
}

/** Everything that was found, as findings in the order of the files. */
export const allFindings = ({ findings, trial }: PolicyReport): readonly Finding[] =>
  [...findings, ...(trial ? [...trial.failures.map(failed), ...uncovered(trial)] : [])].sort(order)
