import { z } from 'zod'
import type { Subject } from './id.ts'
import { type MetadataSource, type SamlSettings, Text, WebAddress } from './saml-settings.ts'
import type { ScimPerson } from './scim.ts'

/** Where a claim is found: its name, or names joined by dots into nested objects (`realm_access.roles`). A name that itself has dots is found first. */
const ClaimPath = z.string().min(1).max(256)

/**
 * What a group of the identity provider gives here: a role, membership of a group, or both. Names in it are of the organisation's
 * set and directory.
 */
export const GroupMapping = z
  .strictObject({
    /** The group as the identity provider names it, compared exactly. */
    external: z.string().min(1).max(512),
    role: z.string().min(1).max(63).optional(),
    group: z.string().min(1).max(256).optional(),
  })
  .refine(({ role, group }) => role !== undefined || group !== undefined, 'names a role, a group, or both')
export type GroupMapping = z.infer<typeof GroupMapping>

/**
 * The algorithms allowed for an ID token's signature. Symmetric algorithms and `none` are not among them, and cannot be added.
 */
export const OIDC_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const

const OidcClaims = z.strictObject({
  /** Identifies a person: stable, and never given to another. Addresses and names are neither. */
  subject: ClaimPath.refine(
    path => !/^(?:e-?mail|preferred_username|upn|name|nickname|phone_number)$/i.test(path),
    'a person is recognised by a stable id such as sub or oid; an address or a name can pass to someone else',
  ).default('sub'),
  email: ClaimPath.default('email'),
  email_verified: ClaimPath.default('email_verified'),
  name: ClaimPath.default('name'),
  groups: ClaimPath.default('groups'),
})

const EVERY_TENANT =
  /^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|login\.windows\.net|sts\.windows\.net)\/(?:common|organizations|consumers|\{tenantid\})(?:\/|$)/i

export const OidcSettings = z.strictObject({
  /** Compared exactly with what its metadata and its tokens say. */
  issuer: WebAddress.refine(
    issuer => !EVERY_TENANT.test(issuer),
    'this address stands for every tenant of Entra ID, and anybody could sign in: put the id of your own tenant (Overview > Tenant ID) in its place',
  ),
  client_id: Text,
  /** `client_secret_basic_raw` sends id and secret without the form encoding that the standard asks for and some IdPs refuse. */
  client_auth: z
    .enum([
      'client_secret_basic',
      'client_secret_basic_raw',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ])
    .default('client_secret_basic'),
  /** For `private_key_jwt`: the `kid` under which the IdP knows our key; absent: its thumbprint (RFC 7638). */
  client_key_id: Text.optional(),
  /** For `private_key_jwt`: the certificate (PEM) under which the IdP knows our key, sent as `x5t` and `x5t#S256`. */
  client_certificate: z.string().max(16_384).optional(),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/))
    .max(20)
    .default(['openid', 'profile', 'email']),
  algorithms: z
    .array(z.enum(OIDC_ALGORITHMS))
    .min(1)
    .default([...OIDC_ALGORITHMS]),
  /** Seconds by which its clock and ours may differ. */
  clock_skew: z.number().int().min(0).max(300).default(30),
  claims: OidcClaims.prefault({}),
  /** What a person's claims must be, by path: `{"hd": "acme.example"}` keeps everyone else with an account there out. */
  required_claims: z
    .record(ClaimPath, z.union([z.string().max(512), z.boolean()]))
    .refine(claims => Object.keys(claims).length <= 20, 'at most 20')
    .default({}),
  /** Set when groups come as one text: their separator. */
  groups_delimiter: z.string().min(1).max(8).optional(),
  /** Whether to ask the userinfo endpoint, for claims that are not in the ID token. */
  userinfo: z.boolean().default(true),
  /** Whether signing out of an application here signs out at the IdP too, where it offers that. */
  sign_out: z.boolean().default(true),
  /** Sent along with each sign-in, such as `domain_hint` or `hd`. What the protocol itself needs cannot be set here. */
  parameters: z
    .record(
      z
        .string()
        .regex(/^[a-z_]{1,64}$/)
        .refine(name => !RESERVED.has(name), 'is set by the protocol'),
      Text,
    )
    .default({}),
})
export type OidcSettings = z.infer<typeof OidcSettings>

const RESERVED = new Set([
  ...['response_type', 'response_mode', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'request'],
  ...['code_challenge', 'code_challenge_method', 'request_uri', 'client_secret', 'claims', 'registration'],
])

/** Settings of an identity provider that do not depend on its protocol. */
export const IdpTerms = z.strictObject({
  name: z.string().min(1).max(200),
  enabled: z.boolean().default(true),
  /** Every e-mail address it states counts as verified, within the domains that are verified for the organisation. */
  email_trusted: z.boolean().default(false),
  mappings: z.array(GroupMapping).max(500).default([]),
  /** Left out of the chooser; found by `idp_hint` or by the domain that names it. */
  hidden: z.boolean().default(false),
  /** The attribute of its SCIM users that holds the stable id it sends at sign-in. */
  scim_subject: z.enum(['externalId', 'userName']).default('externalId'),
  /**
   * How a first sign-in, or a person who comes by SCIM, is recognised as somebody who was prepared here: by the external id that
   * an admin gave them, or by an address that is believed. `none` makes a new account, and leaves joining to an admin.
   */
  join_by: z.enum(['none', 'external_id', 'email']).default('none'),
  /** Recognises people of other identity providers, too. For the time of a move from one provider to another. */
  join_linked: z.boolean().default(false),
})
export type IdpTerms = z.infer<typeof IdpTerms>

/** A secret that only this service can read again: sealed under the encryption key. */
export type Sealed = string

export interface SamlConnection {
  readonly protocol: 'saml'
  readonly settings: SamlSettings
  readonly source?: MetadataSource
}

export type Connection = { readonly protocol: 'oidc'; readonly settings: OidcSettings } | SamlConnection

/** An identity provider that was only begun: it has our addresses, which some want before they tell theirs, and no settings. */
export interface DraftConnection {
  readonly protocol: Connection['protocol']
  readonly draft: true
}

export const isDraft = (connection: Idp['connection']): connection is DraftConnection => 'draft' in connection

/** One identity provider of one organisation. Its id is generated, and never given to another. */
export interface Idp extends IdpTerms {
  readonly id: string
  readonly connection: Connection | DraftConnection
  /** `client_secret`, `client_key` (PKCS 8), `sp_key` (ours towards a SAML provider): by name. */
  readonly secrets: Readonly<Record<string, Sealed>>
  /** Our certificate towards a SAML provider; its key is the secret `sp_key`. */
  readonly sp_certificate?: string
  readonly created_at: Date
  readonly updated_at: Date
}

/** A mail domain that an organisation says is its own. Two organisations of one company may both have it verified. */
export interface EmailDomain {
  /** Lower case, in ASCII. */
  readonly id: string
  /** What a TXT record at `_kasbah-challenge.DOMAIN` must hold. */
  readonly challenge: string
  readonly verified_at?: Date
  /** The identity provider that people of this domain are sent to; absent: the organisation's only one, or the chooser. */
  readonly idp?: string
  readonly created_at: Date
}

/** A person as an identity provider of the organisation knows them. (idp, subject) is the key; the account follows from it. */
export interface Identity {
  readonly idp: string
  readonly subject: string
  readonly account: Subject
  readonly email?: string
  /** Whether the address was believed: its domain is verified here and the IdP vouched for it. */
  readonly email_verified: boolean
  readonly name?: string
  /** Their groups at the identity provider, as of the last sign-in. */
  readonly groups: readonly string[]
  /** What the mapping gave, and so may take away again. */
  readonly mapped: { readonly role?: string; readonly groups: readonly Subject[] }
  /** Present on people that the IdP keeps by SCIM. */
  readonly scim?: ScimPerson
  /** Present where the person had an account here before this identity. */
  readonly joined?: Joined
  /** Absent for people who were only provisioned so far. */
  readonly first_signed_in_at?: Date
  readonly created_at: Date
}

/** How an identity came to an account that was there before. */
export interface Joined {
  readonly by: 'external_id' | 'email' | 'invitation' | 'hand'
  readonly at: Date
  /** The role that the account held then, to give back when the joining is undone. */
  readonly role?: string
}
