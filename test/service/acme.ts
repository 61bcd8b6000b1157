import type { ExecutionContext } from 'ava'
import { type ProblemCode, problems } from '../../src/model/problems.ts'
import type { Ask, Body } from './client.ts'
import { type Service, startService } from './service.ts'

/** An organisation with an admin, a member, a guest and a dataset, and everybody's key. */
export interface Acme {
  readonly service: Service
  readonly operator: Ask
  readonly alice: Ask
  readonly mo: Ask
  readonly gus: Ask
  /** A service account with scope `check`. */
  readonly backend: Ask
  /** `/v1/orgs/acme`. */
  readonly at: string
  /** A fresh key of the account, as one who asks with it. */
  key(subject: string, scopes?: readonly string[], more?: object): Promise<Ask>
  /** The decision about someone, as the operator learns it. */
  may(subject: string, action: string, resource: string): Promise<boolean>
}

export const ok = async (t: ExecutionContext, asked: ReturnType<Ask>, status = 200): Promise<Body> => {
  const reply = await asked
  t.is(reply.status, status, reply.text)
  return reply.body
}

/** Refused with this problem, and with the status that its table says. */
export const refused = async (
  t: ExecutionContext,
  asked: ReturnType<Ask>,
  code: ProblemCode,
  about = '',
): Promise<Body> => {
  const reply = await asked
  t.is(reply.body?.code, code, `${about} ${reply.text}`)
  t.is(reply.status, problems[code].status)
  return reply.body
}

/** alice is admin, mo a member, gus a guest; `streets` has default access `can_view` and was made by the operator. */
export async function acme(t: ExecutionContext, service?: Service, org = 'acme'): Promise<Acme> {
  const running = service ?? (await startService(t))
  const { operator } = running
  const at = `/v1/orgs/${org}`
  await ok(t, operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:alice' }), 201)
  await ok(t, operator('PUT', `${at}/members/mo`, { role: 'member', email: 'mo@example.com' }))
  await ok(t, operator('PUT', `${at}/members/gus`, { role: 'guest' }))
  await ok(t, operator('PUT', `${at}/service-accounts/backend`, { role: 'member' }))
  const dataset = { id: 'streets', name: 'Streets', default_access: 'can_view', attributes: { city: 'Fez' } }
  await ok(t, operator('POST', `${at}/datasets`, dataset), 201)
  const key: Acme['key'] = async (subject, scopes = ['read', 'write'], more = {}) => {
    const wish = { subject, name: 'test', scopes, ...more }
    const made = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
    return running.as(made.key)
  }
  const may: Acme['may'] = async (subject, action, resource) =>
    (await ok(t, operator('POST', '/check', { org, subject, action, resource }))).allowed
  return {
    service: running,
    operator,
    alice: await key('user:alice', ['check', 'read', 'write']),
    mo: await key('user:mo'),
    gus: await key('user:gus'),
    backend: await key('service:backend', ['check', 'read', 'write']),
    at,
    key,
    may,
  }
}
