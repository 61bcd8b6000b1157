/** One mistake hides no other: whatever is wrong with a set, or with the rules of an organisation, is said in one go. */
import test from 'ava'
import fc from 'fast-check'
import type { OrgId } from '../../src/model/id.ts'
import { type Finding, PolicyRefused } from '../../src/policy/finding.ts'
import { FINDING_CODES } from '../../src/policy/finding-codes.ts'
import { lintRest, lintWhole } from '../../src/policy/lint.ts'
import { readOwnRules } from '../../src/policy/own-rules.ts'
import { inspectSet, openSet, type SetTexts } from '../../src/policy/set.ts'
import { MISTAKES, type Mistake, mistaken, OWN, OWN_MISTAKES, shipped, texts } from './mistakes.ts'

const linted = (changed: SetTexts): readonly Finding[] => {
  const inspected = inspectSet('datasets', changed)
  return inspected.set ? lintWhole(inspected.set, changed).open : lintRest(inspected, changed)
}

const keyOf = ({ file, line, column, code }: Finding): string => `${file}:${line}:${column} ${code}`

const isError = ({ code }: Finding): boolean => FINDING_CODES[code].level === 'error'

/** Those that follow from what a file says of another one may go with what is wrong there. */
const OF_ONE_FILE = ['csv-syntax', 'model-form', 'rule-form', 'rule-section', 'yaml-form', 'yaml-syntax']

const FILES = Object.keys(MISTAKES)

const mistakeIn = (file: string): fc.Arbitrary<Mistake> => fc.constantFrom(...(MISTAKES[file] ?? []))

test('mistakes in several files at once are each named as they are alone', t => {
  const several = fc.record(Object.fromEntries(FILES.map(file => [file, fc.option(mistakeIn(file))])))
  fc.assert(
    fc.property(several, chosen => {
      const changes = Object.entries(chosen).flatMap(([file, mistake]) => {
        const text = texts[file as keyof typeof texts] ?? ''
        return mistake ? [[file, mistaken(text, mistake)] as const] : []
      })
      const together = new Set(linted({ ...texts, ...Object.fromEntries(changes) }).map(keyOf))
      for (const [file, text] of changes)
        for (const finding of linted({ ...texts, [file]: text }).filter(each =>
          OF_ONE_FILE.includes(each.code),
        ))
          t.true(together.has(keyOf(finding)), `${keyOf(finding)} is missing of ${[...together].join(', ')}`)
    }),
    { numRuns: 8 },
  )
})

/** Ten mistakes in one file, and the lines that are to be named. */
const TEN: Readonly<Record<string, string>> = {
  'policy.csv': [
    'p, role:guest, *, "datasets, view, deny',
    'q, role:guest, role:member, *',
    'p, role:guest',
    'p, role:gest, *, datasets, view, deny',
    'p, role:guest, *, datsets, view, deny',
    'p, role:guest, *, datasets, veiw, deny',
    'p, role:guest, *, datasets, view, denied',
    'p, role:guest, acme, datasets, view, deny',
    'p, role:guest, *, datasets, edit, deny # why',
    'p, role:guest, *, datasets, clone, deny',
  ].join('\n'),
  'tests.yaml': [
    '  - { name: one, who: user:a, on: org, deny: [view] }',
    '  - { nmae: two, who: user:a, on: org, deny: [view], unknown: [user:a] }',
    '  - { name: three, who: user:a, on: dataset:x, deny: [view], unknown: [user:a] }',
    '  - { name: four, who: user:a, on: org, deny: [veiw], unknown: [user:a] }',
    '  - { name: five, who: nobody, on: org, deny: [view], unknown: [nobody] }',
    '  - { name: six, who: 7, on: org, deny: [view], unknown: [user:a] }',
    '  - { name: seven, given: { accounts: { user:a: gest } }, who: user:a, on: org, deny: [view] }',
    '  - { name: eight, given: { accounts: { user:a: guest } }, who: user:a, on: org }',
    "  - { name: nine, given: { rules: ['p, role:guest'] }, who: user:a, on: org, deny: [view], unknown: [user:a] }",
    '  - { name: ten, given: { resources: { dataset:x: { default: can_se } } }, who: user:a, on: org, deny: [view], unknown: [user:a] }',
  ].join('\n'),
}

for (const [file, lines] of Object.entries(TEN))
  test(`ten mistakes in ${file} are named at once, and nothing else is`, t => {
    const text = shipped[file] ?? ''
    const first = text.split('\n').length
    const found = linted({ ...shipped, [file]: `${text}${lines}\n` }).filter(isError)
    t.deepEqual(
      [...new Set(found.filter(each => each.file === file).map(({ line = 0 }) => line))].sort(
        (a, b) => a - b,
      ),
      Array.from({ length: 10 }, (_, at) => first + at),
    )
    t.deepEqual(found.filter(each => each.file !== file).map(keyOf), [])
  })

test('ten mistakes in set.yaml are named at once, and nothing else is', t => {
  const text = Object.entries({
    'newcomer: guest': 'newcommer: guest',
    'audience: member': 'audience: members',
    'administrator: admin': 'administrator: admim',
    'can_edit: edit': 'can_edit: edti',
    'default_access: none': 'default_access: can_see',
    'creator: can_manage': 'creator: [can_manage]',
    'deleteDataset: delete': 'deleteDataset: delte',
    'renameDataset: rename': 'renameDatset: rename',
    'listDatasets: view': 'listDatasets: [view]',
    'cloneDataset: clone': 'cloneDataset: 7',
  }).reduce((all, [from, to]) => all.replace(from, to), shipped['set.yaml'] ?? '')
  const was = (shipped['set.yaml'] ?? '').split('\n')
  const wrong = text.split('\n').flatMap((line, at) => (line === was[at] ? [] : [at + 1]))
  const found = linted({ ...shipped, 'set.yaml': text }).filter(isError)
  t.is(wrong.length, 10)
  t.deepEqual(
    [...new Set(found.map(({ file, line }) => `${file}:${line}`))].sort(),
    wrong.map(line => `set.yaml:${line}`).sort(),
    found.map(({ message, line }) => `${line} ${message}`).join('\n'),
  )
})

test('ten mistakes in the rules of an organisation are named at once, with the name of their file', async t => {
  const { compiled } = openSet('datasets', shipped)
  const added = OWN_MISTAKES.filter(([written]) => written === '$').map(([, became]) => became)
  const lines = [
    ...added,
    'g, user:gus, role:gest, acme\n',
    'p, user:gus, acme, dataset:none, can_view, allow\n',
    'q, user:gus\n',
    'p, user:gus, acme, dataset:streets, can_view, allow # why\n',
    'g, group:a, group:b, acme\n',
    'g, group:b, group:a, acme\n',
    'g, group:c, group:c, acme\n',
  ]
  const error = await t.throwsAsync(
    readOwnRules(OWN + lines.join(''), 'acme' as OrgId, compiled, { file: 'our.csv' }),
    {
      instanceOf: PolicyRefused,
    },
  )
  const first = OWN.split('\n').length
  t.deepEqual(
    error?.findings.map(({ file, line = 0 }) => `${file}:${line - first}`),
    // The first of two groups that are in each other may stay.
    lines.flatMap((line, at) => (line.startsWith('g, group:a') ? [] : [`our.csv:${at}`])),
    error?.findings.map(({ line, message }) => `${line} ${message}`).join('\n'),
  )
})

/** Lines and words of the files themselves, so that what comes of it is nearly right. */
const spoilt = (file: string) => {
  const text = texts[file as keyof typeof texts] ?? ''
  const words = [...new Set(text.match(/[\w:.*"[\]{}-]+/g))]
  return fc
    .array(
      fc.tuple(fc.nat(text.length), fc.nat(12), fc.constantFrom(...words, '"', '\n', ': ', ',', '[', '&')),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map(edits =>
      edits.reduce((all, [at, gone, word]) => all.slice(0, at) + word + all.slice(at + gone), text),
    )
}

test('whatever is written, lint says something of it or finds it good, and never fails', t => {
  fc.assert(
    fc.property(fc.record(Object.fromEntries(FILES.map(file => [file, fc.option(spoilt(file))]))), chosen => {
      const changed = Object.fromEntries(Object.entries(chosen).filter(([, text]) => text !== null))
      const { set, findings } = inspectSet('datasets', { ...texts, ...changed })
      t.true(set !== undefined || findings.length > 0)
      linted({ ...texts, ...changed })
    }),
    { numRuns: 20 },
  )
})

test('a level that cannot be read is one mistake, and not one wherever it is used', t => {
  const text = (shipped['set.yaml'] ?? '').replace('can_edit: edit', 'can_edit: 7')
  const cases = '  - { name: x, who: nobody, on: org, dney: [view] }\n'
  const found = linted({
    ...shipped,
    'set.yaml': text,
    'tests.yaml': `${shipped['tests.yaml']}${cases}`,
  }).filter(isError)
  t.deepEqual(
    found.map(({ message }) => message),
    [
      'levels.can_edit: must be a text, not a number',
      'cases.29.dney means nothing here. Did you mean deny?',
      '"nobody" is no subject, such as user:gil, service:etl or group:lab',
    ],
  )
})
