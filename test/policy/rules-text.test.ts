import test from 'ava'
import fc from 'fast-check'
import { Problem } from '../../src/model/problems.ts'
import type { Rule } from '../../src/model/rule.ts'
import { PolicyRefused } from '../../src/policy/finding.ts'
import {
  countLines,
  parseRules,
  printRule,
  printRules,
  readRules,
  readRulesInTurns,
} from '../../src/policy/rules-text.ts'

const HOSTILE = [
  '',
  ' ',
  '#',
  '# x',
  '"',
  '""',
  ',',
  ', ',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\t',
  '\\',
  "'",
  '\u00a0',
  '\ufeff',
  '\u2028',
  '__proto__',
  '😀',
  '*',
  'a,b',
  'p',
]
const field = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 6 }).map(parts => parts.join('')),
)
const section = fc.constantFrom('p', 'g', 'g2', 'g3', 'p2')
const rule = fc
  .tuple(section, fc.array(field, { maxLength: 8 }))
  .map(([first, rest]): Rule => [first, ...rest])

test('parsing what was printed gives the same rules, whatever the fields hold', t => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 12 }), rules => {
      t.deepEqual(parseRules(printRules(rules)), rules)
    }),
    { numRuns: 500 },
  )
  t.pass()
})

const plainField = fc.string({ unit: fc.constantFrom(...'aZ0_.:*@%~/+-'), minLength: 1, maxLength: 5 })
const plainLine = fc
  .tuple(section, fc.array(fc.tuple(fc.constantFrom(',', ', '), plainField), { maxLength: 6 }))
  .map(([first, rest]) => first + rest.flat().join(''))

test('plain lines are read as a reader of CSV reads them', t => {
  const texts = fc.array(fc.tuple(plainLine, fc.constantFrom('\n', '\r\n')), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(texts, fc.boolean(), (lines, ended) => {
      const text = lines.flat().join('')
      const plain = readRules(ended ? text : text.trimEnd(), 'x')
      // One quote is enough for the reader of CSV.
      t.deepEqual(readRules(`${text}p, "quoted"\n`, 'x').slice(0, -1), plain)
      t.is(plain.length, lines.length)
    }),
  )
})

/** Lines are counted by their line feeds. */
const oneLineEnd = rule.filter(fields => !fields.some(field => field.includes('\r')))

test('a long text reads the same in turns, with every line where it stands', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(oneLineEnd, { minLength: 300, maxLength: 400 }), async rules => {
      const text = rules.map((each, i) => `# "remark" ${i} "\n${printRule(each)}\n`).join('')
      const located = await readRulesInTurns(text, 'policy.csv')
      t.deepEqual(
        located.map(({ rule }) => rule),
        rules,
      )
      let line = 0
      for (const [i, one] of located.entries()) {
        t.is(one.line, line + 2)
        line += 1 + printRule(rules[i] as Rule).split('\n').length
      }
    }),
    { numRuns: 10 },
  )
})

test('a mistake far down is told with its line', async t => {
  const text = `${'g, user:a, role:b\n'.repeat(999)}g, "user:a, role:b\n`
  const error = await t.throwsAsync(readRulesInTurns(text, 'policy.csv'), { instanceOf: Problem })
  t.regex(error?.errors?.[0]?.path ?? '', /^policy\.csv:1000:\d+$/)
})

test('no line of one rule can be read as another rule beside it', t => {
  fc.assert(
    fc.property(rule, rule, (one, other) => {
      t.is(parseRules(printRules([one, other])).length, 2)
    }),
  )
})

const TEXT = `# Guests copy nothing.

p, role:guest, *, datasets, clone, deny
  # indented, with a "quote
g , role:guest ,role:everyone,*
p, "a, b", *, "two
lines", act, allow
p, last, *, "#x", act, allow
`

test('comments and blank lines are no rules, and each rule knows its line', t => {
  const located = readRules(TEXT, 'policy.csv').map(({ rule, line }) => ({ rule, line }))
  t.deepEqual(located, [
    { rule: ['p', 'role:guest', '*', 'datasets', 'clone', 'deny'], line: 3 },
    { rule: ['g', 'role:guest', 'role:everyone', '*'], line: 5 },
    { rule: ['p', 'a, b', '*', 'two\nlines', 'act', 'allow'], line: 6 },
    { rule: ['p', 'last', '*', '#x', 'act', 'allow'], line: 8 },
  ])
})

test('line ends of either kind, a byte order mark and a missing last newline read the same', t => {
  const expected: Rule[] = [
    ['g3', 'view', 'can_view'],
    ['g3', 'edit', 'can_edit'],
  ]
  for (const text of [
    'g3, view, can_view\ng3, edit, can_edit\n',
    'g3,view,can_view\r\ng3,edit,can_edit\r\n',
    '\ufeffg3, view, can_view\ng3, edit, can_edit',
  ])
    t.deepEqual(parseRules(text), expected)
  t.deepEqual(parseRules(''), [])
})

const refused = [
  ['a comment behind a rule', 'g3, a, b\np, s, *, o, a, deny # why\n', 2],
  ['a quote that is never closed', 'g3, a, b\ng3, "a, b\n', 2],
  ['a quote inside a plain field', 'g3, a"b, c\n', 1],
  ['text behind a closing quote', 'g3, "a"b, c\n', 1],
  ['an unknown section', 'g3, a, b\n\nx, a, b\n', 3],
  ['an empty section', 'g3, a, b\n, a, b\n', 2],
  ['a rule of more than 64 KiB', `g3, a, ${'x'.repeat(70_000)}\n`, 1],
] as const

for (const [what, text, line] of refused)
  test(`${what} is refused with file and line`, t => {
    const error = t.throws(() => parseRules(text, 'acme.csv'), { instanceOf: Problem })
    t.is(error?.code, 'invalid_policy')
    t.regex(error?.errors?.[0]?.path ?? '', new RegExp(`^acme\\.csv:${line}:\\d+$`))
  })

test('a printed rule reads as a person writes it', t => {
  t.is(
    printRule(['p', 'user:a%2Cb@x.org', 'acme', 'dataset:x', 'can_edit', 'allow']),
    'p, user:a%2Cb@x.org, acme, dataset:x, can_edit, allow',
  )
  t.is(printRule(['p', 'a b', '']), 'p, "a b", ""')
})

test('every mistake of a text is said, and reading goes on behind each', t => {
  const text = 'g3, a, b\np, "x, y\ng3, c"d, e\nq, z\ng3, f, g # no\n'
  const error = t.throws(() => readRules(text, 'policy.csv'), { instanceOf: Problem })
  t.deepEqual(
    error?.errors?.map(({ path }) => path),
    ['policy.csv:2:4', 'policy.csv:3:6', 'policy.csv:4:1', 'policy.csv:5:10'],
  )
})

test('a text of nothing but open quotes is given up after 1,000 mistakes, soon', t => {
  const error = t.throws(() => readRules('p, "x\n\n'.repeat(200_000), 'policy.csv'), {
    instanceOf: PolicyRefused,
  })
  t.is(error?.findings.length, 1_000)
})

test('lines that can be rules are counted one by one, whatever ends a line elsewhere', async t => {
  t.is(await countLines('p, a\n# no\n\n  g, b\r\n \t# no\n\r\n"p", c'), 3)
  for (const space of ['\r', '\u2028', '\u2029', '\u00a0', ' '])
    t.is(await countLines(`${space.repeat(1_000_000)}p, a\n`), 1, JSON.stringify(space))
})

test('others have the thread while a text of nothing but commas is read', async t => {
  const texts = [`p${','.repeat(60_000)}\n`.repeat(16), `${'p,'.repeat(1_000)}\n`.repeat(500)]
  for (const text of texts) {
    let [turns, working] = [0, true]
    const turn = () => {
      turns += 1
      if (working) setImmediate(turn)
    }
    setImmediate(turn)
    await readRulesInTurns(text, 'policy.csv')
    working = false
    t.true(turns > 8, `${turns} turns`)
  }
})

test('a line longer than any rule is refused before it is parsed, a comment is not', t => {
  for (const line of [','.repeat(70_000), ' '.repeat(70_000), 'p'.repeat(70_000)]) {
    const error = t.throws(() => readRules(`g, a, b\n${line}\n`, 'policy.csv'), { instanceOf: Problem })
    t.is(error?.code, 'invalid_policy')
    t.is(error?.errors?.[0]?.path, 'policy.csv:2:1')
  }
  t.is(readRules(`# ${'x'.repeat(70_000)}\ng, a, b\n`, 'policy.csv').length, 1)
})
