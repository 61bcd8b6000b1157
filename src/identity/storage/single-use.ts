import { errors, Provider } from 'oidc-provider'
import type { OidcKind, OidcRecord } from '../../ports/oidc-store.ts'
import type { RoomParts } from '../parts.ts'

export interface SingleUseParts extends Pick<RoomParts, 'oidc' | 'refreshReuseMs'> {
  /** Ends everything under a grant, as a change of the account's organisation. */
  endGrant(account: string, grant: string): Promise<void>
}

/**
 * Codes and refresh tokens are good for one use. The store's compare-and-set tells the first of two, over all processes. Any
 * later use is taken for theft (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2): it is refused, and everything that was issued
 * under the same grant ends, what the first use is just being given included. The one exception is a refresh token
 * within the operator's reuse window: a client that lost the answer, or that refreshes twice at once, gets another one.
 */
export const createSingleUse = ({ oidc, endGrant, refreshReuseMs }: SingleUseParts) => {
  const mayRepeat = ({ kind, consumed_at }: OidcRecord): boolean =>
    kind === 'RefreshToken' &&
    consumed_at !== undefined &&
    Date.now() - consumed_at.getTime() < refreshReuseMs

  return {
    /** @throws InvalidGrant, InvalidRequestUri: errors of the library */
    consume: async (kind: OidcKind, id: string): Promise<void> => {
      if (await oidc.consume(kind, id, new Date())) return
      const used = await oidc.find(kind, id)
      if (used && mayRepeat(used)) return
      if (used?.account !== undefined && used.grant !== undefined) await endGrant(used.account, used.grant)
      throw kind === 'PushedAuthorizationRequest'
        ? new errors.InvalidRequestUri('request_uri was used already')
        : new errors.InvalidGrant('already used')
    },

    /** The record as the token endpoint may see it: without the mark of a use that may be repeated. */
    presented: (record: OidcRecord | undefined): OidcRecord | undefined => {
      if (!record || !mayRepeat(record) || Provider.ctx?.oidc.route !== 'token') return record
      const { consumed_at: _repeatable, ...unused } = record
      return unused
    },
  }
}
