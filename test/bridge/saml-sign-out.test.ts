/** Signing out of an application signs out at a SAML provider too, where its metadata and the admin say so, and comes back. */
import test, { type ExecutionContext } from 'ava'
import { register } from '../identity/app.ts'
import type { Shown } from '../identity/browser.ts'
import type { Tenant, World } from './bridge-world.ts'
import { SAMLP } from './saml-idp.ts'
import {
  arrive,
  bring,
  form,
  ourCertificate,
  ourMessage,
  type Person,
  query,
  reconnect,
  responseTo,
  SLO,
  signedXml,
  unsignedQuery,
  withLogout,
} from './saml-logout.ts'
import { addresses, startWorld } from './saml-service.ts'
import { keys } from './saml-world.ts'

const leaving = async (t: ExecutionContext, world: World): Promise<Tenant> => {
  const wish = { post_logout_redirect_uris: [`${world.service.url}/app/bye`] }
  return { ...world.alpha, app: await register(t, world.service, wish, 'alpha') }
}

const signOut = async (world: World, { app }: Tenant, { browser }: Person): Promise<Shown> => {
  const post_logout_redirect_uri = `${world.service.url}/app/bye`
  const asked = new URLSearchParams({ client_id: app.id, post_logout_redirect_uri, state: 'bye' })
  return browser.submit(await browser.open(`/oidc/session/end?${asked}`), { logout: 'yes' })
}

const idIn = (xml: string): string => / ID="([^"]+)"/.exec(xml)?.[1] ?? ''

test('there and back by redirect, with the name and the session that the provider gave', async t => {
  const world = await startWorld(t)
  await reconnect(t, world, withLogout(), { sign_out: true })
  const tenant = await leaving(t, world)
  const ann = await arrive(t, world, tenant, { name: 'ann &amp; co' })
  const { left } = await signOut(world, tenant, ann)
  const said = ourMessage(String(left), await ourCertificate(world))
  t.true(said.good)
  t.is(said.to, SLO)
  t.regex(said.xml, new RegExp(`^<samlp:LogoutRequest xmlns:samlp="${SAMLP}".* Destination="${SLO}"`))
  t.regex(said.xml, /<saml:NameID Format="[^"]*:persistent">ann &amp; co<\/saml:NameID>/)
  t.true(said.xml.includes(`<samlp:SessionIndex>${ann.session}</samlp:SessionIndex>`))
  const { slo } = addresses(world, world.alpha)
  const answer = query('SAMLResponse', responseTo(world, idIn(said.xml)), { relay: said.relay })
  t.is((await bring(slo, answer)).location, `${world.service.url}/app/bye?state=bye`)
  t.is((await bring(slo, answer)).code, 'answer_unexpected')
})

test('by POST, and what a provider answers that did not do all of it', async t => {
  const world = await startWorld(t)
  await reconnect(t, world, withLogout('post'), { sign_out: true })
  const tenant = await leaving(t, world)
  const { slo } = addresses(world, world.alpha)
  const leave = async () => {
    const page = await signOut(world, tenant, await arrive(t, world, tenant))
    t.regex(page.text, new RegExp(`action="${SLO}"`))
    t.regex(page.headers.get('content-security-policy') ?? '', /script-src 'sha256-/)
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? ''
    const xml = Buffer.from(field('SAMLRequest'), 'base64').toString()
    t.regex(xml, /<ds:SignatureValue>/)
    return { id: idIn(xml), relay: field('RelayState') }
  }
  const bye = `${world.service.url}/app/bye?state=bye`
  const done = await leave()
  const whole = await bring(slo, form('SAMLResponse', signedXml(responseTo(world, done.id)), done.relay))
  t.is(whole.location, bye, whole.text)
  const tellings: Readonly<Record<string, (id: string, relay: string) => string | URLSearchParams>> = {
    'not from every other': (id, relay) =>
      query('SAMLResponse', responseTo(world, id, { inner: 'PartialLogout' }), { relay }),
    'is not certain.*': (id, relay) =>
      query('SAMLResponse', responseTo(world, id, { status: 'Responder' }), { relay }),
    // Some providers sign none of their answers.
    'is not certain': (id, relay) =>
      `${unsignedQuery('SAMLResponse', responseTo(world, id))}&RelayState=${relay}`,
    'is not cert': (id, relay) => query('SAMLResponse', responseTo(world, id), { relay, key: keys.beta }),
    'is not': (_id, relay) => query('SAMLResponse', responseTo(world, '_another'), { relay }),
  }
  for (const [words, answer] of Object.entries(tellings)) {
    const { id, relay } = await leave()
    const shown = await bring(slo, answer(id, relay))
    t.is(shown.status, 200, words)
    t.regex(shown.text, new RegExp(words))
    t.true(shown.text.includes(`href="${bye}"`), words)
  }
})

test('straight on where it is off, or the provider has none', async t => {
  const world = await startWorld(t)
  const tenant = await leaving(t, world)
  const bye = `${world.service.url}/app/bye?state=bye`
  await reconnect(t, world, withLogout())
  t.is((await signOut(world, tenant, await arrive(t, world, tenant))).left?.href, bye)
  await reconnect(t, world, withLogout().replace(/<md:SingleLogoutService[^>]*>/, ''), { sign_out: true })
  t.is((await signOut(world, tenant, await arrive(t, world, tenant))).left?.href, bye)
  const found = await world.service.operator(
    'POST',
    `/v1/orgs/alpha/identity-providers/${world.alpha.id}/test`,
  )
  t.like(
    found.body.findings.find(({ check }: { check: string }) => check === 'single_logout'),
    { ok: false },
  )
})

test('our metadata has both bindings of the service, and the certificate that signs', async t => {
  const world = await startWorld(t)
  const xml = await (await fetch(addresses(world, world.alpha).metadata)).text()
  const { slo } = addresses(world, world.alpha)
  for (const binding of ['HTTP-Redirect', 'HTTP-POST'])
    t.regex(xml, new RegExp(`SingleLogoutService Binding="[^"]*${binding}" Location="${slo}"`))
  t.regex(xml, /AuthnRequestsSigned="false"/)
  t.regex(xml, /KeyDescriptor use="signing"/)
})
