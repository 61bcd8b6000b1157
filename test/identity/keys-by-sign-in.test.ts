/** Keys that outlive a sign-in: made by a person who has just signed in at the command line for that, and by nothing less. */
import test from 'ava'
import { startWorld } from '../bridge/bridge-world.ts'
import { ok, refused } from '../service/acme.ts'
import { found, register, say } from './app.ts'
import { type Browser, browser, type Shown } from './browser.ts'
import { type SignInService, startSignIn } from './service.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const ALL = 'openid offline_access check read write keys'
const DAY = 24 * 60 * 60 * 1000

const post = async ({ url }: SignInService, path: string, form: Record<string, string>) =>
  (await fetch(`${url}/oidc/${path}`, { method: 'POST', body: new URLSearchParams(form) })).json()

interface Asked {
  readonly scope?: string
  readonly client_id?: string
  readonly org?: string
}

/** Signs somebody in by device; `signIn` goes on from the form that was sent. */
const connected = async (
  service: SignInService,
  signIn: (at: Browser, shown: Shown) => Promise<unknown>,
  { scope = ALL, client_id = 'kasbah-cli', org = 'acme' }: Asked = {},
) => {
  const begun = await post(service, 'device/auth', { client_id, scope, org })
  const at = browser(service.url)
  const page = await at.submit(await at.open(begun.verification_uri_complete))
  await signIn(at, await at.submit(page, { confirm: 'yes' }))
  const tokens = await post(service, 'token', {
    grant_type: GRANT,
    client_id,
    device_code: begun.device_code,
  })
  return { page, tokens, as: service.as(tokens.access_token) }
}

const keyOf = (body: object = {}) =>
  ['POST', '/v1/orgs/acme/api-keys', { name: 'ci', scopes: ['check'], ...body }] as const

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString()

test('an engineer signs in for it and makes a key that lasts; other sign-ins make keys for their own hour', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const asMo = (at: Browser, shown: Shown) => say(at, shown, 'mo')
  const { page, tokens, as } = await connected(service, asMo)
  t.regex(page.text, /It can make API keys/)
  const made = await ok(t, as(...keyOf({ expires_at: inDays(200) })), 201)
  t.like((await service.as(made.key)('GET', '/v1/whoami')).body, {
    subject: 'user:mo',
    credential: 'api_key',
  })
  t.true(Date.parse((await ok(t, as(...keyOf()), 201)).expires_at) > Date.now() + 364 * DAY)
  await refused(t, as(...keyOf({ expires_at: inDays(367) })), 'key_exceeds_credential')
  await refused(t, as(...keyOf({ subject: 'user:ada', expires_at: inDays(2) })), 'forbidden')

  const ordinary = await connected(service, asMo, { scope: 'openid check read write' })
  t.notRegex(ordinary.page.text, /It can make API keys/)
  await refused(t, ordinary.as(...keyOf({ expires_at: inDays(1) })), 'key_exceeds_credential')
  t.true(Date.parse((await ok(t, ordinary.as(...keyOf()), 201)).expires_at) <= Date.now() + DAY / 24)

  const { id: client_id } = await register(t, service, {
    kind: 'device',
    scopes: ['check', 'read', 'write'],
    first_party: true,
  })
  const foreign = await connected(service, asMo, { client_id })
  t.notRegex(String(foreign.tokens.scope), /keys/)
  await refused(t, foreign.as(...keyOf({ expires_at: inDays(1) })), 'key_exceeds_credential')

  const form = { grant_type: 'refresh_token', client_id: 'kasbah-cli', refresh_token: tokens.refresh_token }
  const refreshed = service.as((await post(service, 'token', form)).access_token)
  await ok(t, refreshed(...keyOf({ expires_at: inDays(2) })), 201)
  await ok(t, service.operator('POST', '/v1/orgs/acme/members/mo/disable'))
  t.is((await service.as(made.key)('GET', '/v1/whoami')).status, 401)
})

test('somebody who signed in long ago makes no key that lasts, whatever was asked for', async t => {
  const { service, alpha } = await startWorld(t)
  await ok(t, service.operator('PATCH', '/v1/orgs/alpha/settings', { newcomer_role: 'member' }))
  const wish = { name: 'ci', scopes: ['check'], expires_at: inDays(1) }
  const madeAfter = async (seconds: number) => {
    const auth_time = Math.floor(Date.now() / 1000) - seconds
    alpha.idp.knobs.claims = claims => ({ ...claims, auth_time })
    const { as } = await connected(
      service,
      async (at, shown) => at.open(String(await alpha.idp.visit(shown.left?.href ?? ''))),
      { org: 'alpha' },
    )
    return as('POST', '/v1/orgs/alpha/api-keys', wish)
  }
  await ok(t, madeAfter(60), 201)
  await refused(t, madeAfter(3_600), 'key_exceeds_credential')
})
