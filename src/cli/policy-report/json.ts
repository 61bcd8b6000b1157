import type { Finding } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import { printRule } from '../../policy/rules-text.ts'
import { RULES, TESTS } from '../../policy/set.ts'
import type { Coverage } from '../../policy/trial/coverage.ts'
import type { ExplainedFailure, RuleAt } from '../../policy/trial/try-set.ts'
import { allFindings, isFine, type PolicyReport, type Printer, pathIn } from './report.ts'

const findingOf = (report: PolicyReport, { file, ...finding }: Finding) => {
  const { level, mend } = FINDING_CODES[finding.code]
  return { ...finding, level, file: pathIn(report, file), mend }
}

const ruleOf = (report: PolicyReport, { rule, line }: RuleAt) => ({
  rule: printRule(rule),
  ...(line === undefined ? {} : { file: pathIn(report, RULES), line }),
})

const failureOf = (report: PolicyReport, failure: ExplainedFailure) => {
  const { name, expected, answer, decided, nearest } = failure
  const { subject, action, resource } = expected.question
  const verdict = (allowed: boolean): string => (allowed ? 'allow' : 'deny')
  return {
    case: name,
    file: pathIn(report, TESTS),
    ...expected.place,
    subject,
    action,
    resource,
    expected: verdict(expected.allowed),
    ...(answer && { got: verdict(answer.allowed), path: answer.path ?? [] }),
    ...(answer?.reason && { reason: answer.reason }),
    ...(decided && { decided_by: ruleOf(report, decided) }),
    ...(nearest && { nearest: { ...ruleOf(report, nearest), why: nearest.why } }),
  }
}

const coverageOf = (report: PolicyReport, { percent, rules, own, cells }: Coverage) => ({
  percent,
  rules: { all: rules.all, untested: rules.untested.map(rule => ruleOf(report, rule)) },
  own_rules: {
    all: own.all,
    untested: own.untested.map(({ case: one, rule }) => ({ case: one.name, rule })),
  },
  cells,
})

/** For programs: everything that the text says, and what it only counts. */
export const printJson: Printer = report => {
  const { set, verb, trial } = report
  const all = {
    set,
    verb,
    fine: isFine(report),
    findings: allFindings(report).map(finding => findingOf(report, finding)),
    ignored: (report.ignored ?? []).map(finding => findingOf(report, finding)),
    ...(trial && {
      decisions: { asked: trial.asked, failed: trial.failures.length },
      failures: trial.failures.map(failure => failureOf(report, failure)),
      ...(trial.coverage && { coverage: coverageOf(report, trial.coverage) }),
    }),
  }
  return `${JSON.stringify(all, undefined, 2)}\n`
}
