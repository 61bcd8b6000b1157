import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { found, say } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { OPERATOR_KEY, startSignIn } from '../identity/service.ts'
import { COMMAND, folder, kasbah } from './command.ts'
import { elsewhere } from './elsewhere.ts'

test('a person signs in at the terminal, asks, and signs out', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const home = folder(t)
  const env = { HOME: home, PATH: process.env.PATH ?? '' }
  const ask = (...words: string[]) => kasbah([...words, '--url', service.url], { env })
  t.like(await ask('whoami'), {
    code: 3,
    err: `kasbah: you are not signed in at ${service.url}: kasbah login\n`,
  })

  const child = spawn(process.execPath, [COMMAND, 'login', '--org', 'acme', '--url', service.url], { env })
  const address = await new Promise<string>(resolve => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', part => {
      text += part
      const url = /Open\s+(\S+)\n[\s\S]*code\s+(\S+)\n/.exec(text)?.[1]
      if (url) resolve(url)
    })
  })
  const at = browser(service.url)
  const same = await at.submit(await at.open(address))
  const done = await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
  t.regex(done.text, /Kasbah command line is signed in/)
  t.is(await new Promise(resolve => child.on('close', resolve)), 0)

  const file = join(home, '.config/kasbah/sign-ins.json')
  t.is(statSync(file).mode & 0o777, 0o600)
  t.is((await ask('whoami')).out, 'user:mo in acme, member (check read write)\n')
  t.like(await ask('check', 'datasets.create', 'org'), { code: 0, out: 'allowed\n' })
  t.like(await ask('check', 'members.invite', 'org'), { code: 1, out: 'denied\n' })
  const kept = JSON.parse(readFileSync(file, 'utf8'))
  for (const round of [1, 2]) {
    const { [service.url]: mine, ...others } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...others, [service.url]: { ...mine, expires_at: 0 } }))
    const side = await Promise.all(Array.from({ length: 4 }, () => ask('whoami')))
    t.deepEqual(
      side.map(({ code, err }) => ({ code, err })),
      Array(4).fill({ code: 0, err: '' }),
      `round ${round}`,
    )
  }
  t.not(JSON.parse(readFileSync(file, 'utf8'))[service.url].refresh_token, kept[service.url].refresh_token)
  const { access_token } = JSON.parse(readFileSync(file, 'utf8'))[service.url]
  t.is((await ask('logout')).code, 0)
  t.is((await service.as(access_token)('GET', '/v1/whoami')).status, 401)
  t.is((await ask('whoami')).code, 3)
})

test('the operator rotates the signing key from the terminal', async t => {
  const service = await startSignIn(t)
  const env = { HOME: folder(t), KASBAH_OPERATOR_KEY: OPERATOR_KEY }
  const said = await kasbah(['keys', 'rotate', '--url', service.url], { env })
  t.is(said.code, 0, said.err)
  t.regex(said.out, /^key \S+ is published, and signs from \S+\n$/)
  const refused = await kasbah(['keys', 'rotate', '--url', service.url], { env: { HOME: folder(t) } })
  t.is(refused.code, 2)
})

test('a sign-in that the service does not end is not forgotten: signing out can be tried again', async t => {
  const { url } = await elsewhere(t, (_, reply) => reply.writeHead(503).end())
  const home = folder(t)
  const file = join(home, '.config/kasbah/sign-ins.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ [url]: { access_token: 'a', refresh_token: 'r', expires_at: 0 } }))
  const said = await kasbah(['logout', '--url', url], { env: { HOME: home } })
  t.is(said.code, 3)
  t.regex(said.err, /^kasbah: not signed out: /)
  t.is(JSON.parse(readFileSync(file, 'utf8'))[url].refresh_token, 'r')
})
