/** The recipes of docs/policy.md are run as they stand: what they do on a set that is fine, and on one that is not. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import { COMMAND, folder, POLICIES } from '../cli/command.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/policy.md'), 'utf8')

/** The code of the section under this heading. */
const recipe = (heading: string): string => {
  const [, section = ''] = page.split(`### ${heading}\n`)
  return /```\w+\n([\s\S]*?)```/.exec(section)?.[1] ?? ''
}

/** A repository with one set, in which `npx kasbah` is this command and packages are there. */
const repository = (t: ExecutionContext) => {
  const cwd = folder(t)
  cpSync(join(POLICIES, 'datasets'), join(cwd, 'policies/datasets'), { recursive: true })
  const bin = join(cwd, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${COMMAND}" "$@"\n`)
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\n')
  for (const name of ['npx', 'npm']) chmodSync(join(bin, name), 0o755)
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: cwd }
  const run = (lines: readonly string[]) =>
    lines.map(line => spawnSync('sh', ['-e', '-c', line], { cwd, env, encoding: 'utf8' }))
  const spoil = () => {
    const file = join(cwd, 'policies/datasets/policy.csv')
    writeFileSync(file, readFileSync(file, 'utf8').replace('can_manage, allow', 'can_mange, allow'))
  }
  return { cwd, env, run, spoil, read: (file: string) => readFileSync(join(cwd, file), 'utf8') }
}

const RECIPES: Readonly<Record<string, (yaml: ReturnType<typeof parse>) => readonly string[]>> = {
  'GitHub Actions': ({ steps }) => steps.flatMap(({ run }: { run?: string }) => run ?? []),
  'GitLab CI': ({ policy }) => policy.script,
}

for (const [heading, linesOf] of Object.entries(RECIPES))
  test(`the steps of ${heading} pass on a set that is fine, and fail on one that is not`, t => {
    const lines = linesOf(parse(recipe(heading)))
    t.true(lines.length >= 4)
    const { run, spoil, read } = repository(t)
    for (const { status, stderr, stdout } of run(lines)) t.is(status, 0, stderr + stdout)
    t.regex(read('policy.xml'), /<testsuites/)
    if (heading === 'GitHub Actions') t.is(JSON.parse(read('lint.sarif')).version, '2.1.0')
    spoil()
    t.true(run(lines).filter(({ status }) => status === 1).length >= 2)
  })

test('the hook lets a commit through that is fine, stops one that is not, and says why', t => {
  const { cwd, env, spoil } = repository(t)
  const git = (...words: string[]) => execFileSync('git', words, { cwd, env, stdio: 'pipe' })
  git('init', '-q')
  git('config', 'user.email', 'ada@acme.example')
  git('config', 'user.name', 'Ada')
  const hook = join(cwd, '.git/hooks/pre-commit')
  writeFileSync(hook, recipe('Before each commit'))
  chmodSync(hook, 0o755)
  git('add', 'policies')
  t.notThrows(() => git('commit', '-q', '-m', 'a set'))
  spoil()
  git('add', 'policies')
  const refused = spawnSync('git', ['commit', '-q', '-m', 'worse'], { cwd, env, encoding: 'utf8' })
  t.not(refused.status, 0)
  t.regex(refused.stdout + refused.stderr, /policy\.csv:9:29.*can_mange/)
})
