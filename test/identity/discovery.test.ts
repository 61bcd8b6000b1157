import { request } from 'node:http'
import test from 'ava'
import { startSignIn } from './service.ts'

test('the provider describes itself at both well-known places, under its issuer alone', async t => {
  const { url } = await startSignIn(t)
  const openid = await (await fetch(`${url}/oidc/.well-known/openid-configuration`)).json()
  const oauth = await (await fetch(`${url}/.well-known/oauth-authorization-server/oidc`)).json()
  t.deepEqual(oauth, openid)
  t.is(openid.issuer, `${url}/oidc`)
  t.deepEqual(openid.response_types_supported, ['code', 'none'])
  t.deepEqual(openid.code_challenge_methods_supported, ['S256'])
  t.deepEqual(openid.id_token_signing_alg_values_supported, ['RS256', 'PS256', 'ES256', 'EdDSA'])
  t.true(openid.authorization_response_iss_parameter_supported)
  t.false(
    openid.grant_types_supported.includes('implicit') || openid.grant_types_supported.includes('password'),
  )
  for (const [name, value] of Object.entries(openid))
    if (name.endsWith('_endpoint') || name.endsWith('_uri'))
      t.true(String(value).startsWith(`${url}/oidc/`), name)
  const { keys } = await (await fetch(openid.jwks_uri)).json()
  t.deepEqual(
    keys.map(({ alg }: { alg: string }) => alg),
    ['RS256', 'PS256', 'ES256', 'EdDSA'],
  )
  for (const key of keys) t.false('d' in key)
  t.deepEqual(Object.keys(keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
})

/** fetch will not lie about its host. */
const asked = (url: string, headers: Record<string, string>): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { headers }, res => {
      res.setEncoding('utf8')
      let text = ''
      res.on('data', (part: string) => {
        text += part
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text: text + JSON.stringify(res.headers) }))
    })
    sent.on('error', reject)
    sent.end()
  })

test('a forged host is answered 421 and appears nowhere', async t => {
  const { url } = await startSignIn(t)
  for (const path of [
    '/oidc/.well-known/openid-configuration',
    '/oidc/auth?client_id=x',
    '/login/abc',
    '/oidc/device',
  ]) {
    const reply = await asked(url + path, { host: 'evil.example' })
    t.is(reply.status, 421, path)
    t.notRegex(reply.text, /evil/)
  }
  const { host } = new URL(url)
  const forwarded = await asked(`${url}/oidc/.well-known/openid-configuration`, {
    host,
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
    origin: 'https://evil.example',
  })
  t.is(forwarded.status, 200)
  t.notRegex(forwarded.text.replace(/"access-control-allow-origin":"[^"]*"/, ''), /evil|https:/)
})
