import { errors, Provider } from 'oidc-provider'
import type { OidcKind, OidcRecord } from '../../ports/oidc-store.ts'
import type { RoomParts } from '../parts.ts'

export interface SingleUseParts extends Pick<RoomParts, 'oidc' | 'refreshReuseMs'> {
  /** Ends everything under a grant, as a change of the account's organisation. */
  endGrant(account: string, grant: string): Promise<void>
}

/**
 * Codes and refresh tokens work once. The store's compare-and-set picks the first use, over all processes. Any later use counts as
 * theft (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2): it is refused and its grant ends, with all tokens under it, even
 * those that the first use is just receiving. The only exception is a refresh token within the operator's reuse window, for
 * clients that lost an answer or refresh twice at once: they get another token.
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

    /** Hides the mark of a use that may be repeated, for the token endpoint only. */
    presented: (record: OidcRecord | undefined): OidcRecord | undefined => {
      if (!record || !mayRepeat(record) || Provider.ctx?.oidc.route !== 'token') return record
      const { consumed_at: _repeatable, ...unused } = record
      return unused
    },
  }
}
