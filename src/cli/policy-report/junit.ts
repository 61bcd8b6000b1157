import { type Finding, place } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import { printRule } from '../../policy/rules-text.ts'
import { TESTS } from '../../policy/set.ts'
import type { ExplainedFailure, TriedCase } from '../../policy/trial/try-set.ts'
import { allFindings, type PolicyReport, type Printer, pathIn } from './report.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Everything that XML 1.0 cannot hold, not even as a reference. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const escaped = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"]/g, sign => ENTITIES[sign] ?? sign)

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('')

interface TestCase {
  readonly attributes: Readonly<Record<string, string | number>>
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string }
}

const xmlOf = ({ attributes: values, failure }: TestCase): string => {
  const open = `    <testcase${attributes(values)}`
  if (failure === undefined) return `${open}/>`
  const { type, message, text } = failure
  return `${open}>\n      <failure${attributes({ type, message })}>${escaped(text)}</failure>\n    </testcase>`
}

const explained = (report: PolicyReport, failure: ExplainedFailure): string => {
  const { expected, message, decided, nearest } = failure
  const at = place({ ...expected.place, file: pathIn(report, TESTS) })
  const by = decided === undefined ? 'no rule' : printRule(decided.rule)
  const near = nearest === undefined ? '' : `; nearest ${printRule(nearest.rule)} (${nearest.why})`
  return `${at}: ${message}; decided by ${by}${near}`
}

const caseOf = (report: PolicyReport, { name, place: at, failures, seconds }: TriedCase): TestCase => {
  const values = {
    name,
    classname: report.set,
    file: pathIn(report, TESTS),
    line: at.line,
    time: seconds.toFixed(3),
  }
  const [first] = failures
  if (first === undefined) return { attributes: values }
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : ''
  const text = failures.map(failure => explained(report, failure)).join('\n')
  return { attributes: values, failure: { type: 'test-failed', message: `${first.message}${more}`, text } }
}

/** Each finding is a case that fails: many readers show only one failure of a case. */
const findingCase = (report: PolicyReport, finding: Finding): TestCase => {
  const file = pathIn(report, finding.file)
  const { code, message, line = 1 } = finding
  return {
    attributes: { name: `${place(finding)} ${code}`, classname: report.set, file, line, time: 0 },
    failure: {
      type: code,
      message,
      text: `${place({ ...finding, file })}: ${message}\n${FINDING_CODES[code].mend}`,
    },
  }
}

const casesOf = (report: PolicyReport): readonly TestCase[] => {
  const { trial, verb, set, short } = report
  const found = (trial ? report.findings : allFindings(report)).map(finding => findingCase(report, finding))
  const tried = (trial?.cases ?? []).map(one => caseOf(report, one))
  if (short !== undefined) {
    const message = `coverage is ${trial?.coverage?.percent} %; ${short} % is demanded`
    const failure = { type: 'coverage', message, text: message }
    return [...found, ...tried, { attributes: { name: 'coverage', classname: set, time: 0 }, failure }]
  }
  const all = [...found, ...tried]
  return all.length > 0 ? all : [{ attributes: { name: verb, classname: set, time: 0 } }]
}

/** JUnit XML, as CI systems read it. */
export const printJunit: Printer = report => {
  const cases = casesOf(report)
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const seconds = (report.trial?.cases ?? []).reduce((sum, one) => sum + one.seconds, 0)
  const counts = { tests: cases.length, failures, errors: 0, time: seconds.toFixed(3) }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `kasbah policy ${report.verb}`, ...counts })}>`,
    `  <testsuite${attributes({ name: report.set, ...counts, skipped: 0 })}>`,
    ...cases.map(xmlOf),
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n')
}
