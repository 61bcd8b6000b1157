/** Two organisations whose providers keep their people by SCIM. */
import type { ExecutionContext } from 'ava'
import { type Name, startWorld, type Tenant, type World } from '../bridge/bridge-world.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

/** What comes back is JSON of any shape, looked at by the tests. */
export interface ScimReply {
  readonly status: number
  readonly type: string
  readonly location: string | null
  readonly headers: Headers
  readonly body: Body
}
export type AskScim = (method: string, path: string, body?: unknown) => Promise<ScimReply>

export interface ScimWorld extends World {
  readonly scim: Readonly<Record<Name, AskScim>>
  readonly tokens: Readonly<Record<Name, string>>
}

export const asking =
  (url: string, org: string, token: string): AskScim =>
  async (method, path, body) => {
    const reply = await fetch(`${url}/scim/v2/orgs/${org}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    return {
      status: reply.status,
      type: reply.headers.get('content-type') ?? '',
      location: reply.headers.get('location'),
      headers: reply.headers,
      body: text === '' ? {} : JSON.parse(text),
    }
  }

const tokenFor = async (t: ExecutionContext, { service }: World, { org, id }: Tenant): Promise<string> => {
  const made = await service.operator('POST', `/v1/orgs/${org}/scim-tokens`, {
    idp: id,
    name: 'their directory',
  })
  t.is(made.status, 201, made.text)
  return made.body.scim_token
}

export const startScimWorld = async (
  t: ExecutionContext,
  ...where: Parameters<typeof startWorld> extends [unknown, ...infer Rest] ? Rest : never
): Promise<ScimWorld> => {
  const world = await startWorld(t, ...where)
  const tokens = { alpha: await tokenFor(t, world, world.alpha), beta: await tokenFor(t, world, world.beta) }
  return {
    ...world,
    tokens,
    scim: {
      alpha: asking(world.service.url, 'alpha', tokens.alpha),
      beta: asking(world.service.url, 'beta', tokens.beta),
    },
  }
}

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export const ann = (more: object = {}) => ({
  schemas: [USER],
  userName: 'ann@alpha.example',
  externalId: 'alpha-1',
  name: { givenName: 'Ann', familyName: 'Archer' },
  emails: [{ value: 'ann@alpha.example', type: 'work', primary: true }],
  active: true,
  ...more,
})

export const patch = (...Operations: object[]) => ({ schemas: [PATCH], Operations })

/** One organisation of its own, on a service that the tests of a file share. No sign-ins: its provider cannot be reached. */
export interface Directory {
  readonly org: string
  readonly url: string
  readonly token: string
  readonly scim: AskScim
  readonly operator: Ask
}

let organisations = 0

/** Call it once in a file: the service ends with the last test. */
export const sharedDirectories = () => {
  const service = sharedService({ env: { KASBAH_RATE_LIMIT: '0' } })
  return async (t: ExecutionContext): Promise<Directory> => {
    const { url, operator } = service
    organisations += 1
    const org = `acme-${organisations}`
    const made = await operator('POST', '/v1/orgs', { id: org, name: 'Acme', admin: 'user:root' })
    t.is(made.status, 201, made.text)
    const idp = await operator('POST', `/v1/orgs/${org}/identity-providers`, {
      name: 'Directory',
      protocol: 'oidc',
      settings: { issuer: 'https://idp.invalid', client_id: 'kasbah' },
      secrets: { client_secret: 'secret' },
    })
    t.is(idp.status, 201, idp.text)
    const { body } = await operator('POST', `/v1/orgs/${org}/scim-tokens`, { idp: idp.body.id, name: 'sync' })
    return { org, url, token: body.scim_token, scim: asking(url, org, body.scim_token), operator }
  }
}
