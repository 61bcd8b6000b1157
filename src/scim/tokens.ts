/** Tokens for SCIM clients: each for one identity provider of one organisation, and kept as its hash. */

import { requireRoom } from '../change/bounded.ts'
import type { ChangeRequest, Committed } from '../change/commit.ts'
import { freshCredential, hashOfCredential, kindOfCredential } from '../model/credential.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { ScimToken } from '../model/scim.ts'
import { fresh } from '../model/unique.ts'
import type { ScimParts } from './caller.ts'

export type ScimTokenWish = Pick<ScimToken, 'idp' | 'name' | 'expires_at'>

export const createScimTokens = ({ store, commit, now }: Pick<ScimParts, 'store' | 'commit' | 'now'>) => ({
  list: (org: OrgId) => store.records.all('scim_token', org),

  /** The token is in the answer and nowhere else. @throws Problem not_found for the provider, change_too_large */
  async create(org: OrgId, by: ChangeRequest, wish: ScimTokenWish) {
    const secret = freshCredential('scim')
    const made: ScimToken = {
      ...wish,
      id: fresh('scim'),
      hash: hashOfCredential(secret),
      hint: secret.slice(0, 16),
      created_at: now(),
    }
    const committed = await commit(org, { ...by, target: made.id }, async () => {
      if (!(await store.records.find('identity_provider', org, wish.idp))) throw new Problem('not_found')
      requireRoom('scim_token', await store.records.all('scim_token', org))
      return { records: [{ put: 'scim_token', value: made }] }
    })
    return { made, secret, ...committed }
  },

  /** @throws Problem not_found */
  async revoke(org: OrgId, by: ChangeRequest, id: string): Promise<Committed> {
    return commit(org, { ...by, target: id }, async () => {
      if (!(await store.records.all('scim_token', org)).some(token => token.id === id))
        throw new Problem('not_found')
      return { records: [{ drop: 'scim_token', id }], narrows: true }
    })
  },

  /** The identity provider that a token stands for in this organisation; undefined when it is not valid, or no longer. */
  async verify(org: OrgId, secret: string): Promise<{ token: ScimToken; idp: Idp } | undefined> {
    if (kindOfCredential(secret) !== 'scim') return undefined
    const found = (await store.records.anywhere('scim_token', { hash: hashOfCredential(secret) }))[0]
    if (found?.org !== org || (found.value.expires_at && found.value.expires_at <= now())) return undefined
    const idp = await store.records.find('identity_provider', org, found.value.idp)
    return idp?.enabled ? { token: found.value, idp } : undefined
  },
})
