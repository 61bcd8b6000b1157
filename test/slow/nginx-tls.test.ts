/** TLS in front, as the worked example of nginx does it. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import test from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { folder, kasbah, serving } from '../cli/command.ts'
import { type Register, skipped } from '../skipped.ts'
import { listening, PROXIES, ROOT } from './proxied.ts'

const NGINX = PROXIES.nginx?.command ?? ''
const withNginx: Register = existsSync(NGINX) ? test : skipped('nginx is not installed')

withNginx(
  'behind nginx with TLS: sign-in under the public name, decisions, and bodies that only Kasbah bounds',
  async t => {
    const [at, port] = [folder(t), await freePort()]
    // Where root starts nginx, somebody else keeps the bodies there.
    chmodSync(at, 0o755)
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'kasbah.key', '-out', 'kasbah.crt']
    execFileSync('openssl', ['req', '-x509', '-days', '2', '-subj', '/CN=localhost', ...key], {
      cwd: at,
      stdio: 'ignore',
    })
    const publicUrl = `https://localhost:${port}`
    const env = { KASBAH_PUBLIC_URL: publicUrl, KASBAH_TRUST_PROXY: '127.0.0.1/32' }
    const operator = 'a-key-that-the-operator-chose'
    const service = await serving(t, { cwd: at, env: { ...env, KASBAH_OPERATOR_KEY: operator } })
    const text = readFileSync(join(ROOT, 'docs/examples/nginx.conf'), 'utf8')
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replaceAll('/etc/nginx/kasbah', join(at, 'kasbah'))
      .replaceAll(/127\.0\.0\.1:808\d/g, new URL(service.url).host)
    const file = join(at, 'nginx.conf')
    writeFileSync(file, PROXIES.nginx?.config(text, at) ?? '')
    const child = spawn(NGINX, PROXIES.nginx?.args(file, at, port) ?? [], { stdio: 'ignore' })
    t.teardown(() => child.kill())
    await listening(port, () => child.exitCode !== null)

    const ask = async (path: string, body?: string, kind = 'application/json') => {
      const headers = { authorization: `Bearer ${operator}`, 'content-type': kind }
      const options = { method: body === undefined ? 'GET' : 'POST', rejectUnauthorized: false, agent: false }
      const asked = request(`${publicUrl}${path}`, { ...options, headers }).end(body)
      const [reply] = await once(asked, 'response')
      const lines = (await reply.setEncoding('utf8').toArray()).join('').trim().split('\n')
      return { status: reply.statusCode, last: JSON.parse(lines.at(-1) ?? '') }
    }
    t.is((await ask('/oidc/.well-known/openid-configuration')).last.issuer, `${publicUrl}/oidc`)
    t.is((await ask('/v1/orgs', '{"id":"acme","name":"Acme","admin":"user:ada"}')).status, 201)
    const question = '{"org":"acme","subject":"user:ada","action":"members.invite","resource":"org"}'
    t.like((await ask('/check', question)).last, { allowed: true })
    t.like((await ask('/past/check', question.replace('}', ',"as_of":1}'))).last, { allowed: true })
    const line = (n: number) => JSON.stringify({ put: `dataset:d${n % 10}`, name: 'x'.repeat(150) })
    const lines = Array.from({ length: 8_000 }, (_, n) => line(n)).join('\n')
    t.like((await ask('/v1/orgs/acme/resources', lines, 'application/x-ndjson')).last, {
      end: true,
      done: 8_000,
    })
    // Nobody fills the disk of the proxy: what is refused is refused before its body is there.
    const endless = request(`${publicUrl}/v1/orgs`, {
      method: 'POST',
      rejectUnauthorized: false,
      agent: false,
      headers: { 'content-length': 2 ** 40 },
    })
    t.teardown(() => endless.on('error', () => undefined).destroy())
    endless.write('x'.repeat(100_000))
    const [refused] = await once(endless, 'response')
    t.is(refused.statusCode, 401)
    t.regex((await kasbah(['health', '--url', publicUrl])).out, /^no answer: .*NODE_EXTRA_CA_CERTS/)
  },
)
