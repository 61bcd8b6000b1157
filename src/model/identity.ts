import { createHash } from 'node:crypto'
import type { OrgId, Subject } from './id.ts'
import type { Identity } from './idp.ts'

/**
 * What our provider (tokens) and the bridge (identity providers of organisations) both speak of. A sign-in is always into one
 * organisation: the same person in two organisations is two accounts, with two `sub` values, so that a statement of one
 * organisation's identity provider is never believed in another organisation.
 */

/** A successful sign-in: the account, and how it was proven. */
export interface SignedIn {
  readonly org: OrgId
  readonly subject: Subject
  /** The identity provider's id, or `stand-in`. */
  readonly idp: string
  readonly auth_time: number
  readonly acr?: string
  readonly amr?: readonly string[]
  /** The IdP's own id of the session, kept with ours for its back-channel logout. */
  readonly idp_sid?: string
  /** What the IdP calls the person when it signs them out, if that is by name and session. */
  readonly idp_name?: string
  readonly origin?: SessionOrigin
}

/** The sign-in at an IdP that a session of ours grew out of, by keys that say nothing about the person. */
export interface SessionOrigin {
  /** Of the name that the IdP gave the person. */
  readonly name: string
  /** Of its session. */
  readonly session?: string
}

/** The `sub` of tokens: `acme:user:usr_1`. Unique in the installation, because ids are unique in their organisation only. */
export const printAccountId = (org: OrgId, subject: Subject): string => `${org}:${subject}`

/** The inverse of {@link printAccountId}; undefined for anything that it did not print. */
export const parseAccountId = (text: string): { org: OrgId; subject: Subject } | undefined => {
  const match = /^([a-z0-9-]{1,63}):((?:user|service):[A-Za-z0-9._~\-@%]{1,768})$/.exec(text)
  return match?.[1] && match[2] ? { org: match[1] as OrgId, subject: match[2] as Subject } : undefined
}

/**
 * Whose sign-ins end. Everything that was issued under them (sessions, grants, codes, refresh tokens, access tokens that are
 * still to expire) is invalid from the change on.
 */
export type Ended =
  /** Records whose account is `printAccountId(org, subject)`. */
  | { readonly by: 'subject'; readonly subject: Subject }
  /** The same for several accounts: everybody who came through an identity provider. */
  | { readonly by: 'subjects'; readonly subjects: readonly Subject[] }
  /** Records of that client. */
  | { readonly by: 'client'; readonly client: string }
  /** The Session record with that `uid`, and every record whose `session` it is; with `alone` only the former. */
  | { readonly by: 'session'; readonly session: string; readonly alone?: true }
  /** The Grant with that id, and every record whose `grant` it is. */
  | { readonly by: 'grant'; readonly grant: string }
  /** One access token by its `jti`, or another mark: a record of kind `Denial` under that id, kept until it would have expired. */
  | { readonly by: 'token'; readonly token: string; readonly expires_at: Date }

/** A short name for an identity in a path: its key may hold any character. */
export const identityId = ({ idp, subject }: Pick<Identity, 'idp' | 'subject'>): string =>
  `idn_${createHash('sha256')
    .update(JSON.stringify([idp, subject]))
    .digest('base64url')
    .slice(0, 22)}`
