/** The sign-in of development believes everybody: it answers only this machine, and never for an organisation with an IdP. */
import { request } from 'node:http'
import test from 'ava'
import { authorize, found, register, verifier } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { settingsOf } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'

const challenge = () => {
  const { code_challenge } = verifier()
  return { code_challenge, code_challenge_method: 'S256' }
}

/** Asks for a page with headers of one's own, `Host` among them, which fetch does not allow. */
const ask = (url: string, headers: Readonly<Record<string, string>>, body?: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers }, async answer => {
      let text = ''
      for await (const part of answer) text += part
      resolve({ status: answer.statusCode ?? 0, text })
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** The address of a "who are you?" page, and the cookies that belong to it. */
const standInPage = async (service: SignInService, app: Awaited<ReturnType<typeof register>>) => {
  const at = browser(service.url)
  const page = await at.open(authorize(service, app, challenge()))
  const cookie = at
    .cookies()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ')
  return { page, cookie }
}

const FROM_A_PROXY: readonly Readonly<Record<string, string>>[] = [
  { 'x-forwarded-for': '203.0.113.9' },
  { 'X-Forwarded-Proto': 'https' },
  { 'x-forwarded-host': 'kasbah.example' },
  { forwarded: 'for=203.0.113.9' },
  { via: '1.1 proxy' },
  { 'x-real-ip': '203.0.113.9' },
  { 'cf-connecting-ip': '203.0.113.9' },
]

test('the page does not answer a request that a proxy passed on, for reading or for answering', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const { page, cookie } = await standInPage(service, await register(t, service))
  t.regex(page.text, /Who are you\?/)
  for (const headers of FROM_A_PROXY) {
    const shown = await ask(page.url, { cookie, ...headers })
    t.is(shown.status, 400, JSON.stringify(headers))
    t.regex(shown.text, /stand_in_is_local/)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answered = await ask(page.url, { cookie, ...form, ...headers }, 'person=alice')
    t.is(answered.status, 400, JSON.stringify(headers))
    t.regex(answered.text, /stand_in_is_local/)
  }
})

test('a proxy that is trusted is no exception', async t => {
  const service = await startSignIn(t, { KASBAH_TRUST_PROXY: 'on' })
  await found(t, service)
  const { page, cookie } = await standInPage(service, await register(t, service))
  const { host } = new URL(service.url)
  const shown = await ask(page.url, { cookie, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': host })
  t.regex(shown.text, /stand_in_is_local/)
  const elsewhere = await ask(page.url, { cookie, host: 'kasbah.example', 'x-forwarded-host': host })
  t.regex(elsewhere.text, /stand_in_is_local/)
})

test('a form of another site is not taken', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const { page, cookie } = await standInPage(service, await register(t, service))
  const headers = {
    cookie,
    origin: 'https://evil.example',
    'content-type': 'application/x-www-form-urlencoded',
  }
  const answered = await ask(page.url, headers, 'person=alice')
  t.is(answered.status, 400)
  t.notRegex(answered.text, /ticket=/)
})

test('where an IdP is connected, enabled or not, the page stands in for nobody', async t => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  await found(t, service)
  const app = await register(t, service)
  const open = await standInPage(service, app)
  const idp = await createOidcIdp(t, 'acme')
  const path = '/v1/orgs/acme/identity-providers'
  const connected = await service.operator('POST', path, settingsOf(idp, { enabled: false }))
  t.is(connected.status, 201, connected.text)
  // A page that was open before answers no more either.
  const late = await ask(
    open.page.url,
    { cookie: open.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    'person=alice',
  )
  t.regex(late.text, /realm_mismatch/)
  t.regex((await standInPage(service, app)).page.text, /unknown_organisation/)
})

test('a platform application offers each organisation its own IdP, and the page to the others', async t => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  await found(t, service, 'acme')
  await found(t, service, 'globex')
  const idp = await createOidcIdp(t, 'globex')
  const path = '/v1/orgs/globex/identity-providers'
  t.is((await service.operator('POST', path, settingsOf(idp, { name: 'Globex sign-in' }))).status, 201)
  const wish = { name: 'Platform', kind: 'web', redirect_uris: [`${service.url}/app/cb`] }
  const { body } = await service.operator('POST', '/v1/clients', wish)
  const at = browser(service.url)
  const app = { id: body.client_id, redirect: `${service.url}/app/cb` }
  const chooser = await at.open(authorize(service, app, challenge()))
  const choices = [...chooser.text.matchAll(/name="choice" value="([^"]+)"/g)].map(([, value]) => value)
  t.deepEqual(choices.map(choice => choice?.split(' ')[1]?.replace(/^idp_.*/, 'its own')).sort(), [
    'its own',
    'stand-in',
  ])
  const own = choices.find(choice => choice?.startsWith('globex ')) ?? ''
  const left = await at.submit(chooser, { choice: own })
  t.is(left.left?.origin, new URL(idp.issuer).origin)
  const forged = await at.submit(chooser, { choice: 'globex stand-in' })
  t.regex(forged.text, /realm_mismatch/)
})
