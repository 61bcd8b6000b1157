import type { ExecutionContext } from 'ava'
import { createKasbah, type Kasbah, type KasbahOptions } from '../../sdk/typescript/src/index.ts'
import { type Acme, acme, ok } from '../service/acme.ts'
import type { Service } from '../service/service.ts'

/** No test fails because the machine is slow. */
export const PATIENT_MS = 600_000

export interface SdkWorld extends Acme {
  /** A client with the key of the service account `backend`. */
  readonly kasbah: Kasbah
  /** Another one, of any account. */
  client(subject: string, options?: Partial<KasbahOptions>): Promise<Kasbah>
}

/** The organisation of `acme(t)`, asked through the client for TypeScript. */
export const sdkWorld = async (t: ExecutionContext, service: Service, org: string): Promise<SdkWorld> => {
  const world = await acme(t, service, org)
  const client: SdkWorld['client'] = async (subject, options = {}) => {
    const wish = { subject, name: 'sdk', scopes: ['check', 'read', 'write'] }
    const { key } = await ok(t, world.operator('POST', `${world.at}/api-keys`, wish), 201)
    return createKasbah({ url: service.url, org, credential: key, timeoutMs: PATIENT_MS, ...options })
  }
  return { ...world, client, kasbah: await client('service:backend') }
}
