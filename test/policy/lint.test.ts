import test from 'ava'
import { Problem } from '../../src/model/problems.ts'
import type { Finding } from '../../src/policy/finding.ts'
import { lintSet, lintWhole } from '../../src/policy/lint.ts'
import { suspiciousCharacters } from '../../src/policy/lint-text.ts'
import { inspectSet, openSet } from '../../src/policy/set.ts'
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

const withCases = (cases: string) => linted('', { 'tests.yaml': `${datasets.texts['tests.yaml']}${cases}` })
const told = (found: readonly Finding[], ...codes: string[]) =>
  found.filter(({ code }) => codes.includes(code)).map(({ message }) => message)

test('lint finds tests that are asked twice, and parts of them that decide nothing any more', t => {
  const deny = 'given: { accounts: { user:a: guest } }, who: user:a, on: org, deny: [members.read] }'
  const found = withCases(`
  - { name: one, ${deny}
  - { name: other, ${deny}
  - { name: one, given: { accounts: { user:a: guest } }, who: [user:a, user:a], on: org, deny: [policy.read] }
  - { name: known, unknown: [user:a, view, fly], ${deny}
  - { name: context, context: { ip: x }, ${deny}
`)
  t.deepEqual(
    told(found, 'test-repeated'),
    [
      'user:a policy.read org is asked twice',
      '"other" asks what line 427 asks',
      'another case, in line 427, has the name "one"',
      '"known" asks what line 427 asks',
    ].map(text =>
      text.replaceAll('427', String((datasets.texts['tests.yaml'] ?? '').split('\n').length + 1)),
    ),
  )
  t.deepEqual(told(found, 'test-idle'), [
    'user:a is known: what this case shows of unknown names, it does not show',
    'view is known: what this case shows of unknown names, it does not show',
    'fly is asked nowhere in this case',
    'the matcher reads no attributes: what the request says decides nothing',
  ])
  const row = /^ {6}view .*\n/m.exec(datasets.texts['tests.yaml'] ?? '')?.[0] ?? ''
  const twice = (datasets.texts['tests.yaml'] ?? '').replace(row, row + row)
  t.deepEqual(told(linted('', { 'tests.yaml': twice }), 'test-repeated'), [
    'user:admin view dataset:none is asked twice',
  ])
})

test('lint finds roles and actions that look alike', t => {
  const description = (datasets.texts['set.yaml'] ?? '').replace(
    '  guest: ',
    '  guests: The same in other words.\n  guest: ',
  )
  const found = linted('g, role:guests, role:everyone, *\ng3, clones, can_view\n', {
    'set.yaml': description,
  })
  t.deepEqual(told(found, 'name-clash'), [
    'guest and guests are two of the roles, and look alike',
    'the actions clones and clone look alike',
  ])
})

test('a matcher that does not hold rules to their organisation is refused', t => {
  const model = datasets.texts['model.conf'] ?? ''
  for (const [from, to] of [
    ['r.dom == p.dom && ', ''],
    ['r.dom == p.dom && ', '(r.dom == p.dom || r.act == "view") && '],
    ['g(r.sub, p.sub, r.dom)', 'g(r.sub, p.sub, p.dom)'],
  ] as const) {
    const { findings } = inspectSet('datasets', { ...datasets.texts, 'model.conf': model.replace(from, to) })
    t.deepEqual(
      findings.map(({ code }) => code),
      ['model-domain'],
    )
  }
})

test('lint finds a route that opens everything', t => {
  const routes = `
applications:
  - hosts: [tiles.example.com]
    routes:
      - { path: /**, methods: [GET], access: public }
      - { path: /assets/**, methods: [GET], access: public }
tests: { GET tiles.example.com/x: public }
`
  const found = linted('', { 'routes.yaml': routes })
  t.deepEqual(
    found.map(({ code, line, column }) => [code, line, column]),
    [['route-open', 5, 11]],
  )
})

test('a comment with a reason ignores the warning below it, or those of its file, and nothing else', t => {
  const repeated = 'p, role:admin, *, datasets, can_edit, allow\n'
  const found = (comment: string) => told(linted(`${comment}\n${repeated}`), 'rule-shadowed', 'ignore-idle')
  t.is(found('# an ordinary comment').length, 1)
  t.deepEqual(found('# lint-ignore rule-shadowed: it is said twice on purpose'), [])
  t.deepEqual(found('# lint-ignore rule-shadowed: for the reader\n# and more words\n'), [])
  t.deepEqual(found('# lint-ignore-file rule-shadowed: for the reader'), [])
  t.regex(found('# lint-ignore rule-shadowed').join(), /say why/)
  t.regex(found('# lint-ignore rule-shadow: why').join(), /Did you mean rule-shadowed/)
  t.regex(found('# lint-ignore escalation: why').join(), /there is no escalation in line/)
  t.regex(found('# lint-ignore rule-form: why').join(), /cannot be ignored/)
  const { ignored } = lintWhole(...withComment(`# lint-ignore rule-shadowed: for the reader\n${repeated}`))
  t.like(ignored, [{ code: 'rule-shadowed', why: 'for the reader' }])
})

const withComment = (rules: string) => {
  const changed = { ...datasets.texts, 'policy.csv': `${datasets.texts['policy.csv']}${rules}` }
  return [openSet('datasets', changed), changed] as const
}
