import test from 'ava'
import { countTap } from '../../scripts/tap.ts'

const report = (...lines: string[]): string => ['TAP version 13', ...lines, '1..9', ''].join('\n')

test('results are counted by their lines, whatever stands inside them', t => {
  const text = report(
    'ok 1 - one',
    'not ok 2 - two',
    '  ---',
    "    message: 'ok 9 - no'",
    '  ...',
    'ok 3 - three',
  )
  t.deepEqual(countTap(text), { passed: 2, failed: 1, failures: ['two'], skipped: [] })
})

test('a skipped test is counted as skipped, by its title', t => {
  const text = report('ok 1 - one (skipped: no server) # SKIP', 'not ok 2 - two # TODO later', 'ok 3 - three')
  t.like(countTap(text), { passed: 1, failed: 0, skipped: ['one (skipped: no server)'] })
})

test('a report that ends early has failed, and so has an empty one', t => {
  t.like(countTap('TAP version 13\nok 1 - one\n'), { passed: 1, failed: 1 })
  t.like(countTap(''), { passed: 0, failed: 1 })
})
