import { randomBytes } from 'node:crypto'
import { type AdapterPayload, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { OidcKind } from '../../ports/oidc-store.ts'
import type { TokenFacts } from './token-facts.ts'

export interface PresentedParts {
  inspect(text: string): Promise<TokenFacts | undefined>
  /** Denies one access token from now on. */
  endToken(facts: TokenFacts): Promise<void>
}

/**
 * Introspection and revocation of JWT access tokens. The library rejects them because it does not store them. We verify the token
 * and replace it by a handle for this one request; the library then finds the verified claims under that handle. The library
 * still decides who may ask and what the answer looks like.
 */
export const createPresentedTokens = ({ inspect, endToken }: PresentedParts) => {
  const presented = new WeakMap<KoaContextWithOIDC, { handle: string; facts?: TokenFacts }>()

  /** Called during client authentication: the parameters are read by then, and the token is not yet looked up. */
  const note = async (): Promise<void> => {
    const ctx = Provider.ctx
    const params = ctx?.oidc.params
    const token = params?.token
    if (!ctx || !params || presented.has(ctx) || !/^(?:introspection|revocation)$/.test(ctx.oidc.route))
      return
    if (typeof token !== 'string' || !token.startsWith('eyJ')) return
    const facts = await inspect(token)
    const handle = randomBytes(24).toString('base64url')
    presented.set(ctx, { handle, ...(facts ? { facts } : {}) })
    params.token = handle
  }

  const factsOf = (kind: OidcKind, id: string): TokenFacts | undefined => {
    const entry = Provider.ctx && presented.get(Provider.ctx)
    const { facts, handle } = entry ?? {}
    if (!facts || handle !== id) return undefined
    return kind === (facts.grant === undefined ? 'ClientCredentials' : 'AccessToken') ? facts : undefined
  }

  return {
    note,
    find: (kind: OidcKind, id: string): AdapterPayload | undefined => {
      const facts = factsOf(kind, id)
      return facts && payload(kind, id, facts)
    },
    withdraw: async (kind: OidcKind, id: string): Promise<boolean> => {
      const facts = factsOf(kind, id)
      if (facts) await endToken(facts)
      return facts !== undefined
    },
  }
}

const payload = (kind: OidcKind, id: string, facts: TokenFacts): AdapterPayload => ({
  kind,
  jti: id,
  clientId: facts.client,
  scope: facts.scope,
  aud: facts.audience,
  iat: facts.iat,
  exp: facts.exp,
  extra: { org: facts.org, subject: facts.subject },
  ...(facts.jkt === undefined ? {} : { jkt: facts.jkt }),
  ...(facts.x5t === undefined ? {} : { 'x5t#S256': facts.x5t }),
  ...(facts.grant === undefined ? {} : { accountId: facts.sub, grantId: facts.grant }),
})
