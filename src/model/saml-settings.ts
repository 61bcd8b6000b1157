import { z } from 'zod'

export const Text = z.string().min(1).max(512)
export const WebAddress = z
  .string()
  .max(2048)
  .refine(text => URL.canParse(text) && /^https?:\/\//i.test(text), 'an absolute http or https address')

/** How many certificates one SAML IdP may have: some list retired keys too. */
export const MAX_CERTIFICATES = 10

/** A certificate as PEM, or its bare base64 as metadata has it. */
export const Certificate = z.string().min(100).max(16_384)

/** Attributes that hold an address or a name, by their common names and by those of LDAP and Microsoft. */
const CHANGING =
  /^(?:.*\/claims\/)?(?:e-?mail|mail|email_?address|upn|name|display_?name|given_?name|surname|cn|preferred_username)$|^urn:oid:(?:0\.9\.2342\.19200300\.100\.1\.3|1\.2\.840\.113549\.1\.9\.1|2\.16\.840\.1\.113730\.3\.1\.241|2\.5\.4\.3)$/i

export const SamlSettings = z.strictObject({
  /** The identity provider's entity id, compared exactly with the Issuer of what it sends. */
  entity_id: z.string().min(1).max(1024),
  sso_url: WebAddress,
  binding: z.enum(['redirect', 'post']).default('redirect'),
  /** Several while its key changes: an answer signed with either is accepted. */
  certificates: z.array(Certificate).min(1).max(MAX_CERTIFICATES),
  /** Which signatures are required. `either` requires at least one of the two, which is what most IdPs send. */
  signed: z.enum(['either', 'assertion', 'response', 'both']).default('either'),
  sign_requests: z.boolean().default(false),
  clock_skew: z.number().int().min(0).max(300).default(30),
  name_id_format: Text.optional(),
  /** The attribute that holds a person's stable id; absent: the NameID, which then must not be transient. */
  subject_attribute: Text.refine(
    name => !CHANGING.test(name),
    'a person is recognised by a stable id; an address or a name can pass to someone else',
  ).optional(),
  /**
   * Recognises people by a NameID that is an e-mail address, although an address can pass to someone else. Absent in settings
   * that were written before it existed: there it counts as true.
   */
  email_as_subject: z.boolean().default(false),
  attributes: z
    .strictObject({
      email: Text.default('email'),
      name: Text.default('displayName'),
      groups: Text.default('groups'),
    })
    .prefault({}),
  groups_delimiter: z.string().min(1).max(8).optional(),
  /**
   * Whether a person may begin at the IdP. What it then sends unasked is never believed: it only makes us ask.
   * Absent in settings that were written before it existed.
   */
  idp_initiated: z.boolean().default(false),
  authn_context: z.array(Text).max(5).default([]),
  /** Its single logout service; absent: it is told nothing, and hears nothing. Answers of ours go to `slo_response_url`, if that is another. */
  slo_url: WebAddress.optional(),
  slo_response_url: WebAddress.optional(),
  slo_binding: z.enum(['redirect', 'post']).optional(),
  /** Whether signing out of an application here signs out at the IdP too. Absent in settings that were written before it existed. */
  sign_out: z.boolean().default(false),
})
export type SamlSettings = z.infer<typeof SamlSettings>

/** The settings of a SAML IdP that its metadata states. */
export const STATED_SETTINGS = [
  ...(['entity_id', 'sso_url', 'binding', 'certificates', 'sign_requests'] as const),
  ...(['slo_url', 'slo_response_url', 'slo_binding'] as const),
] as const
export type StatedSetting = (typeof STATED_SETTINGS)[number]

/** Where the metadata of a SAML IdP is, to be read again and again. */
export interface MetadataSource {
  readonly url: string
  /** One of them must have signed it; absent: its signature is not looked at. */
  readonly certificates?: readonly string[]
  /** What an admin gave beside it: no reading changes these. */
  readonly kept: readonly StatedSetting[]
}
