import { Provider } from 'oidc-provider'
import type { AnyClient } from '../../model/client.ts'
import type { RoomParts } from '../parts.ts'
import { authMethod } from './client-metadata.ts'

/** Endpoints that the client itself calls, not a browser. */
const BACK_CHANNEL: ReadonlySet<string> = new Set([
  'token',
  'introspection',
  'revocation',
  'pushed_authorization_request',
  'device_authorization',
])

/**
 * Whether the current call comes from an address that the client may call from. A client limited to networks, or a client with a
 * secret in an organisation limited to networks, is answered as unknown when the call comes from elsewhere.
 */
export const createKnownServers =
  ({ within, networksOf }: Pick<RoomParts, 'within' | 'networksOf'>) =>
  async (client: AnyClient): Promise<boolean> => {
    const ctx = Provider.ctx
    if (!ctx || !BACK_CHANNEL.has(ctx.oidc.route)) return true
    const { networks, org } = client
    if (networks !== undefined && !within(ctx.ip, networks)) return false
    if (org === undefined || authMethod(client) === 'none') return true
    const known = await networksOf(org)
    return known === undefined || within(ctx.ip, known)
  }
