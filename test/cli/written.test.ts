import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import { OPERATOR_KEY, startService } from '../service/service.ts'
import { type Register, skipped } from '../skipped.ts'
import { COMMAND, folder, kasbah } from './command.ts'

test('a file stays as it was where the service refuses, and is its owner’s alone where it is written', async t => {
  const home = folder(t)
  const service = await startService(t)
  await acme(t, service, 'acme')
  const env = { KASBAH_URL: service.url, KASBAH_TOKEN: OPERATOR_KEY, HOME: home }
  const out = join(home, 'review.csv')
  writeFileSync(out, 'answers', { mode: 0o644 })
  t.is((await kasbah(['access', 'review', '--org', 'nowhere', '--out', out], { env })).code, 3)
  t.is(readFileSync(out, 'utf8'), 'answers')
  t.is((await kasbah(['access', 'review', '--org', 'acme', '--out', out], { env })).code, 0)
  t.regex(readFileSync(out, 'utf8'), /^subject,role,/)
  t.is(statSync(out).mode & 0o777, 0o600)
})

test('whoever reads an export may stop reading', async t => {
  const home = folder(t)
  const service = await startService(t)
  await acme(t, service, 'acme')
  const env = { KASBAH_URL: service.url, KASBAH_TOKEN: OPERATOR_KEY, HOME: home, PATH: process.env.PATH }
  for (const words of [
    ['audit', 'export'],
    ['policy', 'text'],
  ]) {
    const child = spawn(process.execPath, [COMMAND, ...words, '--org', 'acme'], { env, stdio: 'pipe' })
    child.stdout.destroy()
    let err = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      err += text
    })
    const [code] = await once(child, 'close')
    t.deepEqual({ code, err }, { code: 0, err: '' }, words.join(' '))
  }
})

/** Runs a command at a terminal and types something once it asks. */
const TERMINAL = `
import os, pty, sys
typed = bytes.fromhex(sys.argv[1])
child, terminal = pty.fork()
if child == 0: os.execv(sys.argv[2], sys.argv[2:])
said = b''
while True:
    try: piece = os.read(terminal, 4096)
    except OSError: break
    if not piece: break
    said += piece
    if typed and b'Type yes: ' in said:
        os.write(terminal, typed)
        typed = b''
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`
const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0
const atTerminal: Register = hasPython ? test : skipped('no Python on this machine')

atTerminal('at a terminal only yes is a yes: no, Ctrl-C and Ctrl-D change nothing, and say so', async t => {
  const home = folder(t)
  const service = await startService(t)
  const { alice, at } = await acme(t, service, 'acme')
  const people = join(home, 'people.csv')
  writeFileSync(people, 'email,role\nzoe@acme.example,guest\n')
  const env = { KASBAH_URL: service.url, KASBAH_TOKEN: OPERATOR_KEY, HOME: home, PATH: process.env.PATH }
  const type = async (typed: string, ...words: string[]) => {
    const command = [process.execPath, COMMAND, ...words, '--org', 'acme']
    const child = spawn('python3', ['-c', TERMINAL, Buffer.from(typed).toString('hex'), ...command], { env })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text
    })
    const [code] = await once(child, 'close')
    return { code, said }
  }
  for (const words of [
    ['dataset', 'delete', 'streets'],
    ['import', people],
  ])
    for (const typed of ['no\n', '\u0003', '\u0004']) {
      const { code, said } = await type(typed, ...words)
      t.is(code, 2, said)
      t.regex(said, /kasbah: nothing was changed\.\r?\n$/)
    }
  await ok(t, alice('GET', `${at}/datasets/streets`))
  t.is((await type('yes\n', 'dataset', 'delete', 'streets')).code, 0)
  t.is((await alice('GET', `${at}/datasets/streets`)).status, 404)
})
