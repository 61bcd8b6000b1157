/** Two organisations whose providers keep their people by SCIM. */
import type { ExecutionContext } from 'ava'
import { type Name, type Tenant, type World, world } from '../bridge/bridge-world.ts'
import type { Body } from '../service/client.ts'

/** What comes back is JSON of any shape, looked at by the tests. */
export interface ScimReply {
  readonly status: number
  readonly type: string
  readonly location: string | null
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

export const scimWorld = async (
  t: ExecutionContext,
  ...where: Parameters<typeof world> extends [unknown, ...infer Rest] ? Rest : never
): Promise<ScimWorld> => {
  const w = await world(t, ...where)
  const tokens = { alpha: await tokenFor(t, w, w.alpha), beta: await tokenFor(t, w, w.beta) }
  return {
    ...w,
    tokens,
    scim: {
      alpha: asking(w.service.url, 'alpha', tokens.alpha),
      beta: asking(w.service.url, 'beta', tokens.beta),
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
