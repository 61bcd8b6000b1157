/** SAML through the whole service: two organisations, two providers, and posts that come from another site. */
import test, { type ExecutionContext } from 'ava'
import type { OrgId } from '../../../src/model/id.ts'
import { SamlSettings } from '../../../src/model/identity-provider.ts'
import { claims, redeem, register } from '../provider/app.ts'
import { type SignInService, startSignIn } from '../provider/service.ts'
import { begin as leave, type Name, type Tenant, type World } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'
import { answerOf, requestIn, respond, type Said, type SignHow } from './saml-idp.ts'
import { honest, keys } from './saml-world.ts'

const metadataOf = (org: Name, certificates: readonly string[]): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.${org}.example/metadata"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${certificates
    .map(
      certificate =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.replace(/-----.*-----/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    )
    .join(
      '',
    )}<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.${org}.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>`

const tenant = async (t: ExecutionContext, service: SignInService, org: Name): Promise<Tenant> => {
  const { operator } = service
  t.is((await operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:root' })).status, 201)
  const made = await operator('POST', `/v1/orgs/${org}/identity-providers`, {
    name: `${org} by SAML`,
    protocol: 'saml',
    metadata: metadataOf(org, [keys[org].certificate]),
    settings: { clock_skew: 10 },
  })
  t.is(made.status, 201, made.text)
  t.is(made.body.settings.entity_id, `https://idp.${org}.example/metadata`)
  t.is(made.body.settings.clock_skew, 10)
  return { org, id: made.body.id, app: await register(t, service, {}, org), idp: await createOidcIdp(t, org) }
}

const world = async (t: ExecutionContext): Promise<World> => {
  const service = await startSignIn(t)
  return { service, alpha: await tenant(t, service, 'alpha'), beta: await tenant(t, service, 'beta') }
}

const addresses = ({ service }: World, { org, id }: Tenant) => {
  const base = `${service.url}/login/saml/${org}/${id}`
  return { metadata: `${base}/metadata`, acs: `${base}/acs`, callback: '', logout: '', signed_out: '' }
}

/** What an honest provider says to the request that a browser was sent away with. */
const answerTo = (
  w: World,
  tenant: Tenant,
  to: string,
  more: { said?: Partial<Said>; how?: Partial<SignHow> } = {},
) => {
  const id = /ID="([^"]+)"/.exec(requestIn(to))?.[1] ?? ''
  const connection = {
    org: tenant.org as unknown as OrgId,
    idp: tenant.id,
    settings: SamlSettings.parse({
      entity_id: `https://idp.${tenant.org}.example/metadata`,
      sso_url: 'https://idp.example/',
      certificates: [keys.alpha.certificate],
    }),
    secrets: {},
    addresses: addresses(w, tenant),
  }
  const said = { ...honest(connection, { request: id }), ...more.said }
  const xml = respond(said, { key: keys[tenant.org], what: 'assertion', ...more.how })
  return answerOf(xml, new URL(to).searchParams.get('RelayState') ?? '')
}

/** Posts as a page of another site does: without a cookie. Answers where the browser is sent next. */
const post = async (acs: string, answer: URLSearchParams) => {
  const reply = await fetch(acs, { method: 'POST', body: answer, redirect: 'manual' })
  return { status: reply.status, location: reply.headers.get('location') ?? '', text: await reply.text() }
}

const enter = async (
  t: ExecutionContext,
  w: World,
  tenant: Tenant,
  more: Parameters<typeof answerTo>[3] = {},
) => {
  const { at, to, code_verifier } = await leave(t, w, tenant)
  const { location } = await post(addresses(w, tenant).acs, answerTo(w, tenant, to, more))
  const shown = await at.open(location)
  const code = shown.left?.searchParams.get('code')
  if (!code) return { refused: /<code[^>]*>([a-z_]+)<\/code>/.exec(shown.text)?.[1] ?? shown.text }
  const { body } = await redeem(w.service, tenant.app, { code, code_verifier })
  return { who: claims(body.id_token) }
}

test('a person signs in by SAML, each in their own organisation, and is the same one again', async t => {
  const w = await world(t)
  const first = await enter(t, w, w.alpha)
  t.regex(String(first.who?.sub), /^alpha:user:usr_/)
  t.is((await enter(t, w, w.alpha)).who?.sub, first.who?.sub)
  t.regex(String((await enter(t, w, w.beta)).who?.sub), /^beta:user:usr_/)
})

test("the other tenant's answer is refused at either address", async t => {
  const w = await world(t)
  const { at, to } = await leave(t, w, w.alpha)
  const forBeta = await leave(t, w, w.beta)
  const answer = answerTo(w, w.beta, forBeta.to)
  answer.set('RelayState', new URL(to).searchParams.get('RelayState') ?? '')
  const { location } = await post(addresses(w, w.alpha).acs, answer)
  t.regex((await at.open(location)).text, /answer_(?:issuer|recipient)/)
  const again = await leave(t, w, w.alpha)
  const crossed = await post(addresses(w, w.beta).acs, answerTo(w, w.alpha, again.to))
  t.regex((await again.at.open(crossed.location)).text, /answer_unexpected/)
})

test("beta's key signs nothing for alpha", async t => {
  const w = await world(t)
  t.is((await enter(t, w, w.alpha, { how: { key: keys.beta } })).refused, 'answer_signature')
})

test('replayed, unsolicited or in another browser', async t => {
  const w = await world(t)
  const { acs } = addresses(w, w.alpha)
  const { at, to } = await leave(t, w, w.alpha)
  const answer = answerTo(w, w.alpha, to)
  const { location } = await post(acs, answer)
  const thief = (await leave(t, w, w.alpha)).at
  t.is((await thief.open(location)).status, 400)
  t.true((await at.open(location)).left?.searchParams.has('code'))
  const replayed = await post(acs, answer)
  t.is(replayed.status, 400)
  t.regex(replayed.text, /answer_unexpected/)
  const unsolicited = new URLSearchParams({ SAMLResponse: answer.get('SAMLResponse') ?? '' })
  t.regex((await post(acs, unsolicited)).text, /answer_unexpected/)
})

test('an assertion is taken once, also under another request', async t => {
  const w = await world(t)
  const assertionId = '_the-same'
  t.truthy((await enter(t, w, w.alpha, { said: { assertionId } })).who)
  t.is((await enter(t, w, w.alpha, { said: { assertionId } })).refused, 'answer_replayed')
  t.truthy((await enter(t, w, w.beta, { said: { assertionId } })).who)
})

test('two certificates carry a provider over the change of its key', async t => {
  const w = await world(t)
  const path = `/v1/orgs/alpha/identity-providers/${w.alpha.id}`
  const replace = async (...certificates: string[]) =>
    (
      await w.service.operator('PUT', path, {
        name: 'rolled over',
        protocol: 'saml',
        metadata: metadataOf('alpha', certificates),
      })
    ).status
  const next = { how: { key: keys.alphaNext } }
  t.is((await enter(t, w, w.alpha, next)).refused, 'answer_signature')
  t.is(await replace(keys.alpha.certificate, keys.alphaNext.certificate), 200)
  const before = await enter(t, w, w.alpha)
  t.is((await enter(t, w, w.alpha, next)).who?.sub, before.who?.sub)
  t.is(await replace(keys.alphaNext.certificate), 200)
  t.is((await enter(t, w, w.alpha)).refused, 'answer_signature')
})

test('our metadata is where our entity id says, and holds our certificate', async t => {
  const w = await world(t)
  const { metadata, acs } = addresses(w, w.alpha)
  const reply = await fetch(metadata)
  t.is(reply.status, 200)
  t.is(reply.headers.get('content-type'), 'application/samlmetadata+xml')
  const xml = await reply.text()
  t.true(xml.includes(`entityID="${metadata}"`) && xml.includes(`Location="${acs}"`))
  t.regex(xml, /X509Certificate/)
  t.is((await fetch(metadata.replace(w.alpha.id, 'idp_none'))).status, 404)
  t.is((await fetch(metadata.replace('alpha', 'beta'))).status, 404)
})
