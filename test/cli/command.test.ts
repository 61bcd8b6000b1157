import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { NAMES } from '../../src/config/settings.ts'
import { COMMAND, folder, kasbah } from './command.ts'

test('--help names every verb and every setting', async t => {
  for (const words of [['--help'], ['help'], ['-h'], []]) {
    const { code, out, err } = await kasbah(words)
    t.is(code, 0)
    t.is(err, '')
    for (const word of [...NAMES, 'serve', 'health', 'doctor', 'config', 'import', 'backup'])
      t.true(out.includes(word), word)
  }
})

test('a verb has help of its own', async t => {
  for (const words of [
    ['serve', '--help'],
    ['help', 'serve'],
  ]) {
    const { code, out } = await kasbah(words)
    t.is(code, 0)
    t.regex(out, /kasbah serve/)
    t.regex(out, /--log-level/)
    t.notRegex(out, /--operator-key/)
  }
})

test('--version is the version', async t => {
  const { code, out } = await kasbah(['--version'])
  t.is(code, 0)
  t.regex(out, /^\d+\.\d+\.\d+\n$/)
})

for (const { words, line } of [
  { words: ['sevre'], line: 'kasbah: "sevre" is not a verb. Did you mean serve?' },
  { words: ['role', 'gett'], line: 'kasbah: "gett" is not a task of role. Did you mean get?' },
  {
    words: ['role', 'xyzzy', '--help'],
    line: 'kasbah: "xyzzy" is not a task of role. Tasks: list, get, put, delete. See kasbah help role.',
  },
  { words: ['xyzzy'], line: 'kasbah: "xyzzy" is not a verb. See kasbah --help.' },
  {
    words: ['serve', '--lisen', '1'],
    line: 'kasbah: --lisen is not a flag of kasbah serve. Did you mean --listen?',
  },
  { words: ['serve', '-q'], line: 'kasbah: -q is not a flag of kasbah serve.' },
  { words: ['serve', 'now'], line: 'kasbah: kasbah serve does not take "now". Use: kasbah serve [FLAGS]' },
  { words: ['serve', '--listen'], line: 'kasbah: --listen needs a value.' },
  { words: ['config', '--json=yes'], line: 'kasbah: --json takes no value.' },
  {
    words: ['serve', '--drain', 'soon'],
    line: 'kasbah: KASBAH_DRAIN is a whole number from 0 to 600, not "soon".',
  },
  {
    words: ['serve', '--operator-key', 'x'],
    line: 'kasbah: --operator-key is not a flag of kasbah serve.',
  },
  { words: ['serve', '--config', '/nowhere'], line: 'kasbah: cannot read /nowhere: there is no such file.' },
])
  test(`one line and exit code 2: kasbah ${words.join(' ')}`, async t => {
    const { code, out, err } = await kasbah(words)
    t.is(err, `${line}\n`)
    t.is(out, '')
    t.is(code, 2)
  })

test('an unknown variable is named, whoever reads the settings', async t => {
  for (const words of [['serve'], ['config'], ['health']]) {
    const { code, err } = await kasbah(words, { env: { KASBAH_LOGLEVEL: 'info' } })
    t.is(err, 'kasbah: KASBAH_LOGLEVEL is not a setting. Did you mean KASBAH_LOG_LEVEL?\n')
    t.is(code, 2)
  }
})

test('config shows values and where they came from, and no secret', async t => {
  const cwd = folder(t)
  writeFileSync(join(cwd, 'k.yaml'), 'KASBAH_DRAIN: 3\n')
  const env = { KASBAH_CONFIG: join(cwd, 'k.yaml'), KASBAH_OPERATOR_KEY: 'hunter2-hunter2-hunter2-hunter2' }
  const plain = await kasbah(['config', '--log-level', 'warn'], { env })
  t.is(plain.code, 0)
  t.regex(plain.out, /^KASBAH_DRAIN +3 +file$/m)
  t.regex(plain.out, /^KASBAH_LOG_LEVEL +warn +flag$/m)
  t.regex(plain.out, /^KASBAH_OPERATOR_KEY +\*\*\* +environment$/m)
  t.regex(plain.out, /^KASBAH_STORE +sqlite:\.\/data\/kasbah\.db +default$/m)
  const json = await kasbah(['config', '--json'], { env })
  t.is(JSON.parse(json.out).length, NAMES.length)
  t.false(`${plain.out}${json.out}`.includes('hunter2'))
})

test('health without a service says so', async t => {
  const { code, out } = await kasbah(['health', '--listen', `127.0.0.1:${await freePort()}`])
  t.is(code, 1)
  t.regex(out, /^no answer: http:\/\/127\.0\.0\.1:\d+\/readyz/)
  const elsewhere = `http://127.0.0.1:${await freePort()}`
  const named = await kasbah(['health'], { env: { KASBAH_URL: elsewhere } })
  t.true(named.out.startsWith(`no answer: ${elsewhere}/readyz`), named.out)
})

test('the command runs as npm installs it', async t => {
  const { code, out } = await kasbah(['--version'], { script: COMMAND.replace(/main\.ts$/, 'kasbah.js') })
  t.is(code, 0)
  t.regex(out, /^\d+\.\d+\.\d+\n$/)
})
