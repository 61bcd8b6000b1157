import { errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { OidcRecord, OidcStore } from '../../ports/oidc-store.ts'

/** Ids of the grants that each request has read. */
const found = new WeakMap<KoaContextWithOIDC, Set<string>>()

/** Notes that the request under way has read the grant. */
export const noteFound = (grant: string): void => {
  const { ctx } = Provider
  if (!ctx) return
  const known = found.get(ctx) ?? new Set()
  found.set(ctx, known.add(grant))
}

/**
 * Saves a grant that this request has read only if it still exists. Otherwise a grant that was ended in the meantime would come
 * back, and every token that ended with it.
 */
export const saveGrant = async (oidc: OidcStore, grant: OidcRecord): Promise<void> => {
  const known = Provider.ctx && found.get(Provider.ctx)?.has(grant.id)
  if (!known) return oidc.upsert(grant)
  if (!(await oidc.replace(grant))) throw new errors.AccessDenied('the sign-in was ended meanwhile')
}
