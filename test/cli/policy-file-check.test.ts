import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { folder, kasbah, POLICIES } from './command.ts'

const UNREACHABLE = 'g, role:ghost, role:everyone, *\n'

test('one file of a set is checked in its set, and the rules of an organisation by themselves', async t => {
  const cwd = folder(t)
  cpSync(join(POLICIES, 'datasets'), join(cwd, 'datasets'), { recursive: true })
  writeFileSync(join(cwd, 'datasets/policy.csv'), UNREACHABLE, { flag: 'a' })
  writeFileSync(join(cwd, 'datasets/set.yaml'), '# \u200b\n', { flag: 'a' })
  const at = { cwd }
  const one = await kasbah(['policy', 'lint', 'datasets/policy.csv', '--format', 'json'], at)
  t.is(one.code, 1)
  const files = JSON.parse(one.out).findings.map(({ file }: { file: string }) => file)
  t.deepEqual([...new Set(files)], ['datasets/policy.csv'])
  t.is((await kasbah(['policy', 'test', join(POLICIES, 'datasets/tests.yaml')])).code, 0)

  const own = ['policy', 'lint', 'acme.csv', '--set', join(POLICIES, 'datasets')]
  const rules = 'g, user:ann, role:admin, acme\ng2, dataset:a, datasets, acme\n'
  writeFileSync(join(cwd, 'acme.csv'), rules)
  t.is((await kasbah(own, at)).code, 0)
  const bad = `${rules}p, user:ann, acme, dataset:a, can_vew, allow\np, user:b\u200bob, acme, dataset:a, can_view, allow\n`
  writeFileSync(join(cwd, 'acme.csv'), bad)
  const found = await kasbah(own, at)
  t.is(found.code, 1)
  t.regex(found.out, /^acme\.csv:3:\d+: .*can_vew.*Did you mean can_view/m)
  t.regex(found.out, /^acme\.csv:4:\d+: .*U\+200B/m)
  const piped = await kasbah(['policy', 'lint', '-', ...own.slice(3)], { ...at, input: bad })
  t.is(piped.code, 1)
  t.regex(piped.out, /^-:3:\d+: .*can_vew/m)
  writeFileSync(join(cwd, 'latin.csv'), Buffer.from([...Buffer.from(rules), 0xe9, 0x0a]))
  t.is((await kasbah(['policy', 'lint', 'latin.csv', ...own.slice(3)], at)).code, 1)
  const before = readFileSync(join(cwd, 'latin.csv'))
  t.not((await kasbah(['policy', 'fmt', 'latin.csv'], at)).code, 0)
  t.deepEqual(readFileSync(join(cwd, 'latin.csv')), before, 'what is no text is left as it is')
  t.is((await kasbah(['policy', 'lint', 'nowhere.csv'], at)).code, 2)
})
