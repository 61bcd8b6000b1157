import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DOMParser } from '@xmldom/xmldom'
import test, { type ExecutionContext } from 'ava'
import { z } from 'zod'
import { FINDING_CODES } from '../../src/policy/finding-codes.ts'
import { folder, kasbah, POLICIES, watching } from './command.ts'

/** A folder with a copy of the shipped set, and lines added to some of its files. */
const setWith = (t: ExecutionContext, lines: Readonly<Record<string, string>> = {}) => {
  const cwd = folder(t)
  cpSync(join(POLICIES, 'datasets'), join(cwd, 'datasets'), { recursive: true })
  for (const [file, text] of Object.entries(lines))
    writeFileSync(join(cwd, 'datasets', file), text, { flag: 'a' })
  return { cwd }
}

/** The line of a file that is written next. */
const nextLine = (file: string): number =>
  readFileSync(join(POLICIES, 'datasets', file), 'utf8').split('\n').length

const DENY = 'p, role:member, *, datasets, can_view, deny\n'

test('a set that is as it should be passes lint and its tests, with its coverage', async t => {
  const lint = await kasbah(['policy', 'lint', join(POLICIES, 'datasets')])
  t.is(lint.code, 0, lint.out)
  const whole = await kasbah(['policy', 'test', join(POLICIES, 'datasets'), '--min-coverage', '100'])
  t.is(whole.code, 0, whole.out)
  t.regex(whole.out, /^datasets: (\d+) of \1 decisions as expected$/m)
  t.regex(whole.out, /^coverage: 100 %: (\d+) of \1 rules, (\d+) of \2 own rules, (\d+) of \3 cells$/m)
})

test('a wrong decision is shown with its place, the deciding rule, the path and the nearest rule', async t => {
  const { code, out } = await kasbah(['policy', 'test', 'datasets'], setWith(t, { 'policy.csv': DENY }))
  t.is(code, 1)
  t.regex(
    out,
    /^datasets\/tests\.yaml:11:49: wrong: user:member view dataset:can_view: expected allow, got deny$/m,
  )
  t.true(out.includes(`decided   ${DENY.trim()}  (datasets/policy.csv:${nextLine('policy.csv')})`))
  t.true(out.includes('path      user:member > role:member\n'))
  t.regex(out, /nearest {3}p, user:member, case-1, dataset:can_view, can_view, allow\n.*it applies/)
})

test('a decision that should have been a deny shows the nearest deny', async t => {
  const at = setWith(t)
  const rules = join(at.cwd, 'datasets/policy.csv')
  writeFileSync(
    rules,
    readFileSync(rules, 'utf8').replace(
      'p, role:guest, *, datasets, clone, deny',
      'p, role:guest, *, datasets, rename, deny',
    ),
  )
  const { code, out } = await kasbah(['policy', 'test', 'datasets', '--format', 'json'], at)
  t.is(code, 1)
  const wrong = JSON.parse(out).failures.find(
    ({ action, case: name }: { action: string; case: string }) =>
      action === 'clone' && /given everything/.test(name),
  )
  t.like(wrong, {
    file: 'datasets/tests.yaml',
    expected: 'deny',
    got: 'allow',
    decided_by: { rule: 'p, user:gil, case-13, dataset:streets, can_manage, allow' },
    nearest: {
      rule: 'p, role:guest, *, datasets, rename, deny',
      file: 'datasets/policy.csv',
      why: 'clone is not part of rename',
    },
  })
})

test('lint names file, line, column, code and what to do', async t => {
  const at = setWith(t, { 'policy.csv': 'g3, fly, sky\n' })
  const { code, out } = await kasbah(['policy', 'lint', 'datasets'], at)
  t.is(code, 1)
  const place = `datasets/policy.csv:${nextLine('policy.csv')}:5`
  t.true(
    out.includes(
      `${place}: warning: the action fly is in no level and no rule names it [action-idle]\n    mend: `,
    ),
  )
})

test('everything wrong with every file is said at once', async t => {
  const at = setWith(t, {
    'policy.csv': 'p, role:guest, *, "datasets, view, deny\nq, x\np, role:guest\n',
    'set.yaml': 'bogus: 1\n',
  })
  const line = nextLine('policy.csv')
  for (const verb of ['lint', 'test']) {
    const { code, out } = await kasbah(['policy', verb, 'datasets'], at)
    t.is(code, 1)
    for (const said of [
      `policy.csv:${line}:19: error: a quote is opened and never closed [csv-syntax]`,
      `policy.csv:${line + 1}:1: error: a rule starts with p, g, g2 ...; this one starts with "q" [rule-section]`,
      `policy.csv:${line + 2}:1: error: `,
      `set.yaml:${nextLine('set.yaml')}:1: error: `,
    ])
      t.true(out.includes(`datasets/${said}`), `${said}\n${out}`)
  }
})

const Region = z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) })
const Text = z.strictObject({ text: z.string().min(1) })
const Level = z.enum(['error', 'warning'])
/** The part of SARIF 2.1.0 that is written; anything else would be a slip. */
const Sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: Text,
              help: Text,
              defaultConfiguration: z.strictObject({ level: Level }),
            }),
          ),
        }),
      }),
      columnKind: z.literal('utf16CodeUnits'),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: Level,
          message: Text,
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^datasets\/[a-z.]+$/) }),
                region: Region,
              }),
            }),
          ]),
        }),
      ),
    }),
  ]),
})

for (const verb of ['lint', 'test'])
  test(`policy ${verb} writes SARIF, each result with its rule and place`, async t => {
    const { code, out } = await kasbah(
      ['policy', verb, 'datasets', '--format', 'sarif'],
      setWith(t, { 'policy.csv': `${DENY}g3, fly, sky\n` }),
    )
    t.is(code, 1)
    const [{ tool, results }] = Sarif.parse(JSON.parse(out)).runs
    t.true(results.length > 0)
    for (const { ruleId, ruleIndex } of results) t.is(tool.driver.rules[ruleIndex]?.id, ruleId)
    t.deepEqual(
      tool.driver.rules.map(({ id }) => id),
      Object.keys(FINDING_CODES),
    )
  })

test('JUnit has a test case for each case, whatever its name holds', async t => {
  const cases =
    'cases: [{ name: "<a> & \\"b\\" \\u0001", who: user:zoe, on: org, allow: [audit.read], unknown: [user:zoe] }]\n'
  const at = setWith(t)
  writeFileSync(join(at.cwd, 'datasets/tests.yaml'), cases)
  const { code, out } = await kasbah(['policy', 'test', 'datasets', '--format', 'junit'], at)
  t.is(code, 1)
  const suite = new DOMParser().parseFromString(out, 'text/xml').getElementsByTagName('testsuite')[0]
  t.is(suite?.getAttribute('tests'), '1')
  t.is(suite?.getAttribute('failures'), '1')
  const [one] = Array.from(suite?.getElementsByTagName('testcase') ?? [])
  t.is(one?.getAttribute('name'), '<a> & "b" \ufffd')
  t.is(one?.getAttribute('file'), 'datasets/tests.yaml')
  t.regex(
    one?.getElementsByTagName('failure')[0]?.textContent ?? '',
    /expected allow, got deny; decided by no rule/,
  )
})

test('a filter asks only the cases of that name', async t => {
  const { code, out } = await kasbah([
    'policy',
    'test',
    join(POLICIES, 'datasets'),
    '--filter',
    'A GUEST CREATES',
  ])
  t.is(code, 0)
  t.is(out, 'datasets: 3 of 3 decisions as expected\n')
})

test('coverage below what is demanded fails, and says what is left out', async t => {
  const at = setWith(t, { 'policy.csv': 'g3, glide, can_edit\n' })
  t.is((await kasbah(['policy', 'test', 'datasets', '--min-coverage', '90'], at)).code, 0)
  const { code, out } = await kasbah(['policy', 'test', 'datasets', '--min-coverage', '100'], at)
  t.is(code, 1)
  t.regex(out, /^ +no test asks admin \/ none \/ glide$/m)
})

for (const [what, words, said] of [
  ['a folder that is not there', ['lint', 'nowhere'], /nowhere: there is no such file or folder/],
  ['a folder without a set', ['test', '.'], /holds no file of a policy set/],
  ['an unknown format', ['lint', 'datasets', '--format', 'xml'], /one of text, json, sarif, junit/],
  ['a coverage that is none', ['test', 'datasets', '--min-coverage', '101'], /percentage/],
  ['coverage of a part', ['test', 'datasets', '--min-coverage', '9', '--filter', 'x'], /needs all cases/],
  ['a filter that no case passes', ['test', 'datasets', '--filter', 'no such case'], /no case has/],
] as const)
  test(`${what} is exit code 2`, async t => {
    const { code, out, err } = await kasbah(['policy', ...words], setWith(t))
    t.is(code, 2)
    t.is(out, '')
    t.regex(err, said)
  })

test('a watch checks again when a file changes', async t => {
  const at = setWith(t)
  const { until } = watching(t, ['policy', 'lint', 'datasets', '--watch'], at)
  await until(/nothing to mend/)
  writeFileSync(join(at.cwd, 'datasets/policy.csv'), 'g3, fly, sky\n', { flag: 'a' })
  await until(/\[action-idle\]/)
  t.pass()
})
