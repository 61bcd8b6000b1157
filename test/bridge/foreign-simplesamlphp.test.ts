/** Sign-ins at a real, foreign SAML provider: two organisations, two of them. */
import test, { type ExecutionContext } from 'ava'
import { claims, redeem, register } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { type Register, skipped } from '../skipped.ts'
import { begin as leave, memberOf, type Tenant, type World } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'
import { INSTALLED, type SimpleSaml, startSimpleSaml } from './simplesamlphp.ts'

interface Foreign extends Tenant {
  readonly saml: SimpleSaml
}

const tenant = async (
  t: ExecutionContext,
  service: SignInService,
  org: 'alpha' | 'beta',
  more: { encrypted?: boolean; settings?: object } = {},
): Promise<Foreign> => {
  const { operator } = service
  const saml = await startSimpleSaml(t, org, more)
  t.is((await operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:root' })).status, 201)
  const made = await operator('POST', `/v1/orgs/${org}/identity-providers`, {
    name: 'SimpleSAMLphp',
    protocol: 'saml',
    metadata_url: `${saml.url}/saml2/idp/metadata.php`,
    mappings: [{ external: 'ds-admins', role: 'admin' }],
    settings: { attributes: { email: 'mail' }, ...more.settings },
  })
  t.is(made.status, 201, made.text)
  saml.know(await (await fetch(made.body.addresses.metadata)).text())
  return {
    org,
    saml,
    id: made.body.id,
    app: await register(t, service, {}, org),
    idp: await createOidcIdp(t, org),
  }
}

/** Signs in at the provider's own page, and posts its answer as its page would. */
const visit = async (t: ExecutionContext, world: World, at: Foreign, person: string) => {
  const params = { prompt: 'login', scope: 'openid read', resource: world.service.url }
  const away = await leave(t, world, at, { params })
  const there = browser(at.saml.url)
  const form = await there.open(away.to)
  t.regex(form.text, /password/i, form.text.slice(0, 3000))
  const answered = await there.submit(form, { username: person, password: 'pass' })
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(answered.text)?.[1] ?? ''
  const acs = /<form[^>]*action="([^"]+)"/.exec(answered.text)?.[1] ?? ''
  t.true(acs.startsWith(`${world.service.url}/login/saml/`), answered.text.slice(0, 3000))
  const fields = { SAMLResponse: field('SAMLResponse'), RelayState: field('RelayState') }
  const shown = await away.at.post(acs, fields, { origin: at.saml.url })
  const code = shown.left?.searchParams.get('code')
  t.truthy(code, shown.text.slice(0, 3000))
  const { body } = await redeem(world.service, at.app, {
    code: code ?? '',
    code_verifier: away.code_verifier,
  })
  return { sub: String(claims(body.id_token).sub), token: String(body.access_token), here: away.at, there }
}

const enter = async (...visiting: Parameters<typeof visit>) => (await visit(...visiting)).sub

const startWorld = async (t: ExecutionContext, more: Parameters<typeof tenant>[3] = {}) => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  const [alpha, beta] = await Promise.all([tenant(t, service, 'alpha', more), tenant(t, service, 'beta')])
  return { service, alpha, beta }
}

const withSaml: Register = INSTALLED
  ? test
  : skipped('SimpleSAMLphp is not installed (simplesamlphp, php-xml, php-mbstring)')

withSaml('people of two organisations sign in at their SimpleSAMLphp, with their attributes', async t => {
  const world = await startWorld(t)
  const ann = await enter(t, world, world.alpha, 'ann')
  t.regex(ann, /^alpha:user:usr_/)
  t.is(await enter(t, world, world.alpha, 'ann'), ann)
  t.like(await memberOf(world, 'alpha', ann.replace('alpha:user:', '')), {
    role: 'admin',
    name: 'Ann <Archer> & co',
    email: 'ann@alpha.example',
  })
  const ben = await enter(t, world, world.beta, 'ben')
  t.regex(ben, /^beta:user:usr_/)
  t.is((await memberOf(world, 'beta', ben.replace('beta:user:', ''))).role, 'guest')
})

withSaml('its encrypted assertions, to requests that are signed', async t => {
  const world = await startWorld(t, { encrypted: true, settings: { sign_requests: true } })
  t.regex(await enter(t, world, world.alpha, 'ann'), /^alpha:user:usr_/)
})

withSaml('single logout, begun on either side: each checks what the other signed', async t => {
  const world = await startWorld(t, { settings: { sign_out: true } })
  const bye = `${world.service.url}/app/bye`
  const wish = { post_logout_redirect_uris: [bye] }
  const alpha = { ...world.alpha, app: await register(t, world.service, wish, 'alpha') }
  const holds = async (token: string) => (await world.service.as(token)('GET', '/v1/whoami')).status === 200

  const ann = await visit(t, world, alpha, 'ann')
  const asked = new URLSearchParams({ client_id: alpha.app.id, post_logout_redirect_uri: bye })
  const out = await ann.here.submit(await ann.here.open(`/oidc/session/end?${asked}`), { logout: 'yes' })
  t.is(out.left?.origin, alpha.saml.url)
  const answered = await ann.there.open(String(out.left))
  t.is(answered.left?.origin, world.service.url, answered.text.slice(0, 3000))
  t.is((await ann.here.open(String(answered.left))).left?.href, bye)
  t.false(await holds(ann.token))

  const ben = await visit(t, world, alpha, 'ben')
  const other = await visit(t, world, alpha, 'ann')
  t.true(await holds(ben.token))
  const begun = await ben.there.open(
    `${alpha.saml.url}/saml2/idp/initSLO.php?RelayState=${alpha.saml.url}/saml2/idp/metadata.php`,
  )
  t.is(begun.left?.origin, world.service.url, begun.text.slice(0, 3000))
  const ended = await ben.here.open(String(begun.left))
  t.is(ended.left?.origin, alpha.saml.url, ended.text.slice(0, 3000))
  const done = await ben.there.open(String(ended.left))
  t.is(done.status, 200)
  t.regex(done.text, /IDPSSODescriptor/, 'it believes our answer, and leads on')
  t.deepEqual([await holds(ben.token), await holds(other.token)], [false, true])
})
