import type { ExecutionContext } from 'ava'
import type { Ask } from './client.ts'
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
}

export const ok = async (t: ExecutionContext, asked: ReturnType<Ask>, status = 200) => {
  const reply = await asked
  t.is(reply.status, status, reply.text)
  return reply.body
}

/** alice is admin, mo a member, gus a guest; `streets` has default access `can_view` and was made by the operator. */
export async function acme(t: ExecutionContext, service?: Service, org = 'acme'): Promise<Acme> {
  const running = service ?? (await startService(t))
  const { operator } = running
  await ok(t, operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:alice' }), 201)
  await ok(t, operator('PUT', `/v1/orgs/${org}/members/mo`, { role: 'member', email: 'mo@example.com' }))
  await ok(t, operator('PUT', `/v1/orgs/${org}/members/gus`, { role: 'guest' }))
  await ok(t, operator('PUT', `/v1/orgs/${org}/service-accounts/backend`, { role: 'member' }))
  const dataset = { id: 'streets', name: 'Streets', default_access: 'can_view', attributes: { city: 'Fez' } }
  await ok(t, operator('POST', `/v1/orgs/${org}/datasets`, dataset), 201)
  const keyOf = async (subject: string, scopes: string[]) => {
    const wish = { subject, name: 'test', scopes }
    const made = await ok(t, operator('POST', `/v1/orgs/${org}/api-keys`, wish), 201)
    return running.as(made.key)
  }
  return {
    service: running,
    operator,
    alice: await keyOf('user:alice', ['check', 'read', 'write']),
    mo: await keyOf('user:mo', ['read', 'write']),
    gus: await keyOf('user:gus', ['read', 'write']),
    backend: await keyOf('service:backend', ['check', 'read', 'write']),
  }
}
