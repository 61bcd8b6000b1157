import { Provider } from 'oidc-provider'
import type { AnyClient } from '../../model/client.ts'
import type { RoomParts } from '../parts.ts'
import { authMethod } from './client-metadata.ts'

/** Where a client itself calls, and not its person's browser. */
const BACK_CHANNEL: ReadonlySet<string> = new Set([
  'token',
  'introspection',
  'revocation',
  'pushed_authorization_request',
  'device_authorization',
])

/**
 * Whether the client may make the call under way from where it comes. One that is bound to known servers, or whose
 * organisation is and which proves itself with a secret of that organisation, does not exist for a call from anywhere else.
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
