import type { Scope } from './api-key.ts'
import type { OrgId, Subject } from './id.ts'

/** Who asks without a credential where the operator allows it: a service that may ask about anyone there, and nothing else. */
export const anyoneIn = (org: OrgId): Caller => ({
  kind: 'account',
  org,
  subject: 'service:' as Subject,
  scopes: new Set<Scope>(['check']),
  via: 'token',
  credential: '',
})

/** A caller whose credential was verified. Casbin decides what they may do. */
export type Caller =
  | { readonly kind: 'operator' }
  | {
      readonly kind: 'account'
      readonly org: OrgId
      readonly subject: Subject
      /** What the credential was issued for; never more than the account itself may do. */
      readonly scopes: ReadonlySet<Scope>
      readonly via: 'api_key' | 'token'
      /** The key's id or the token's `jti`: for the audit trail and the rate limit. */
      readonly credential: string
      /** When the credential ends, and where it may be used from; absent: never, and anywhere. */
      readonly expires_at?: Date
      /** Of a person who has just signed in to make keys: how long a key may live that is made with it. */
      readonly keys_until?: Date
      readonly networks?: readonly string[]
      /** Of a token: where the pages of its browser application are. */
      readonly origins?: readonly string[]
    }
