import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { folder } from '../cli/command.ts'
import { type Register, skipped } from '../skipped.ts'
import { found, register, say } from './app.ts'
import { browser } from './browser.ts'
import { type SignInService, startSignIn } from './service.ts'

const INSTALLED = existsSync('/usr/bin/oidc-agent') && existsSync('/usr/bin/oidc-gen')

const withAgent: Register = INSTALLED ? test : skipped('oidc-agent is not installed')

type Env = Readonly<Record<string, string>>

/** An agent of this test alone. */
const startAgent = (t: ExecutionContext): Env => {
  const env = { HOME: folder(t), PATH: '/usr/bin:/bin' }
  const said = execFileSync('oidc-agent', { env, encoding: 'utf8' })
  const [, socket = ''] = /OIDC_SOCK=([^;]+)/.exec(said) ?? []
  const [, pid = ''] = /OIDCD_PID=(\d+)/.exec(said) ?? []
  t.teardown(() => {
    process.kill(Number(pid))
  })
  return { ...env, OIDC_SOCK: socket }
}

/** Answers the question that the agent asks its person, in a browser. */
const confirm = async (service: SignInService, code: string): Promise<void> => {
  const at = browser(service.url)
  const same = await at.submit(await at.open(`${service.url}/oidc/device`), { user_code: code })
  await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
}

withAgent(
  'oidc-agent gets its tokens by device, with the empty secret that it sends for a client without one',
  async t => {
    const service = await startSignIn(t)
    await found(t, service)
    const app = await register(t, service, { kind: 'device', scopes: ['read'], first_party: true })
    const env = startAgent(t)
    const words = [
      ...['--flow=device', '--issuer', `${service.url}/oidc`, '--client-id', app.id, '--client-secret='],
      ...[
        '--scope',
        'openid offline_access read',
        '--pw-cmd',
        'echo pw',
        '--no-url-call',
        '--prompt=none',
        '--manual',
        'mine',
      ],
    ]
    const made = spawn('oidc-gen', words, { env })
    let text = ''
    let confirming: Promise<void> | undefined
    for (const stream of [made.stdout, made.stderr])
      stream.setEncoding('utf8').on('data', part => {
        text += part
        const code = /code: (\S+)/.exec(text)?.[1]
        if (code) confirming ??= confirm(service, code)
      })
    t.is(await new Promise(resolve => made.on('close', resolve)), 0, text)
    await confirming
    const token = execFileSync('oidc-token', ['mine'], { env, encoding: 'utf8' }).trim()
    t.like((await service.as(token)('GET', '/v1/whoami')).body, { subject: 'user:mo', scopes: ['read'] })
  },
)

test('an empty secret is none: it opens nothing that has one', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const app = await register(t, service, { kind: 'service', subject: 'etl', scopes: ['check'] })
  const reply = await fetch(`${service.url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${app.id}:`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  t.is(reply.status, 401)
  t.is((await reply.json()).error, 'invalid_client')
})
