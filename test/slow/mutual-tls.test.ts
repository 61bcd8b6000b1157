/** Mutual TLS through a real nginx, configured by the worked example. */
import { execFileSync, spawn } from 'node:child_process'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { type App, found, register } from '../identity/app.ts'
import { startSignIn } from '../identity/service.ts'
import { type Register, skipped } from '../skipped.ts'
import { listening, PROXIES, ROOT } from './proxied.ts'

const NGINX = PROXIES.nginx?.command ?? ''
const withNginx: Register = existsSync(NGINX) ? test : skipped('nginx is not installed')

/** Keys and certificates as openssl makes them: an authority, one of its clients, and one that made its own. */
const certificates = (folder: string): void => {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const self = (name: string, subject: string) =>
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      subject,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
    )
  self('server', '/CN=kasbah.example.com')
  self('ca', '/CN=Clients of acme')
  self('own', '/CN=own')
  self('forged', '/C=CH/O=Acme, Inc./CN=bank')
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/C=CH/O=Acme, Inc./CN=bank',
    '-keyout',
    'bank.key',
    '-out',
    'bank.csr',
  )
  writeFileSync(
    join(folder, 'san'),
    'subjectAltName=DNS:bank.acme.example,URI:spiffe://acme/bank,IP:10.1.2.3,email:bank@acme.example',
  )
  openssl(
    'x509',
    '-req',
    '-in',
    'bank.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'san',
    '-out',
    'bank.crt',
  )
}

const startNginx = async (t: ExecutionContext, folder: string, kasbah: string): Promise<number> => {
  const port = await freePort()
  const text = readFileSync(join(ROOT, 'docs/examples/mutual-tls/nginx.conf'), 'utf8')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('127.0.0.1:8080', kasbah)
    .replace('Host $host', `Host ${kasbah}`)
    .replace('/etc/nginx/clients-ca.crt', join(folder, 'ca.crt'))
    .replaceAll('/etc/nginx/kasbah', join(folder, 'server'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, PROXIES.nginx?.config(text, folder) ?? '')
  const child = spawn(NGINX, PROXIES.nginx?.args(file, folder, port) ?? [], { stdio: 'ignore' })
  t.teardown(async () => {
    child.kill()
    if (child.exitCode === null) await once(child, 'close')
  })
  await listening(port, () => child.exitCode !== null)
  return port
}

withNginx('clients by certificates of their own and of an authority, and tokens bound to them', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-mtls-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  certificates(folder)
  const service = await startSignIn(t, {
    KASBAH_TRUST_PROXY: '127.0.0.1/32',
    KASBAH_CLIENT_CERT_HEADER: 'X-Client-Cert',
    KASBAH_CLIENT_VERIFY_HEADER: 'X-Client-Verify',
  })
  const port = await startNginx(t, folder, new URL(service.url).host)
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })

  const send = async (as: string | undefined, path: string, headers: object, body?: URLSearchParams) => {
    const read = (kind: string) => readFileSync(join(folder, `${as}.${kind}`))
    const shown = as === undefined ? {} : { cert: read('crt'), key: read('key') }
    const asked = request({
      ...{ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false, ...shown },
      method: body ? 'POST' : 'GET',
      headers: { ...(body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), ...headers },
    }).end(body?.toString())
    const [reply] = await once(asked, 'response')
    return {
      status: reply.statusCode,
      body: JSON.parse((await reply.setEncoding('utf8').toArray()).join('')),
    }
  }
  const token = (as: string | undefined, { id }: App, headers: object = {}) =>
    send(
      as,
      '/oidc/token',
      headers,
      new URLSearchParams({ grant_type: 'client_credentials', client_id: id, scope: 'read' }),
    )
  const settings = { kind: 'service', subject: 'etl', scopes: ['read'] }

  const pem = readFileSync(join(folder, 'own.crt'), 'utf8')
  const x5c = [new X509Certificate(pem).raw.toString('base64')]
  const own = await register(t, service, {
    ...{ ...settings, auth_method: 'self_signed_tls_client_auth', certificate_bound: true },
    jwks: { keys: [{ ...createPublicKey(pem).export({ format: 'jwk' }), x5c }] },
  })
  const got = await token('own', own)
  t.is(got.status, 200, JSON.stringify(got.body))
  const bearer = { authorization: `Bearer ${got.body.access_token}` }
  t.is((await send('own', '/v1/whoami', bearer)).status, 200)
  // Neither another certificate, nor none, nor one that is only written in the header.
  const written = { 'X-Client-Cert': encodeURIComponent(pem), 'X-Client-Verify': 'SUCCESS' }
  for (const [as, more] of [
    ['bank', {}],
    [undefined, {}],
    ['bank', written],
    [undefined, written],
  ] as const) {
    t.is((await send(as, '/v1/whoami', { ...bearer, ...more })).status, 401)
    t.is((await token(as, own, more)).status, 401)
  }

  const names = [
    { subject_dn: 'CN=bank,O=Acme\\, Inc.,C=CH' },
    { san_dns: 'bank.acme.example' },
    { san_uri: 'spiffe://acme/bank' },
    { san_ip: '10.1.2.3' },
    { san_email: 'bank@acme.example' },
  ]
  for (const certificate_name of names) {
    const bank = await register(t, service, { ...settings, auth_method: 'tls_client_auth', certificate_name })
    t.is((await token('bank', bank)).status, 200, JSON.stringify(certificate_name))
    for (const other of ['forged', 'own', undefined]) t.is((await token(other, bank)).status, 401, other)
  }
  const wrong = { san_uri: 'spiffe://acme' }
  const nobody = await register(t, service, {
    ...settings,
    auth_method: 'tls_client_auth',
    certificate_name: wrong,
  })
  t.is((await token('bank', nobody)).status, 401)
})
