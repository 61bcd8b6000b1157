/** A security engineer's mistakes, a few in each kind of file: each is named with its place and a code that has a mend. */
import test from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import { PolicyRefused } from '../../src/policy/finding.ts'
import { FINDING_CODES } from '../../src/policy/finding-codes.ts'
import { lintSet } from '../../src/policy/lint.ts'
import { readOwnRules } from '../../src/policy/own-rules.ts'
import { inspectSet, openSet } from '../../src/policy/set.ts'
import { lineOf, MISTAKES, mistaken, OWN, OWN_MISTAKES, shipped, texts } from './mistakes.ts'

const told = ([finding]: readonly { code: string; line?: number; column?: number }[], at: number): string =>
  finding ? `${(finding.line ?? 0) - at}:${finding.column} ${finding.code}` : 'nothing'

for (const [file, mistakes] of Object.entries(MISTAKES))
  test(`mistakes in ${file} are named with line, column, code and mend`, t => {
    for (const mistake of mistakes) {
      const text = texts[file as keyof typeof texts] ?? ''
      const changed = { ...texts, [file]: mistaken(text, mistake) }
      t.not(changed[file as keyof typeof texts], text, mistake.join(' > '))
      const { set, findings } = inspectSet('datasets', changed)
      const all = set ? lintSet(set, changed) : findings
      t.is(
        told(all, lineOf(text, changed[file as keyof typeof texts] ?? '')),
        mistake[2],
        `${mistake.join(' > ')}: ${all[0]?.message}`,
      )
      for (const { code } of all)
        t.true(FINDING_CODES[code as keyof typeof FINDING_CODES].mend.length > 10, code)
    }
  })

test('mistakes in the rules of an organisation are named with line, column and code, and nothing of them holds', async t => {
  const { compiled } = openSet('datasets', shipped)
  t.is((await readOwnRules(OWN, 'acme' as OrgId, compiled)).length, 5)
  for (const mistake of OWN_MISTAKES) {
    const text = mistaken(OWN, mistake)
    const error = await t.throwsAsync(readOwnRules(text, 'acme' as OrgId, compiled), {
      instanceOf: PolicyRefused,
    })
    t.is(
      told(error?.findings ?? [], lineOf(OWN, text)),
      mistake[2],
      `${mistake.join(' > ')}: ${error?.message}`,
    )
  }
})
