import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'
import { folder, kasbah, POLICIES } from './command.ts'

const service = sharedService()

const GRANT = 'p, user:gus, terminal, dataset:streets, can_edit, allow'

test('a change goes from a file through a plan, a review and its application, and back', async t => {
  const { alice, at, operator, may } = await acme(t, service, 'terminal')
  await ok(t, alice('PUT', `${at}/members/rita`, { role: 'admin' }))
  await ok(t, alice('PATCH', `${at}/settings`, { policy_review: 'two_people' }))
  const keyOf = async (subject: string) =>
    (await ok(t, operator('POST', `${at}/api-keys`, { subject, name: 'k', scopes: ['read', 'write'] }), 201))
      .key
  const [author, reviewer] = [await keyOf('user:alice'), await keyOf('user:rita')]
  const cwd = folder(t)
  const as = (token: string) => ({ cwd, env: { KASBAH_TOKEN: token, KASBAH_URL: service.url } })
  const before = (await alice('GET', `${at}/policy`)).text
  writeFileSync(join(cwd, 'acme.csv'), `${before}${GRANT}\n`)

  t.is((await kasbah(['policy', 'text'], as(author))).out, before)
  t.notRegex((await kasbah(['policy', 'text', '--as-of', '1'], as(author))).out, /user:gus/)
  const admin = 'g, user:alice, role:admin, terminal\n'
  t.true(before.includes(admin))
  writeFileSync(join(cwd, 'without.csv'), before.replace(admin, ''))
  await kasbah(['policy', 'plan', 'without.csv', '--out', 'without.json'], as(author))
  const locking = await kasbah(['policy', 'apply', 'without.json'], as(reviewer))
  t.regex(
    locking.err,
    /right to administer[^\n]*lockouts: user:alice\n {2}If that is meant: --accept-lockouts\n$/,
  )

  const diff = await kasbah(['policy', 'diff', 'live', 'acme.csv'], as(author))
  t.is(diff.code, 1, diff.err)
  t.true(diff.out.includes(`+ ${GRANT}\n`))
  t.notRegex(diff.out, /plan_|digest/, 'what is not kept has no id')
  const planned = await kasbah(
    ['policy', 'plan', 'acme.csv', '--out', 'plan.json', '--reason', 'survey'],
    as(author),
  )
  t.is(planned.code, 0, planned.err)
  t.regex(planned.out, /user:gus on dataset:streets: none -> can_edit, gains view .*\n {4}by p, user:gus/)
  const { id } = JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8'))
  t.true((await kasbah(['policy', 'plans'], as(reviewer))).out.includes(id))
  const read = await kasbah(['policy', 'review', id], as(reviewer))
  t.is(
    read.out,
    planned.out.replace(/^apply it with: .*\n/m, ''),
    'the reviewer reads the lines that the author read',
  )
  const alone = await kasbah(['policy', 'apply', 'plan.json'], as(author))
  t.is(alone.code, 3)
  writeFileSync(join(cwd, 'bad.csv'), `${before}p, user:gus, terminal, dataset:none, can_edit, allow\n`)
  const bad = await kasbah(['policy', 'plan', 'bad.csv'], as(author))
  t.regex(
    bad.err,
    /^kasbah: The policy text is not valid\n {2}bad\.csv:\d+:\d+: dataset:none is not registered[^\n]*\n$/,
  )
  writeFileSync(
    join(cwd, 'review.csv'),
    'subject,rule,answer\nuser:gus,"g, user:gus, role:guest, terminal",\n',
  )
  t.regex(
    (await kasbah(['policy', 'plan', 'answers:review.csv'], as(author))).err,
    /review\.csv answers nothing/,
  )
  await kasbah(['policy', 'plan', 'acme.csv', '--out', 'dry.json', '--dry-run'], as(author))
  t.regex((await kasbah(['policy', 'apply', 'dry.json'], as(reviewer))).err, /is of a dry run/)
  const whole = readFileSync(join(cwd, 'plan.json'), 'utf8')
  writeFileSync(join(cwd, 'harmless.json'), whole.replaceAll('can_edit', 'can_view'))
  const harmless = await kasbah(['policy', 'apply', 'harmless.json'], as(reviewer))
  t.is(harmless.code, 2)
  t.regex(harmless.err, /differs from the plan that waits in text, rules, effects: read it with/)
  const applied = await kasbah(['policy', 'apply', 'plan.json'], as(reviewer))
  t.is(applied.code, 0, applied.err)
  t.true(await may('user:gus', 'edit', 'dataset:streets'))

  const [, revision = ''] = /revision (\d+)/.exec(applied.out) ?? []
  const effects = await kasbah(
    ['policy', 'diff', String(Number(revision) - 1), 'live', '--effects'],
    as(author),
  )
  t.is(effects.code, 1)
  t.regex(effects.out, /^\+ p, user:gus.*\nuser:gus on dataset:streets: none -> can_edit/)
  t.regex((await kasbah(['policy', 'history', '--limit', '1'], as(author))).out, /user:rita +applyPolicyPlan/)
  const back = await kasbah(['policy', 'plan', `revision:${Number(revision) - 1}`, '--dry-run'], as(author))
  t.true(back.out.includes(`- ${GRANT}\n`), back.err)

  const same = await kasbah(['policy', 'plan', `revision:${revision}`], as(author))
  t.is(same.code, 3)
  t.regex(same.err, /would change nothing\n {2}The policy is what/, 'a refusal says what to do')
  writeFileSync(join(cwd, 'less.csv'), before.replace(/^g, user:rita, role:admin, .*\n/m, ''))
  const lockout = await kasbah(['policy', 'plan', 'less.csv'], as(author))
  t.regex(lockout.out, /^apply it with: kasbah policy apply plan_\S+ --accept-lockouts$/m)
})

test('two files of rules, and two sets, are compared without a service', async t => {
  const cwd = folder(t)
  const rules = 'g, user:gus, role:guest, acme\ng2, dataset:streets, datasets, acme\n'
  const grant = 'p, user:gus, acme, dataset:streets, can_edit, allow\n'
  writeFileSync(join(cwd, 'one.csv'), rules)
  writeFileSync(join(cwd, 'two.csv'), rules + grant)
  const set = ['--set', join(POLICIES, 'datasets')]
  const files = await kasbah(['policy', 'diff', 'one.csv', 'two.csv', '--effects', ...set], { cwd })
  t.is(files.code, 1, files.err)
  t.regex(files.out, /^\+ p, user:gus.*\nuser:gus on dataset:streets: none -> can_edit/)
  const [one, two] = ['datasets', 'datasets-enterprise'].map(name => join(POLICIES, name)) as [string, string]
  const sets = await kasbah(['policy', 'diff', one, two, '--effects', '--rules', 'two.csv', '--json'], {
    cwd,
  })
  t.is(sets.code, 1, sets.err)
  t.like(JSON.parse(sets.out).effects.rows[0], { from: 'can_edit', to: 'can_view', pairs: 1 })
  t.is((await kasbah(['policy', 'diff', 'one.csv', 'one.csv', ...set], { cwd })).code, 0)
  t.is((await kasbah(['policy', 'diff', 'one.csv', 'none.csv', ...set], { cwd })).code, 2)
  const elsewhere = await kasbah(['policy', 'diff', 'one.csv', 'two.csv'], { cwd })
  t.is(elsewhere.code, 2)
  t.regex(elsewhere.err, /--set FOLDER/)
  t.is((await kasbah(['policy', 'diff', '.', one], { cwd })).code, 2)
})
