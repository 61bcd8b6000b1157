import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { type Register, skipped } from '../skipped.ts'
import { type App, found, register, say } from './app.ts'
import { browser } from './browser.ts'
import { type SignInService, startSignIn } from './service.ts'

const MODULES = '/usr/lib/apache2/modules'
const INSTALLED = existsSync('/usr/sbin/apache2') && existsSync(`${MODULES}/mod_auth_openidc.so`)
const withApache: Register = INSTALLED ? test : skipped('Apache with mod_auth_openidc is not installed')

const configuration = (folder: string, port: number, { url }: SignInService, app: App): string => `
ServerRoot "${folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
PidFile "${folder}/apache.pid"
ErrorLog "${folder}/error.log"
${['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'headers', 'dir', 'mime', 'auth_openidc']
  .map(name => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`)
  .join('\n')}
TypesConfig /etc/mime.types
DocumentRoot "${folder}/site"
DirectoryIndex index.html
OIDCProviderMetadataURL ${url}/oidc/.well-known/openid-configuration
OIDCClientID ${app.id}
OIDCClientSecret ${app.secret}
OIDCRedirectURI ${app.redirect}
OIDCCryptoPassphrase not-a-secret-in-this-test
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCCookieSameSite On
<Location />
  AuthType openid-connect
  Require valid-user
  OIDCUnAuthAction auth true
  Header set X-Subject "%{OIDC_CLAIM_sub}e"
  Header set X-Email "%{OIDC_CLAIM_email}e"
</Location>
`

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    child.on('close', () => resolve())
    child.kill('SIGTERM')
  })

const startApache = async (
  t: ExecutionContext,
  service: SignInService,
  port: number,
  app: App,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-apache-'))
  // Apache gives up root and must still read it.
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site/index.html'), 'behind the door')
  writeFileSync(join(folder, 'httpd.conf'), configuration(folder, port, service, app))
  const child = spawn('/usr/sbin/apache2', ['-f', join(folder, 'httpd.conf'), '-DFOREGROUND'], {
    env: { PATH: '/usr/sbin:/usr/bin:/bin', APACHE_RUN_USER: 'www-data', APACHE_RUN_GROUP: 'www-data' },
    stdio: 'ignore',
  })
  t.teardown(async () => {
    await stopped(child)
    rmSync(folder, { recursive: true, force: true })
  })
  for (let i = 0; i < 100; i += 1) {
    if (await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).catch(() => undefined)) return
    await wait(100)
  }
  throw new Error('Apache did not start')
}

withApache(
  'Apache with mod_auth_openidc signs people in, and hears over the back channel that they left',
  async t => {
    const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
    await found(t, service)
    const port = await freePort()
    const site = `http://127.0.0.1:${port}`
    const redirect = `${site}/redirect_uri`
    const registered = await register(t, service, {
      redirect_uris: [redirect],
      backchannel_logout_uri: `${redirect}?logout=backchannel`,
      backchannel_logout_session_required: true,
    })
    await startApache(t, service, port, { ...registered, redirect })

    const [there, here] = [browser(site), browser(service.url)]
    const sent = await there.open(`${site}/`)
    t.true(sent.left?.href.startsWith(`${service.url}/oidc/auth?`))
    const back = await say(here, await here.open(sent.left?.href ?? ''), 'mo')
    t.true(back.left?.href.startsWith(`${redirect}?`), back.text)
    const inside = await there.open(back.left?.href ?? '')
    t.is(inside.text, 'behind the door')
    t.is(inside.headers.get('x-subject'), 'acme:user:mo')
    t.is(inside.headers.get('x-email'), 'mo@example.com')
    t.is((await there.open(`${site}/`)).status, 200)

    await here.submit(await here.open(`${service.url}/oidc/session/end`), { logout: 'yes' })
    const after = await there.open(`${site}/`)
    t.true(after.left?.href.startsWith(`${service.url}/oidc/auth?`))
  },
)
