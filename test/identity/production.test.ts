import { request } from 'node:http'
import test from 'ava'
import { freshStore } from '../service/store.ts'
import { verifier } from './app.ts'
import { OPERATOR_KEY, startSignIn } from './service.ts'

const HOST = 'kasbah.example.com'

interface Answer {
  readonly status: number
  readonly location: string
  readonly cookies: readonly string[]
  readonly text: string
}

/** As a proxy that ends TLS passes a request on. */
const ask = (url: string, path: string, method = 'GET', json?: object): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = {
      host: HOST,
      'x-forwarded-proto': 'http',
      ...(json ? { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' } : {}),
    }
    const sent = request(url + path, { method, headers }, res => {
      let text = ''
      res.setEncoding('utf8').on('data', part => {
        text += part
      })
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          location: res.headers.location ?? '',
          cookies: res.headers['set-cookie'] ?? [],
          text,
        }),
      )
    })
    sent.on('error', reject)
    sent.end(json && JSON.stringify(json))
  })

test('in production everything is of the https address, whatever the connection behind the proxy is', async t => {
  const { url } = await startSignIn(t, {
    KASBAH_MODE: 'production',
    KASBAH_STORE: await freshStore(t),
    KASBAH_PUBLIC_URL: `https://${HOST}`,
    KASBAH_ENCRYPTION_KEY: '22'.repeat(32),
  })
  const metadata = JSON.parse((await ask(url, '/oidc/.well-known/openid-configuration')).text)
  t.is(metadata.issuer, `https://${HOST}/oidc`)
  for (const [name, value] of Object.entries(metadata))
    if (name.endsWith('_endpoint') || name.endsWith('_uri'))
      t.true(String(value).startsWith(`https://${HOST}/oidc/`), name)

  t.is((await ask(url, '/v1/orgs', 'POST', { id: 'acme', name: 'Acme' })).status, 201)
  const redirect_uri = 'https://app.example.com/cb'
  const wish = { name: 'App', kind: 'web', redirect_uris: [redirect_uri] }
  const { client_id } = JSON.parse((await ask(url, '/v1/orgs/acme/clients', 'POST', wish)).text)
  const { code_challenge } = verifier()
  const query = new URLSearchParams({
    ...{ client_id, redirect_uri, code_challenge },
    ...{ response_type: 'code', scope: 'openid', code_challenge_method: 'S256' },
  })
  const begun = await ask(url, `/oidc/auth?${query}`)
  t.is(begun.status, 303)
  t.regex(begun.location, new RegExp(`^(?:https://${HOST})?/login/[\\w-]+$`))
  t.true(begun.cookies.length >= 4)
  for (const cookie of begun.cookies) {
    t.regex(cookie, /^__(?:Secure|Host)-/)
    t.regex(cookie, /; secure(?:;|$)/i)
    t.regex(cookie, /; httponly(?:;|$)/i)
    t.regex(cookie, /; samesite=lax(?:;|$)/i)
  }
  const device = await ask(url, '/oidc/device')
  t.regex(device.text, new RegExp(`action="https://${HOST}/oidc/device"`))
  t.true(
    device.cookies.some(cookie => /^__Host-kasbah_session=[^;]+; path=\/;/i.test(cookie)),
    String(device.cookies),
  )
  t.is((await ask(url, '/login/callback/stand-in/abc?org=acme')).status, 404)
})
