/** A real service with two organisations, each with an OpenID provider of its own, and people with browsers. */
import type { ExecutionContext } from 'ava'
import { type App, authorize, claims, redeem, register, verifier } from '../identity/app.ts'
import { type Browser, browser, type Shown } from '../identity/browser.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import type { Body } from '../service/client.ts'
import { createOidcIdp, type OidcIdp } from './oidc-idp.ts'

export type Name = 'alpha' | 'beta'

export interface Tenant {
  readonly org: Name
  readonly idp: OidcIdp
  /** The provider's id with us. */
  readonly id: string
  readonly app: App
}

export interface World {
  readonly service: SignInService
  readonly alpha: Tenant
  readonly beta: Tenant
}

export const settingsOf = (idp: OidcIdp, more: object = {}) => ({
  name: 'Company sign-in',
  protocol: 'oidc',
  settings: { issuer: idp.issuer, client_id: idp.client_id },
  secrets: { client_secret: idp.client_secret },
  ...more,
})

/** An organisation with its provider and an application. */
export const tenant = async (t: ExecutionContext, service: SignInService, org: Name): Promise<Tenant> => {
  const { operator } = service
  const idp = await createOidcIdp(t, org)
  const made = await operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:root' })
  t.is(made.status, 201, made.text)
  const connected = await operator('POST', `/v1/orgs/${org}/identity-providers`, settingsOf(idp))
  t.is(connected.status, 201, connected.text)
  return { org, idp, id: connected.body.id, app: await register(t, service, {}, org) }
}

/** @param replicas how many of the service answer in turn, on one store */
export const startWorld = async (
  t: ExecutionContext,
  env: Readonly<Record<string, string>> = {},
  replicas = 1,
): Promise<World> => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8', ...env }, replicas)
  return worldAt(t, service)
}

/** The same at a service that was started otherwise. */
export const worldAt = async (t: ExecutionContext, service: SignInService): Promise<World> => ({
  service,
  alpha: await tenant(t, service, 'alpha'),
  beta: await tenant(t, service, 'beta'),
})

/** Names a domain for a tenant and has the operator verify it. */
export const ownDomain = async (t: ExecutionContext, { service }: World, org: Name, domain: string) => {
  const path = `/v1/orgs/${org}/email-domains/${domain}`
  t.is((await service.operator('PUT', path, {})).status, 200)
  t.is((await service.operator('POST', `${path}/verify`)).status, 200)
}

/** Changes the settings of a tenant's provider. */
export const adjust = async (
  t: ExecutionContext,
  { service }: World,
  { org, idp, id }: Tenant,
  more: object,
) => {
  const reply = await service.operator(
    'PUT',
    `/v1/orgs/${org}/identity-providers/${id}`,
    settingsOf(idp, more),
  )
  t.is(reply.status, 200, reply.text)
}

export interface Begun {
  readonly at: Browser
  /** The provider's authorization address that the browser was sent to. */
  readonly to: string
  readonly code_verifier: string
}

/** A browser goes to the application and is sent away to its identity provider. */
export const begin = async (
  t: ExecutionContext,
  { service }: World,
  { app }: Tenant,
  more: { at?: Browser; params?: Readonly<Record<string, string>> } = {},
): Promise<Begun> => {
  const at = more.at ?? browser(service.url)
  const { code_verifier, code_challenge } = verifier()
  const page = await at.open(
    authorize(service, app, { code_challenge, code_challenge_method: 'S256', ...more.params }),
  )
  t.truthy(page.left, `${page.status} ${page.text.slice(0, 2000)}`)
  return { at, to: String(page.left), code_verifier }
}

export interface Entered {
  readonly at: Browser
  readonly shown: Shown
  /** The code of the page's problem; undefined when the sign-in went through. */
  readonly refused?: string
  /** The id token's claims. */
  readonly who?: Body
}

const codeOn = (page: Shown): string | undefined => /<code[^>]*>([a-z_]+)<\/code>/.exec(page.text)?.[1]

/** A whole sign-in: away to the provider, back, and the code redeemed. */
export const enter = async (
  t: ExecutionContext,
  world: World,
  tenant: Tenant,
  more: { at?: Browser; params?: Readonly<Record<string, string>> } = {},
): Promise<Entered> => {
  const { at, to, code_verifier } = await begin(t, world, tenant, more)
  const back = await tenant.idp.visit(to)
  const shown = await at.open(back.href)
  const code = shown.left?.searchParams.get('code')
  if (!code)
    return { at, shown, refused: codeOn(shown) ?? `no code: ${shown.status} ${shown.text.slice(0, 1500)}` }
  const { status, body } = await redeem(world.service, tenant.app, { code, code_verifier })
  t.is(status, 200, JSON.stringify(body))
  return { at, shown, who: claims(body.id_token) }
}

/** Signs in and answers the account's id. */
export const personOf = async (t: ExecutionContext, world: World, tenant: Tenant): Promise<string> => {
  const { who, refused } = await enter(t, world, tenant)
  t.is(refused, undefined)
  return String(who?.sub).replace(`${tenant.org}:user:`, '')
}

export const memberOf = async ({ service }: World, org: Name, person: string): Promise<Body> =>
  (await service.operator('GET', `/v1/orgs/${org}/members/${person}`)).body
