/** A sign-in by either protocol, through the whole service, and what still works of it later. */
import type { ExecutionContext } from 'ava'
import { authorize, claims, redeem, token, verifier } from '../identity/app.ts'
import type { SignInService } from '../identity/service.ts'
import { begin, worldAt as oidcWorldAt, settingsOf, type Tenant, type World } from './bridge-world.ts'
import { addresses, answerTo, metadataOf, post, worldAt as samlWorldAt } from './saml-service.ts'
import { keys } from './saml-world.ts'

export interface Protocol {
  /** Two organisations at a service, each with an IdP of its own. */
  readonly worldAt: (t: ExecutionContext, service: SignInService) => Promise<World>
  /** The address of ours to which the browser is sent with the IdP's answer. */
  readonly answer: (world: World, tenant: Tenant, to: string) => Promise<string>
  readonly body: (tenant: Tenant, more: object) => object
}

export const PROTOCOLS: Readonly<Record<'OpenID Connect' | 'SAML', Protocol>> = {
  'OpenID Connect': {
    worldAt: oidcWorldAt,
    answer: async (_w, tenant, to) => (await tenant.idp.visit(to)).href,
    body: (tenant, more) => settingsOf(tenant.idp, more),
  },
  SAML: {
    worldAt: samlWorldAt,
    answer: async (world, tenant, to) =>
      (await post(addresses(world, tenant).acs, answerTo(world, tenant, to))).location,
    body: ({ org }, more) => ({
      name: `${org} by SAML`,
      protocol: 'saml',
      metadata: metadataOf(org, [keys[org].certificate]),
      ...more,
    }),
  },
}

/** Goes as far as our own address with the ticket, which only the browser that began can use. */
export const ticketFor = async ({ service }: World, answer: string): Promise<string> => {
  const url = new URL(answer, service.url)
  if (url.searchParams.has('ticket')) return url.href
  return (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
}

const PARAMS = { scope: 'openid offline_access read', prompt: 'consent' }

/** Somebody who has signed in: their browser, and what their application holds. */
export const signIn = async (t: ExecutionContext, { answer }: Protocol, world: World, tenant: Tenant) => {
  const params = { ...PARAMS, resource: world.service.url }
  const { at, to, code_verifier } = await begin(t, world, tenant, { params })
  const shown = await at.open(await answer(world, tenant, to))
  const code = shown.left?.searchParams.get('code') ?? ''
  const { status, body } = await redeem(world.service, tenant.app, { code, code_verifier })
  t.is(status, 200, JSON.stringify(body))
  return { at, sub: claims(body.id_token).sub, ...body }
}

export type Person = Awaited<ReturnType<typeof signIn>>

/** What still works of it: the access token, the refresh token, the browser's session. */
export const whatHolds = async ({ service }: World, { app }: Tenant, person: Person) => {
  const { at, access_token, refresh_token } = person
  const whoami = (await service.as(access_token)('GET', '/v1/whoami')).status === 200
  const renewed = await token(service, app, { grant_type: 'refresh_token', refresh_token })
  if (renewed.status === 200) person.refresh_token = renewed.body.refresh_token
  const { code_challenge } = verifier()
  const silent = { code_challenge, code_challenge_method: 'S256', prompt: 'none' }
  const shown = await at.open(authorize(service, app, silent))
  return { whoami, refresh: renewed.status === 200, session: shown.left?.searchParams.has('code') === true }
}
