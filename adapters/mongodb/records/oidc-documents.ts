import type { OidcRecord } from '../../../src/ports/oidc-store.ts'
import type { OidcDocument } from '../schema/collections.ts'

/** `_id` of a record of the provider: kinds have no slash. */
export const oidcKey = (kind: string, id: string): string => `${kind}/${id}`

/** A record of the provider as it is kept; the payload's keys are a library's, so it is kept as text. */
export const oidcDocument = ({ payload, ...record }: OidcRecord): OidcDocument => ({
  ...record,
  _id: oidcKey(record.kind, record.id),
  payload: JSON.stringify(payload),
})

export const oidcRecord = ({ _id, payload, count: _count, ...record }: OidcDocument): OidcRecord => ({
  ...record,
  payload: JSON.parse(payload),
})

/** What refuses one access token for as long as it would have been good. */
export const denial = (token: string, expires_at: Date): OidcDocument =>
  oidcDocument({ kind: 'Denial', id: token, payload: {}, expires_at })
