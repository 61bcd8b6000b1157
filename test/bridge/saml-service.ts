/** SAML through the whole service: two organisations, two providers, and posts that come from another site. */
import type { ExecutionContext } from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import { SamlSettings } from '../../src/model/saml-settings.ts'
import { claims, redeem, register } from '../identity/app.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { begin as leave, type Name, type Tenant, type World } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'
import { answerOf, requestIn, respond, type Said, type SignHow } from './saml-idp.ts'
import { honest, keys } from './saml-world.ts'

export const metadataOf = (org: Name, certificates: readonly string[]): string =>
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

export const startWorld = async (t: ExecutionContext): Promise<World> => worldAt(t, await startSignIn(t))

/** The same at a service that was started otherwise. */
export const worldAt = async (t: ExecutionContext, service: SignInService): Promise<World> => ({
  service,
  alpha: await tenant(t, service, 'alpha'),
  beta: await tenant(t, service, 'beta'),
})

export const addresses = ({ service }: World, { org, id }: Tenant) => {
  const base = `${service.url}/login/saml/${org}/${id}`
  const ours = { metadata: `${base}/metadata`, acs: `${base}/acs`, slo: `${base}/slo` }
  return { ...ours, callback: '', logout: '', signed_out: '' }
}

/** What an honest provider says to the request that a browser was sent away with. */
export const answerTo = (
  world: World,
  tenant: Tenant,
  to: string,
  more: { said?: Partial<Said>; how?: Partial<SignHow>; tamper?: (xml: string, said: Said) => string } = {},
) => {
  const id = /ID="([^"]+)"/.exec(requestIn(to))?.[1] ?? ''
  const connection = {
    org: tenant.org as unknown as OrgId,
    id: tenant.id,
    settings: SamlSettings.parse({
      entity_id: `https://idp.${tenant.org}.example/metadata`,
      sso_url: 'https://idp.example/',
      certificates: [keys.alpha.certificate],
    }),
    secrets: {},
    addresses: addresses(world, tenant),
  }
  const said = { ...honest(connection, { request: id }), ...more.said }
  const xml = respond(said, { key: keys[tenant.org], what: 'assertion', ...more.how })
  return answerOf(more.tamper?.(xml, said) ?? xml, new URL(to).searchParams.get('RelayState') ?? '')
}

/** Posts as a page of another site does: without a cookie. Answers where the browser is sent next. */
export const post = async (acs: string, answer: URLSearchParams) => {
  const reply = await fetch(acs, { method: 'POST', body: answer, redirect: 'manual' })
  return { status: reply.status, location: reply.headers.get('location') ?? '', text: await reply.text() }
}

export const enter = async (
  t: ExecutionContext,
  world: World,
  tenant: Tenant,
  more: Parameters<typeof answerTo>[3] = {},
) => {
  const { at, to, code_verifier } = await leave(t, world, tenant)
  const { location } = await post(addresses(world, tenant).acs, answerTo(world, tenant, to, more))
  const shown = await at.open(location)
  const code = shown.left?.searchParams.get('code')
  if (!code) return { refused: /<code[^>]*>([a-z_]+)<\/code>/.exec(shown.text)?.[1] ?? shown.text }
  const { body } = await redeem(world.service, tenant.app, { code, code_verifier })
  return { who: claims(body.id_token) }
}
