/** What a TAP report says: tests that passed, that failed, and the titles of those that failed. */
export interface Counted {
  readonly passed: number
  readonly failed: number
  readonly failures: readonly string[]
}

/** Counts the result lines of a TAP report. Skipped tests are neither passed nor failed; a report without a plan failed. */
export function countTap(report: string): Counted {
  const lines = report.split('\n')
  const results = lines.filter(line => /^(?:not )?ok \d+/.test(line) && !/# (?:SKIP|TODO)\b/i.test(line))
  const failures = results
    .filter(line => line.startsWith('not ok'))
    .map(line => line.replace(/^not ok \d+ - /, ''))
  const cut = lines.some(line => /^1\.\.\d+$/.test(line)) ? [] : ['the report ended before its plan']
  return {
    passed: results.length - failures.length,
    failed: failures.length + cut.length,
    failures: [...failures, ...cut],
  }
}
