import test from 'ava'
import { Problem } from '../../src/model/problems.ts'
import type { Finding } from '../../src/policy/finding.ts'
import { lintSet } from '../../src/policy/lint.ts'
import { suspiciousCharacters } from '../../src/policy/lint-text.ts'
import { openSet } from '../../src/policy/set.ts'
import { shipped } from './shipped-sets.ts'

const [datasets, enterprise] = await Promise.all([shipped('datasets'), shipped('datasets-enterprise')])

/** What lint says of the shipped set with lines added to its rules, and other files replaced. */
const linted = (rules: string, texts: Readonly<Record<string, string>> = {}): readonly Finding[] => {
  const all = { ...datasets.texts, ...texts }
  const changed = { ...all, 'policy.csv': `${all['policy.csv']}${rules}` }
  return lintSet(openSet('datasets', changed), changed)
}

const LAST = (datasets.texts['policy.csv'] ?? '').split('\n').length

for (const { set, texts } of [datasets, enterprise])
  test(`there is nothing to say of ${set.source.name}`, t => {
    t.deepEqual(lintSet(set, texts), [])
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
  const found = linted('', { 'tests.yaml': cases }).map(({ message }) => message)
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
    lintSet(datasets.set, {}).map(({ file }) => file),
    ['tests.yaml'],
  )
  const [finding] = linted('', { 'tests.yaml': 'cases: []' })
  t.regex(finding?.message ?? '', /^344 cells/)
})

/** Lines that are added to the rules, the code of what lint says, and where in the last line. */
const codes = [
  [
    'a role below the administrator that may give rights',
    'g3, members.role, contribute\n',
    'escalation',
    undefined,
  ],
  [
    'a role that has another role, which may give rights',
    'g, role:guest, role:admin, *\n',
    'escalation',
    undefined,
  ],
  [
    'an allow of everything for everyone',
    'p, role:everyone, *, datasets, can_manage, allow\n',
    'allow-everyone',
    1,
  ],
  ['a circle of roles', 'g, role:everyone, role:guest, *\n', 'link-cycle', 19],
  [
    'a deny of what nobody could be allowed',
    'p, role:guest, *, org, delete, deny\n',
    'deny-never-matches',
    1,
  ],
] as const

for (const [what, rules, code, column] of codes)
  test(`lint finds ${what}`, t => {
    const found = linted(rules).filter(finding => finding.code === code)
    t.true(found.length > 0)
    if (column !== undefined)
      t.true(found.some(finding => finding.line === LAST && finding.column === column))
  })

test('lint finds a role that lacks what the matcher asks of everyone', t => {
  const changed = {
    ...datasets.texts,
    'policy.csv': (datasets.texts['policy.csv'] ?? '').replace('g, role:guest, role:everyone, *\n', ''),
  }
  const found = lintSet(openSet('datasets', changed), changed)
  t.like(
    found.find(({ code }) => code === 'role-powerless'),
    { file: 'set.yaml', column: 3 },
  )
})

test('lint finds what a reader cannot see, and letters of another alphabet', t => {
  const changed = {
    ...datasets.texts,
    'policy.csv': `${datasets.texts['policy.csv']}# a comment \u202e reversed\ng3, vi\u0435w, can_view\n`,
  }
  // An action is ASCII, so the set is refused as well: the finding in the text says why.
  t.throws(() => openSet('datasets', changed), { instanceOf: Problem })
  const found = suspiciousCharacters(changed)
  t.like(
    found.find(({ code }) => code === 'invisible-character'),
    { file: 'policy.csv', line: LAST, column: 13 },
  )
  t.like(
    found.find(({ code }) => code === 'look-alike'),
    { file: 'policy.csv', line: LAST + 1, column: 5 },
  )
})
