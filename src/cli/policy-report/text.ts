import { styleText } from 'node:util'
import { counted } from '../../model/counted.ts'
import { type Finding, place } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import { printRule } from '../../policy/rules-text.ts'
import { RULES, TESTS } from '../../policy/set.ts'
import type { Coverage } from '../../policy/trial/coverage.ts'
import type { ExplainedFailure, RuleAt, Trial } from '../../policy/trial/try-set.ts'
import { allFindings, levelOf, type PolicyReport, type Printer, pathIn } from './report.ts'

/** So many failures, and so many gaps of each kind, are printed; the rest is counted. */
const LISTED = 50
const GAPS = 10

const dim = (text: string): string => styleText('dim', text, { stream: process.stdout })
const red = (text: string): string => styleText('red', text, { stream: process.stdout })

const findingLines = (report: PolicyReport, finding: Finding): string[] => [
  `${place({ ...finding, file: pathIn(report, finding.file) })}: ${levelOf(finding)}: ${finding.message} ${dim(`[${finding.code}]`)}`,
  dim(`    mend: ${FINDING_CODES[finding.code].mend}`),
]

const ruleText = (report: PolicyReport, { rule, line }: RuleAt): string =>
  line === undefined ? printRule(rule) : `${printRule(rule)}  (${pathIn(report, RULES)}:${line})`

const failureLines = (report: PolicyReport, failure: ExplainedFailure): string[] => {
  const { name, expected, answer, decided, nearest, message } = failure
  const path = answer?.path ?? []
  return [
    `${place({ ...expected.place, file: pathIn(report, TESTS) })}: ${red('wrong')}: ${message}`,
    `    case      ${name}`,
    decided
      ? `    decided   ${ruleText(report, decided)}`
      : `    decided   by no rule: ${answer?.reason ?? 'unknown'}`,
    ...(path.length > 1 ? [`    path      ${path.join(' > ')}`] : []),
    ...(nearest ? [`    nearest   ${ruleText(report, nearest)}`, `              ${nearest.why}`] : []),
  ]
}

/** The first of the lines, and how many more there are. */
const first = (lines: readonly string[], most: number): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most), `    and ${lines.length - most} more`]

const coverageLines = (report: PolicyReport, { rules, own, cells, percent }: Coverage): string[] => {
  const share = ({ all, untested }: { all: number; untested: readonly unknown[] }): string =>
    `${all - untested.length} of ${all}`
  return [
    `coverage: ${percent} %: ${share(rules)} rules, ${share(own)} own rules, ${share(cells)} cells`,
    ...first(
      rules.untested.map(rule => `    no test decides by ${ruleText(report, rule)}`),
      GAPS,
    ),
    ...first(
      own.untested.map(({ case: { name }, rule }) => `    ${name}: nothing is decided by ${rule}`),
      GAPS,
    ),
    ...first(
      cells.untested.map(cell => `    no test asks ${cell}`),
      GAPS,
    ),
  ]
}

const trialLines = (report: PolicyReport, { asked, failures, coverage }: Trial): string[] => {
  const more = failures.length - LISTED
  return [
    ...failures.slice(0, LISTED).flatMap(failure => failureLines(report, failure)),
    ...(more > 0 ? [`and ${more} more wrong decisions`] : []),
    `${report.set}: ${asked - failures.length} of ${asked} decisions as expected`,
    ...(coverage ? coverageLines(report, coverage) : []),
    ...(report.short === undefined ? [] : [red(`${report.short} % coverage is demanded`)]),
  ]
}

const summary = ({ set, findings, ignored = [] }: PolicyReport): string => {
  const meant = ignored.length === 0 ? '' : `; ${ignored.length} ignored by comments`
  if (findings.length === 0) return `${set}: nothing to mend${meant}`
  return `${set}: ${counted(findings.length, 'thing')} to mend${meant}`
}

/** For people: a line that an editor can follow for each thing, what to do below it, and a summary at the end. */
export const printText: Printer = report => {
  const { trial } = report
  const lines = trial
    ? trialLines(report, trial)
    : [...allFindings(report).flatMap(finding => findingLines(report, finding)), summary(report)]
  return `${lines.join('\n')}\n`
}
