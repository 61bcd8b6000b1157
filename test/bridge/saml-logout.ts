/** Single logout as an identity provider of the tests' own speaks it: honest messages, and whatever a test makes of them. */
import { createSign, createVerify } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { ExecutionContext } from 'ava'
import { claims, redeem, token } from '../identity/app.ts'
import type { Browser } from '../identity/browser.ts'
import { begin, type Tenant, type World } from './bridge-world.ts'
import { newId, SAML, SAMLP, type SignHow, type SignKey, signed } from './saml-idp.ts'
import { addresses, answerTo, metadataOf } from './saml-service.ts'
import { keys } from './saml-world.ts'

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()

export const SLO = 'https://idp.alpha.example/slo'

/** Alpha's metadata with a single logout service. */
export const withLogout = (binding: 'redirect' | 'post' = 'redirect', more = ''): string =>
  metadataOf('alpha', [keys.alpha.certificate]).replace(
    '<md:SingleSignOnService',
    `<md:SingleLogoutService Binding="${binding === 'post' ? POST : REDIRECT}" Location="${SLO}"${more}/><md:SingleSignOnService`,
  )

/** Connects alpha anew: the same provider with other metadata and settings. */
export const reconnect = async (
  t: ExecutionContext,
  world: World,
  metadata: string,
  settings: object = {},
) => {
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const body = { name: 'alpha', protocol: 'saml', metadata, settings: { clock_skew: 10, ...settings } }
  const reply = await world.service.operator('PUT', path, body)
  t.is(reply.status, 200, reply.text)
}

export interface Person {
  readonly browser: Browser
  readonly token: string
  readonly sub: string
  /** Their session at the provider. */
  readonly session: string
  readonly refresh?: string
}

/** Signs in for the API; what the application gets ends with the session unless it asks to keep it. */
export const arrive = async (
  t: ExecutionContext,
  world: World,
  tenant: Tenant,
  { name = 'ann@alpha.example', scope = 'openid read', browser = undefined as Browser | undefined } = {},
): Promise<Person> => {
  const params = {
    scope,
    resource: world.service.url,
    prompt: scope.includes('offline') ? 'consent' : 'login',
  }
  const away = await begin(t, world, tenant, { params, ...(browser && { at: browser }) })
  const assertionId = newId()
  const answer = answerTo(world, tenant, away.to, { said: { nameId: name, assertionId } })
  // The browser itself: it keeps what our answer has it remember.
  const { left, text } = await away.at.post(addresses(world, tenant).acs, Object.fromEntries(answer), {
    origin: 'https://idp.example',
  })
  const code = left?.searchParams.get('code') ?? t.fail(text.slice(0, 2000)) ?? ''
  const { body } = await redeem(world.service, tenant.app, {
    code: String(code),
    code_verifier: away.code_verifier,
  })
  return {
    browser: away.at,
    token: String(body.access_token),
    sub: String(claims(body.id_token).sub),
    session: `${assertionId}-s`,
    ...(body.refresh_token ? { refresh: String(body.refresh_token) } : {}),
  }
}

/** Whether what the application was given still counts. */
export const holds = async ({ service }: World, person: Person): Promise<boolean> =>
  (await service.as(person.token)('GET', '/v1/whoami')).status === 200

export const renews = async (
  { service }: World,
  { app }: Tenant,
  { refresh = '' }: Person,
): Promise<boolean> =>
  (await token(service, app, { grant_type: 'refresh_token', refresh_token: refresh })).status === 200

/** What an honest request says. */
export interface Asked {
  issuer: string
  destination: string | undefined
  name: string
  /** In place of the NameID. */
  principal?: string
  sessions: readonly string[]
  issued: number
  end: number | undefined
  id: string
}

export const honestRequest = (world: World, tenant: Tenant, about: Partial<Asked> = {}): Asked => ({
  issuer: `https://idp.${tenant.org}.example/metadata`,
  destination: addresses(world, tenant).slo,
  name: 'ann@alpha.example',
  sessions: [],
  issued: 0,
  end: 300,
  id: newId(),
  ...about,
})

const maybe = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${value}"`

export const requestXml = (said: Asked): string =>
  `<samlp:LogoutRequest xmlns:samlp="${SAMLP}" xmlns:saml="${SAML}" ID="${said.id}" Version="2.0" IssueInstant="${at(said.issued)}"${maybe('Destination', said.destination)}${maybe('NotOnOrAfter', said.end === undefined ? undefined : at(said.end))}><saml:Issuer>${said.issuer}</saml:Issuer>${said.principal ?? `<saml:NameID>${said.name}</saml:NameID>`}${said.sessions.map(one => `<samlp:SessionIndex>${one}</samlp:SessionIndex>`).join('')}</samlp:LogoutRequest>`

export const responseTo = (world: World, request: string, { status = 'Success', inner = '' } = {}): string =>
  `<samlp:LogoutResponse xmlns:samlp="${SAMLP}" xmlns:saml="${SAML}" ID="${newId()}" Version="2.0" IssueInstant="${at(0)}" Destination="${addresses(world, world.alpha).slo}" InResponseTo="${request}"><saml:Issuer>https://idp.alpha.example/metadata</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}">${inner === '' ? '' : `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${inner}"/>`}</samlp:StatusCode></samlp:Status></samlp:LogoutResponse>`

export type Kind = 'SAMLRequest' | 'SAMLResponse'

/** The query of the redirect binding, signed. */
export const query = (
  kind: Kind,
  xml: string,
  { key = keys.alpha, relay = undefined as string | undefined, algorithm = RSA_SHA256 } = {},
): string => {
  const text = [
    `${kind}=${encodeURIComponent(deflateRawSync(Buffer.from(xml)).toString('base64'))}`,
    ...(relay === undefined ? [] : [`RelayState=${encodeURIComponent(relay)}`]),
    `SigAlg=${encodeURIComponent(algorithm)}`,
  ].join('&')
  const hash = algorithm.endsWith('sha1') ? 'sha1' : 'sha256'
  const signature = createSign(hash).update(text).sign(key.key, 'base64')
  return `${text}&Signature=${encodeURIComponent(signature)}`
}

export const unsignedQuery = (kind: Kind, xml: string): string =>
  new URLSearchParams({ [kind]: deflateRawSync(Buffer.from(xml)).toString('base64') }).toString()

/** The form of the POST binding. */
export const form = (kind: Kind, xml: string, relay?: string): URLSearchParams =>
  new URLSearchParams({
    [kind]: Buffer.from(xml).toString('base64'),
    ...(relay === undefined ? {} : { RelayState: relay }),
  })

export const signedXml = (xml: string, key: SignKey = keys.alpha, how: Partial<SignHow> = {}): string =>
  signed(xml, xml.startsWith('<samlp:LogoutRequest') ? 'LogoutRequest' : 'LogoutResponse', {
    ...{ key, what: 'response' as const },
    ...how,
  })

/** Opens our address as a browser that comes from another site: without a cookie. */
export const bring = async (address: string, message: string | URLSearchParams) => {
  const reply =
    typeof message === 'string'
      ? await fetch(`${address}?${message}`, { redirect: 'manual' })
      : await fetch(address, { method: 'POST', body: message, redirect: 'manual' })
  const text = await reply.text()
  const code = /<code[^>]*>([a-z_]+)<\/code>/.exec(text)?.[1]
  return { status: reply.status, location: reply.headers.get('location') ?? '', text, code }
}

/** What our address says in a redirect, if our certificate signed it. */
export const ourMessage = (location: string, certificate: string) => {
  const url = new URL(location)
  const [text = '', signature = ''] = url.search.slice(1).split('&Signature=')
  const good = createVerify('sha256')
    .update(text)
    .verify(certificate, Buffer.from(decodeURIComponent(signature), 'base64'))
  const packed = url.searchParams.get('SAMLRequest') ?? url.searchParams.get('SAMLResponse') ?? ''
  return {
    good,
    to: url.origin + url.pathname,
    xml: inflateRawSync(Buffer.from(packed, 'base64')).toString(),
    relay: url.searchParams.get('RelayState') ?? '',
  }
}

/** Our signing certificate, as our metadata for alpha shows it. */
export const ourCertificate = async (world: World): Promise<string> => {
  const xml = await (await fetch(addresses(world, world.alpha).metadata)).text()
  const bare = /use="signing"[\s\S]*?X509Certificate>([^<]+)</.exec(xml)?.[1] ?? ''
  return `-----BEGIN CERTIFICATE-----\n${bare.replace(/\s+/g, '').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}
