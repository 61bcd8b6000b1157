/** What lint says of tests, names, routes and comments, and of a matcher that parts no organisations. */
import test from 'ava'
import { printJson } from '../../src/cli/policy-report/json.ts'
import { printSarif } from '../../src/cli/policy-report/sarif.ts'
import { lineOfLevel, lineOfRole } from '../../src/model/catalogue-terms.ts'
import type { Finding } from '../../src/policy/finding.ts'
import { lintSet, lintWhole } from '../../src/policy/lint.ts'
import { inspectSet, openSet } from '../../src/policy/set.ts'
import { shipped } from './shipped-sets.ts'

const datasets = await shipped('datasets')

const linted = (rules: string, texts: Readonly<Record<string, string>> = {}): readonly Finding[] => {
  const all = { ...datasets.texts, ...texts }
  const changed = { ...all, 'policy.csv': `${all['policy.csv']}${rules}` }
  return lintSet(openSet('datasets', changed), changed)
}

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

test('what people read of roles and levels is in their language, and lint finds what is about neither', t => {
  const description = (datasets.texts['set.yaml'] ?? '').replace(
    '\n  de:\n    roles:\n',
    '\n  de-AT: { levels: { can_view: Schauen. } }\n  de:\n    roles:\n      gast: Wer?\n',
  )
  const texts = { ...datasets.texts, 'set.yaml': description }
  const { catalogue } = openSet('datasets', texts).compiled
  t.regex(lineOfRole(catalogue, 'guest', 'de-CH') ?? '', /^Sieht nur/)
  t.regex(lineOfRole(catalogue, 'guest', 'fr') ?? '', /^Sees only/)
  t.is(lineOfRole(catalogue, 'constructor', 'de'), undefined)
  t.is(lineOfLevel(catalogue, 'can_view', 'de-AT'), 'Schauen.')
  t.is(lineOfLevel(catalogue, 'can_view', 'de'), 'Ansehen.')
  t.is(lineOfLevel(catalogue, 'can_view', 'constructor'), 'Look at it.')
  t.is(lineOfLevel(catalogue, 'toString', 'de'), undefined)
  const { languages: _, ...older } = catalogue
  t.is(lineOfLevel(older, 'can_view', 'de'), undefined, 'a set of before has no lines of levels')
  t.deepEqual(told(linted('', { 'set.yaml': description }), 'language-unknown'), [
    'de tells of gast, which is none of the roles',
  ])
  const many = Array.from(
    { length: 51 },
    (_, n) => `${String.fromCharCode(97 + (n % 26))}${n < 26 ? 'a' : 'b'}`,
  )
  const full = many.map(tag => `  ${tag}: {}\n`).join('')
  const over = description.replace(/^languages:\n[\s\S]*?\n\n/m, `languages:\n${full}\n`)
  t.deepEqual(
    inspectSet('datasets', { ...texts, 'set.yaml': over }).findings.map(({ message }) => message),
    ['languages: has at most 50 languages'],
  )
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
  const report = { verb: 'lint', set: 'datasets', folder: 'datasets', findings: [], ignored } as const
  t.like(JSON.parse(printSarif(report)).runs[0].results, [
    { ruleId: 'rule-shadowed', suppressions: [{ kind: 'inSource', justification: 'for the reader' }] },
  ])
  t.like(JSON.parse(printJson(report)), { fine: true, findings: [], ignored: [{ why: 'for the reader' }] })
})

const withComment = (rules: string) => {
  const changed = { ...datasets.texts, 'policy.csv': `${datasets.texts['policy.csv']}${rules}` }
  return [openSet('datasets', changed), changed] as const
}
