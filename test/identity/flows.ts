/** Every flow of the provider from its first request to its last, to be run over services that forget between requests. */
import { createHash } from 'node:crypto'
import type { ExecutionContext } from 'ava'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { enter, tenant } from '../bridge/bridge-world.ts'
import { authorize, codeFor, found, redeem, register, say, signedIn, token, verifier } from './app.ts'
import { browser } from './browser.ts'
import type { SignInService } from './service.ts'

type Flow = (t: ExecutionContext, service: SignInService) => Promise<void>

const asked = async (
  { url }: SignInService,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) => {
  const reply = await fetch(`${url}/oidc/${path}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) }
}

const basic = (app: { id: string; secret?: string }) => ({
  authorization: `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`,
})

const consentAndRefresh: Flow = async (t, service) => {
  const app = await register(t, service, { scopes: ['read'], first_party: false })
  const { code_challenge, code_verifier } = verifier()
  const at = browser(service.url)
  const scope = 'openid offline_access read'
  const params = {
    scope,
    prompt: 'consent',
    resource: service.url,
    code_challenge,
    code_challenge_method: 'S256',
  }
  const consent = await say(at, await at.open(authorize(service, app, params)), 'mo')
  t.regex(consent.text, /Allow/)
  const done = await at.submit(consent, { answer: 'allow' })
  const code = done.left?.searchParams.get('code') ?? ''
  const first = await redeem(service, app, { code, code_verifier })
  t.is(first.status, 200, JSON.stringify(first.body))
  const next = await token(service, app, {
    grant_type: 'refresh_token',
    refresh_token: first.body.refresh_token,
  })
  t.is(next.status, 200, JSON.stringify(next.body))
  t.is((await service.as(next.body.access_token)('GET', '/v1/whoami')).status, 200)
  // Asked again without a question: the grant is known.
  const again = verifier()
  const quiet = await at.open(
    authorize(service, app, {
      scope: 'openid read',
      resource: service.url,
      code_challenge: again.code_challenge,
      code_challenge_method: 'S256',
    }),
  )
  t.truthy(quiet.left?.searchParams.get('code'))
  const stolen = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token }
  t.is((await token(service, app, stolen)).body.error, 'invalid_grant')
  t.is((await service.as(next.body.access_token)('GET', '/v1/whoami')).status, 401)
}

const device: Flow = async (t, service) => {
  const app = await register(t, service, { kind: 'device', scopes: ['read'], first_party: true })
  const scope = 'openid offline_access read'
  const { body } = await asked(service, 'device/auth', { client_id: app.id, scope })
  const at = browser(service.url)
  const same = await at.submit(await at.open(body.verification_uri), { user_code: body.user_code })
  const done = await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
  t.regex(done.text, /Connected/)
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const got = await token(service, app, { grant_type, device_code: body.device_code })
  t.is(got.status, 200, JSON.stringify(got.body))
  t.is((await service.as(got.body.access_token)('GET', '/v1/whoami')).status, 200)
}

const pushed: Flow = async (t, service) => {
  const app = await register(t, service, { require_par: true })
  const { code_challenge, code_verifier } = verifier()
  const { body } = await asked(
    service,
    'request',
    {
      client_id: app.id,
      response_type: 'code',
      redirect_uri: app.redirect,
      scope: 'openid',
      code_challenge,
      code_challenge_method: 'S256',
    },
    basic(app),
  )
  const at = browser(service.url)
  const use = `${service.url}/oidc/auth?${new URLSearchParams({ client_id: app.id, request_uri: body.request_uri })}`
  const page = await at.open(use)
  const done = await say(at, page, 'mo')
  const code = done.left?.searchParams.get('code') ?? ''
  t.is((await redeem(service, app, { code, code_verifier })).status, 200)
  t.false((await at.open(use)).left?.searchParams.has('code') ?? false)
}

const service: Flow = async (t, at) => {
  await at.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const app = await register(t, at, { kind: 'service', subject: 'etl', scopes: ['check'] })
  const { body } = await token(at, app, { grant_type: 'client_credentials' })
  t.is((await at.as(body.access_token)('GET', '/v1/whoami')).status, 200)
  const form = { token: body.access_token }
  t.true((await asked(at, 'token/introspection', form, basic(app))).body.active)
  t.is((await asked(at, 'token/revocation', form, basic(app))).status, 200)
  t.false((await asked(at, 'token/introspection', form, basic(app))).body.active)
  t.is((await at.as(body.access_token)('GET', '/v1/whoami')).status, 401)
}

const boundToKey: Flow = async (t, at) => {
  const app = await register(t, at, { scopes: ['read'], dpop_bound: true })
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  const prove = (htm: string, htu: string, more = {}) =>
    new SignJWT({ htm, htu, jti: crypto.randomUUID(), ...more })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt()
      .sign(privateKey)
  const coded = await codeFor(t, at, app, { params: { scope: 'openid read', resource: at.url } })
  const { body } = await redeem(at, app, coded, { dpop: await prove('POST', `${at.url}/oidc/token`) })
  const whoami = `${at.url}/v1/whoami`
  const ath = createHash('sha256').update(body.access_token).digest('base64url')
  const headers = { authorization: `DPoP ${body.access_token}`, dpop: await prove('GET', whoami, { ath }) }
  t.is((await fetch(whoami, { headers })).status, 200)
  t.is((await fetch(whoami, { headers })).status, 401, 'a proof used again')
}

const signOut: Flow = async (t, at) => {
  const back = `${at.url}/app/bye`
  const app = await register(t, at, { scopes: ['read'], post_logout_redirect_uris: [back] })
  const params = { scope: 'openid read', prompt: undefined }
  const { at: tab, access_token, id_token } = await signedIn(t, at, app, { params })
  t.is((await at.as(access_token)('GET', '/v1/sessions')).body.items.length, 1)
  const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: back })
  const question = await tab.open(`${at.url}/oidc/session/end?${query}`)
  t.is((await tab.submit(question, { logout: 'yes' })).left?.href, back)
  t.is((await at.as(access_token)('GET', '/v1/whoami')).status, 401)
}

const ownIdp: Flow = async (t, service) => {
  const alpha = await tenant(t, service, 'alpha')
  const world = { service, alpha, beta: alpha }
  const first = await enter(t, world, alpha)
  t.is(first.refused, undefined)
  const again = await enter(t, world, alpha)
  t.is(again.who?.sub, first.who?.sub)
}

export const flows: Readonly<Record<string, Flow>> = {
  'authorization code with consent, refresh and reuse': consentAndRefresh,
  'device code': device,
  'pushed request': pushed,
  'client credentials, introspection and revocation': service,
  'tokens bound to a key': boundToKey,
  'signing out': signOut,
  'signing in at the organisation’s own identity provider': ownIdp,
}

/** Runs one flow in an organisation of its own making. */
export const run = async (t: ExecutionContext, flow: Flow, service: SignInService): Promise<void> => {
  await found(t, service)
  await flow(t, service)
}
