import test from 'ava'
import * as oidc from 'openid-client'
import { found, register, say } from './app.ts'
import { browser } from './browser.ts'
import { startSignIn } from './service.ts'

test('openid-client: discovery, pushed and key-bound sign-in, userinfo, refresh, inspection, revocation, sign-out', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const back = `${service.url}/app/bye`
  const app = await register(t, service, {
    scopes: ['read'],
    require_par: true,
    post_logout_redirect_uris: [back],
  })
  const config = await oidc.discovery(
    new URL(`${service.url}/oidc`),
    app.id,
    undefined,
    oidc.ClientSecretBasic(app.secret),
    {
      execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    },
  )
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
  const url = await oidc.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: app.redirect,
    scope: 'openid email offline_access',
    prompt: 'consent',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    max_age: '100',
  })
  const at = browser(service.url)
  const { left } = await say(at, await at.open(url.href), 'mo')
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 100 }
  const tokens = await oidc.authorizationCodeGrant(config, left ?? new URL(back), checks, undefined, { DPoP })
  t.is(tokens.token_type, 'dpop')
  const sub = tokens.claims()?.sub ?? ''
  t.is(sub, 'acme:user:mo')
  t.is((await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).email, 'mo@example.com')
  const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP })
  t.true((await oidc.tokenIntrospection(config, fresh.refresh_token ?? '')).active)
  await oidc.tokenRevocation(config, fresh.refresh_token ?? '')
  t.false((await oidc.tokenIntrospection(config, fresh.refresh_token ?? '')).active)
  const end = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: back,
  })
  const done = await at.submit(await at.open(end.href), { logout: 'yes' })
  t.is(done.left?.href, back)
})

test('a member may not manage clients, and the trail tells who did without telling the secret', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const key = await service.operator('POST', '/v1/orgs/acme/api-keys', {
    subject: 'user:mo',
    name: 'k',
    scopes: ['read', 'write'],
  })
  const mo = service.as(key.body.key)
  const wish = { name: 'x', kind: 'device' }
  t.is((await mo('POST', '/v1/orgs/acme/clients', wish)).status, 403)
  t.is((await mo('GET', '/v1/orgs/acme/clients')).status, 403)
  t.is((await mo('DELETE', `/v1/orgs/acme/clients/${app.id}`)).status, 403)
  t.is((await mo('POST', '/v1/clients', wish)).status, 403)
  const trail = await service.operator('GET', '/v1/orgs/acme/audit')
  t.regex(trail.text, new RegExp(app.id))
  t.regex(trail.text, /createClient/)
  t.notRegex(trail.text, new RegExp(app.secret ?? 'none'))
})
