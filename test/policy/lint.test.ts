import test from 'ava'
import type { Finding } from '../../src/policy/finding.ts'
import { lintSet } from '../../src/policy/lint.ts'
import { openSet } from '../../src/policy/set.ts'
import { shipped } from './shipped-sets.ts'

const [datasets, enterprise] = await Promise.all([shipped('datasets'), shipped('datasets-enterprise')])

/** What lint says of the shipped set with lines added to its rules, and other files replaced. */
const linted = (rules: string, texts: Readonly<Record<string, string>> = {}): readonly Finding[] => {
  const all = { ...datasets.texts, ...texts }
  const set = openSet('datasets', { ...all, 'policy.csv': `${all['policy.csv']}${rules}` })
  return lintSet(set, datasets.texts['tests.yaml'])
}

const LAST = (datasets.texts['policy.csv'] ?? '').split('\n').length

for (const { set, texts } of [datasets, enterprise])
  test(`there is nothing to say of ${set.source.name}`, t => {
    t.deepEqual(lintSet(set, texts['tests.yaml']), [])
  })

test('an operation that the set does not name is told, since it is refused to everybody', t => {
  const description = (datasets.texts['set.yaml'] ?? '').replace(/^ {2}listGroups: .*\n/m, '')
  const found = linted('', { 'set.yaml': description })
  t.deepEqual(
    found.map(({ file, message }) => [file, message]),
    [['set.yaml', 'no action is named for listGroups: it is refused to everybody']],
  )
})

test('a case with rules that no organisation could have is told', t => {
  const cases = `
cases:
  - name: a dataset set apart
    given:
      accounts: { user:gil: guest }
      resources: { dataset:streets: {} }
      rules: ['g2, dataset:streets, quarantined, $org', 'p, user:gil, $org, dataset:streets, clon, deny']
    who: user:gil
    on: dataset:streets
    deny: [view]
`
  const found = lintSet(datasets.set, cases).map(({ message }) => message)
  t.regex(found[0] ?? '', /^a dataset set apart: g2, dataset:streets, .*does not belong in quarantined/)
  t.regex(found[1] ?? '', /no action or level clon: .*Did you mean clone\?/)
})

const remarks = [
  ['an allow that another allow includes', 'p, role:admin, *, datasets, can_edit, allow\n', /says nothing/],
  ['an allow that a deny takes away', 'p, role:guest, *, datasets, clone, allow\n', /never counts/],
  ['a deny within a deny', 'p, role:guest, *, datasets, can_view, deny\n', undefined],
  ['a role that nobody can hold', 'g, role:auditor, role:everyone, *\n', /nobody can hold role:auditor/],
  ['an action that nothing includes', 'g3, fly, sky\n', /fly is in no level/],
] as const

for (const [what, rules, message] of remarks)
  test(`lint remarks on ${what}`, t => {
    const found = linted(rules)
    if (message === undefined) {
      // The new, wider deny makes the one that was there say nothing.
      t.regex(found[0]?.message ?? '', /says nothing/)
      return
    }
    const about = found.find(finding => message.test(finding.message))
    t.deepEqual([about?.file, about?.line], ['policy.csv', LAST])
  })

test('lint remarks on a matcher that scans every rule', t => {
  const model = (datasets.texts['model.conf'] ?? '').replace(
    'g2(r.obj, p.obj, r.dom)',
    '(g2(r.obj, p.obj, r.dom) || r.obj == "org")',
  )
  const [first] = linted('', { 'model.conf': model })
  t.is(first?.file, 'model.conf')
  t.regex(first?.message ?? '', /scans every rule/)
})

test('lint remarks on denies that count for nothing', t => {
  const model = (datasets.texts['model.conf'] ?? '').replace(/e = .*/, 'e = some(where (p.eft == allow))')
  t.true(linted('', { 'model.conf': model }).some(({ message }) => /a deny counts for nothing/.test(message)))
})

test('lint remarks on a set without tests, and on cells that they leave out', t => {
  t.deepEqual(
    lintSet(datasets.set).map(({ file }) => file),
    ['tests.yaml'],
  )
  const [finding] = lintSet(datasets.set, 'cases: []')
  t.regex(finding?.message ?? '', /^344 cells/)
})
