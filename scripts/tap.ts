/** What a TAP report says: tests that passed, failed and were skipped, and the titles of the last two. */
export interface Counted {
  readonly passed: number
  readonly failed: number
  readonly failures: readonly string[]
  /** Titles of skipped tests; each says why. */
  readonly skipped: readonly string[]
}

const RESULT = /^(not )?ok \d+(?: - )?(.*)$/
const SKIPPED = /\s*# SKIP\b.*$/i
const TODO = /# TODO\b/i

/** Counts the result lines of a TAP report. A report without a plan counts as one failure. */
export function countTap(report: string): Counted {
  const lines = report.split('\n')
  const results = lines.flatMap(line => {
    const [, not, title = ''] = RESULT.exec(line) ?? []
    return RESULT.test(line) && !TODO.test(title) ? [{ failed: not !== undefined, title }] : []
  })
  const ran = results.filter(({ title }) => !SKIPPED.test(title))
  const failures = ran.filter(({ failed }) => failed).map(({ title }) => title)
  const cut = lines.some(line => /^1\.\.\d+$/.test(line)) ? [] : ['the report ended before its plan']
  return {
    passed: ran.length - failures.length,
    failed: failures.length + cut.length,
    failures: [...failures, ...cut],
    skipped: results
      .filter(({ title }) => SKIPPED.test(title))
      .map(({ title }) => title.replace(SKIPPED, '')),
  }
}
