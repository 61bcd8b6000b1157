/** An application of the tests' own, which signs people in at the service under test. */
import { createHash, randomBytes } from 'node:crypto'
import type { ExecutionContext } from 'ava'
import type { Body } from '../service/client.ts'
import { type Browser, browser, type Shown } from './browser.ts'
import type { SignInService } from './service.ts'

export interface App {
  readonly id: string
  readonly secret?: string
  readonly redirect: string
}

export interface Tokens {
  readonly status: number
  readonly body: Body
}

/** Makes the organisation with alice (admin), mo (member) and gus (guest). */
export const found = async (
  t: ExecutionContext,
  { operator }: SignInService,
  org = 'acme',
): Promise<void> => {
  t.is((await operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:alice' })).status, 201)
  const mo = { role: 'member', name: 'Mo', email: 'mo@example.com' }
  t.is((await operator('PUT', `/v1/orgs/${org}/members/mo`, mo)).status, 200)
  t.is((await operator('PUT', `/v1/orgs/${org}/members/gus`, { role: 'guest' })).status, 200)
}

/** Registers a client; a web application of the organisation's own unless asked otherwise. */
export const register = async (
  t: ExecutionContext,
  { operator, url }: SignInService,
  wish: Readonly<Record<string, unknown>> = {},
  org = 'acme',
): Promise<App> => {
  const redirect = `${url}/app/cb`
  const web = { kind: 'web', redirect_uris: [redirect], first_party: true }
  const settings = wish.kind === 'device' || wish.kind === 'service' ? wish : { ...web, ...wish }
  const reply = await operator('POST', `/v1/orgs/${org}/clients`, { name: 'App', ...settings })
  t.is(reply.status, 201, reply.text)
  return {
    id: reply.body.client_id,
    redirect,
    ...(reply.body.client_secret ? { secret: reply.body.client_secret } : {}),
  }
}

export const verifier = (): { code_verifier: string; code_challenge: string } => {
  const code_verifier = randomBytes(32).toString('base64url')
  return { code_verifier, code_challenge: createHash('sha256').update(code_verifier).digest('base64url') }
}

/** The address of an authorization request. Parameters that are undefined are left out. */
export const authorize = (
  { url }: SignInService,
  app: App,
  more: Readonly<Record<string, string | undefined>> = {},
): string => {
  const params: Record<string, string | undefined> = {
    client_id: app.id,
    response_type: 'code',
    redirect_uri: app.redirect,
    scope: 'openid',
    state: 'st',
    ...more,
  }
  const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `${url}/oidc/auth?${new URLSearchParams(given)}`
}

/** At the "who are you?" page: says so. */
export const say = (at: Browser, page: Shown, person: string): Promise<Shown> => at.submit(page, { person })

/** Signs a person in as far as the code. */
export const codeFor = async (
  t: ExecutionContext,
  service: SignInService,
  app: App,
  more: { person?: string; at?: Browser; params?: Readonly<Record<string, string | undefined>> } = {},
): Promise<{ code: string; code_verifier: string; at: Browser; left: URL }> => {
  const { code_verifier, code_challenge } = verifier()
  const at = more.at ?? browser(service.url)
  const params = { code_challenge, code_challenge_method: 'S256', ...more.params }
  const page = await at.open(authorize(service, app, params))
  const done = page.left ? page : await say(at, page, more.person ?? 'mo')
  const left = done.left ?? new URL('about:blank')
  t.true(left.searchParams.has('code'), `${done.status} ${left} ${done.text.slice(0, 3000)}`)
  return { code: left.searchParams.get('code') ?? '', code_verifier, at, left }
}

/** Asks the token endpoint, as the client. */
export const token = async (
  { url }: SignInService,
  app: App,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Tokens> => {
  const basic = app.secret && `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`
  const response = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(basic ? { authorization: basic } : {}),
      ...headers,
    },
    body: String(new URLSearchParams({ ...form, ...(app.secret ? {} : { client_id: app.id }) })),
  })
  return { status: response.status, body: await response.json() }
}

/** Redeems a code. */
export const redeem = (
  service: SignInService,
  app: App,
  { code, code_verifier }: { readonly code: string; readonly code_verifier: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<Tokens> =>
  token(
    service,
    app,
    { grant_type: 'authorization_code', code, code_verifier, redirect_uri: app.redirect },
    headers,
  )

/** Tokens of a person for the API, with a refresh token. */
export const signedIn = async (
  t: ExecutionContext,
  service: SignInService,
  app: App,
  more: Parameters<typeof codeFor>[3] = {},
): Promise<{ access_token: string; refresh_token: string; id_token: string; at: Browser }> => {
  const params = {
    scope: 'openid offline_access read write',
    prompt: 'consent',
    resource: service.url,
    ...more.params,
  }
  const coded = await codeFor(t, service, app, { ...more, params })
  const { status, body } = await redeem(service, app, coded)
  t.is(status, 200, JSON.stringify(body))
  return { ...body, at: coded.at }
}

/** The payload of a JWT, unverified. */
export const claims = (jwt: string): Body =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
