import { z } from 'zod'
import type { MetadataState } from '../../bridge/metadata-readings.ts'
import { decodeRef } from '../../model/id.ts'
import { GroupMapping, type Idp, IdpTerms, isDraft, OidcSettings } from '../../model/idp.ts'
import { Certificate, SamlSettings, STATED_SETTINGS } from '../../model/saml-settings.ts'
import { InOrg } from '../admin/ids.ts'

const IdpId = z.string().regex(/^idp_[A-Za-z0-9_-]{1,64}$/, 'an identity provider’s id starts with idp_')
export const InIdp = InOrg.extend({ idp: IdpId })
export { IdpId }

const Secrets = z.strictObject({
  client_secret: z.string().min(1).max(2048).optional().describe('Write-only: never shown again'),
  client_key: z.string().min(1).max(16_384).optional().describe('PKCS 8, PEM; write-only'),
})

/** What holds of an IdP, as an admin says it. */
const Terms = IdpTerms.extend({
  enabled: z.boolean().optional().describe('Absent: a new one is enabled, and a known one stays as it is'),
})

/** The body that connects an IdP. The settings of a SAML IdP may come from its metadata; settings given beside it win. */
export const IdpBody = z.discriminatedUnion('protocol', [
  Terms.extend({
    protocol: z.literal('oidc'),
    settings: OidcSettings,
    secrets: Secrets.default({}),
  }),
  Terms.extend({
    protocol: z.literal('saml'),
    settings: SamlSettings.partial().default({}),
    metadata: z.string().max(1_048_576).optional().describe('The identity provider’s metadata, XML'),
    metadata_url: z
      .url()
      .max(2048)
      .optional()
      .describe('Where its metadata is, alone or among others. It is read now, and again on schedule'),
    metadata_certificates: z
      .array(Certificate)
      .min(1)
      .max(5)
      .optional()
      .describe('One of them must have signed the metadata'),
  }),
])
export type IdpBody = z.output<typeof IdpBody>

const Addresses = z.object({
  callback: z.string().describe('OIDC: the redirect URI to register'),
  logout: z.string().describe('OIDC: the back-channel logout URI'),
  signed_out: z.string().describe('OIDC: the post-logout redirect URI'),
  metadata: z.string().describe('SAML: our entity id (audience), where our metadata is'),
  acs: z.string().describe('SAML: the assertion consumer service'),
  slo: z.string().describe('SAML: the single logout service'),
})

export const IdpReply = z
  .object({
    ...IdpTerms.shape,
    id: IdpId,
    protocol: z.enum(['oidc', 'saml']),
    settings: z.union([OidcSettings, SamlSettings]).optional().describe('Absent while it is a draft'),
    draft: z.literal(true).optional().describe('It was only begun: it has addresses and no settings'),
    metadata_url: z.string().optional().describe('Where its metadata is read again'),
    metadata_certificates: z.array(z.string()).optional(),
    metadata_keeps: z
      .array(z.enum(STATED_SETTINGS))
      .optional()
      .describe('Settings that were given beside the metadata: reading it does not change them'),
    secrets: z.array(z.string()).describe('The names of the secrets that are set'),
    addresses: Addresses,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'IdentityProvider' })

export const printedIdp = (idp: Idp, addresses: z.output<typeof Addresses>) => {
  // Records from before the two existed are without them.
  const { connection, secrets, sp_certificate, join_by = 'none', join_linked = false, ...rest } = idp
  return {
    join_by,
    join_linked,
    ...rest,
    ...printedConnection(connection),
    secrets: Object.keys(secrets).filter(name => name !== 'sp_key'),
    addresses,
  }
}

const printedConnection = (connection: Idp['connection']) => {
  if (isDraft(connection) || connection.protocol === 'oidc') return connection
  const { source, ...rest } = connection
  return {
    ...rest,
    ...(source && { metadata_url: source.url, metadata_keeps: [...source.kept] }),
    ...(source?.certificates && { metadata_certificates: [...source.certificates] }),
  }
}

/** What became of reading an identity provider's metadata. */
export const MetadataReply = z
  .object({
    url: z.string(),
    read_at: z.iso.datetime().optional().describe('When it was last read well'),
    tried_at: z.iso.datetime(),
    next_at: z.iso.datetime().describe('When it is read again'),
    valid_until: z.iso.datetime().optional().describe('As the metadata says'),
    fault: z
      .string()
      .optional()
      .describe('What was wrong at the last try: the settings from before are in use'),
    faults: z.int().optional().describe('How many tries in a row have failed'),
  })
  .meta({ id: 'MetadataState' })

/** Without what only the next reading needs. */
export const printedReading = ({ etag: _, settings_at: _at, cache_ms: _ms, ...shown }: MetadataState) => shown

export const PreviewBody = z.strictObject({
  mappings: z.array(GroupMapping).max(500).optional().describe('The saved ones when absent'),
})

export const MappingPreviewReply = z
  .object({
    subject: z.string(),
    name: z.string().optional(),
    email: z.string().optional(),
    groups: z.array(z.string()).describe('Their groups at the identity provider, as it last stated them'),
    role: z.object({ before: z.string().optional(), after: z.string().optional() }),
    joins: z.array(z.string()),
    leaves: z.array(z.string()),
    changes: z.boolean(),
  })
  .meta({ id: 'MappingPreview' })

export const decoded = (refs: readonly string[]): string[] => refs.map(decodeRef)

/** What was found when the settings of an identity provider were tested. */
export const Finding = z
  .object({
    check: z.string(),
    ok: z.boolean(),
    detail: z.string(),
    mend: z.string().optional(),
  })
  .meta({ id: 'Finding' })
