import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import { ownOf } from '../clients/client-metadata.ts'

/**
 * Reuses the grant that the session has with the client: a new one for each request would end the codes of other tabs. Adds what
 * the request asks for if the person has just allowed it, or if the client is first-party. Grants are made and changed only here.
 */
export const loadExistingGrant = async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
  const { client, session, result, account, provider } = ctx.oidc
  if (!client || !session || !account) return undefined
  const id = session.grantIdFor(client.clientId)
  const found = id === undefined ? undefined : await provider.Grant.find(id)
  const grant =
    found?.accountId === account.accountId && found.clientId === client.clientId ? found : undefined
  if (!ownOf(client).first_party && result?.consent === undefined) return grant
  const own = grant ?? new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  if (!grant || !covers(ctx, own)) {
    grantAll(ctx, own)
    await own.save()
  }
  return own
}

/** Adds to the grant everything that the request asks for. */
const grantAll = ({ oidc }: KoaContextWithOIDC, grant: Grant): void => {
  if (oidc.requestParamOIDCScopes.size > 0) grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '))
  if (oidc.requestParamClaims.size > 0) grant.addOIDCClaims([...oidc.requestParamClaims])
  for (const [uri, server] of Object.entries(oidc.resourceServers ?? {})) {
    const scopes = [...oidc.requestParamScopes].filter(scope => server.scopes.has(scope))
    grant.addResourceScope(uri, scopes.join(' '))
  }
}

const covers = ({ oidc }: KoaContextWithOIDC, grant: Grant): boolean => {
  const scopes = new Set(grant.getOIDCScopeEncountered().split(' '))
  const claims = new Set(grant.getOIDCClaimsEncountered())
  return (
    [...oidc.requestParamOIDCScopes].every(scope => scopes.has(scope)) &&
    [...oidc.requestParamClaims].every(claim => claims.has(claim)) &&
    Object.entries(oidc.resourceServers ?? {}).every(([uri, server]) => {
      const granted = new Set(grant.getResourceScopeEncountered(uri).split(' '))
      return [...oidc.requestParamScopes].every(scope => !server.scopes.has(scope) || granted.has(scope))
    })
  )
}
