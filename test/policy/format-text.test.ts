import test from 'ava'
import fc from 'fast-check'
import type { Rule } from '../../src/model/rule.ts'
import { formatRules, formatSet } from '../../src/policy/format-text.ts'
import { parseRules, printRules } from '../../src/policy/rules-text.ts'
import { shipped } from './shipped-sets.ts'

const field = fc.oneof(
  fc.stringMatching(/^[a-z:*]{1,8}$/),
  fc.string({ maxLength: 6 }).filter(text => text === text.trim() && !/[\r\ufeff]/.test(text)),
)
const rule = fc
  .tuple(fc.constantFrom('p', 'g', 'g2'), fc.array(field, { minLength: 1, maxLength: 4 }))
  .map(([section, fields]): Rule => [section, ...fields])

/** A text of rules as a careless person writes it. */
const text = fc
  .tuple(
    fc.array(fc.tuple(rule, fc.constantFrom('', '# why\n', '\n\n\n', '   # "quoted, comment\n'))),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, end, mark]) => {
    const written = lines.map(([one, before]) => before + printRules([one])).join('')
    return (mark ? '\ufeff' : '') + (written.includes('"') ? written : written.replaceAll('\n', end))
  })

test('formatting keeps the rules and their order, and is done once', t => {
  fc.assert(
    fc.property(text, written => {
      const made = formatRules(written)
      t.deepEqual(parseRules(made), parseRules(written))
      t.is(formatRules(made), made)
    }),
  )
})

test('what is parsed prints as the same rules', t => {
  fc.assert(
    fc.property(fc.array(rule), rules => {
      t.deepEqual(parseRules(printRules(rules)), rules)
    }),
  )
})

test('comments stay where they are; spaces, line ends and byte order marks do not', t => {
  const written = '\ufeff# who\r\np,role:a , "*",datasets,view,allow\r\n\r\n\r\n  # what\r\ng2,x,y\r\n\r\n'
  t.is(formatRules(written), '# who\np, role:a, *, datasets, view, allow\n\n# what\ng2, x, y\n')
  t.is(formatRules('p, "a\nb", c\n# after'), 'p, "a\nb", c\n# after\n')
  t.is(formatRules(''), '')
})

test('the shipped sets are in that form', async t => {
  for (const name of ['datasets', 'datasets-enterprise']) {
    const { texts } = await shipped(name)
    t.deepEqual(formatSet(texts), texts)
  }
})
