import { z } from 'zod'
import { decodeRef } from '../../model/id.ts'
import {
  GroupMapping,
  type IdentityProvider,
  OidcSettings,
  ProviderTerms,
  SamlSettings,
} from '../../model/identity-provider.ts'
import { InOrg } from '../admin/forms.ts'

const IdpId = z.string().regex(/^idp_[A-Za-z0-9_-]{1,64}$/, 'an identity provider’s id starts with idp_')
export const InProvider = InOrg.extend({ idp: IdpId })
export { IdpId }

const Secrets = z.strictObject({
  client_secret: z.string().min(1).max(2048).optional().describe('Write-only: never shown again'),
  client_key: z.string().min(1).max(16_384).optional().describe('PKCS 8, PEM; write-only'),
})

/** What is sent to connect a provider. Settings of a SAML provider may come from its metadata; what is given beside it wins. */
export const ProviderBody = z.discriminatedUnion('protocol', [
  ProviderTerms.extend({
    protocol: z.literal('oidc'),
    settings: OidcSettings,
    secrets: Secrets.default({}),
  }),
  ProviderTerms.extend({
    protocol: z.literal('saml'),
    settings: SamlSettings.partial().default({}),
    metadata: z.string().max(1_048_576).optional().describe('The provider’s metadata, XML'),
    metadata_url: z.url().max(2048).optional().describe('Where its metadata is; read once, now'),
  }),
])
export type ProviderBody = z.output<typeof ProviderBody>

const Addresses = z.object({
  callback: z.string().describe('OIDC: the redirect URI to register'),
  logout: z.string().describe('OIDC: the back-channel logout URI'),
  signed_out: z.string().describe('OIDC: the post-logout redirect URI'),
  metadata: z.string().describe('SAML: our entity id (audience), where our metadata is'),
  acs: z.string().describe('SAML: the assertion consumer service'),
})

export const ProviderReply = ProviderTerms.extend({
  id: IdpId,
  protocol: z.enum(['oidc', 'saml']),
  settings: z.union([OidcSettings, SamlSettings]),
  secrets: z.array(z.string()).describe('The names of those that are set'),
  addresses: Addresses,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export const printedProvider = (provider: IdentityProvider, addresses: z.output<typeof Addresses>) => {
  const { connection, secrets, sp_certificate, ...rest } = provider
  return {
    ...rest,
    ...connection,
    secrets: Object.keys(secrets).filter(name => name !== 'sp_key'),
    addresses,
  }
}

export const PreviewBody = z.strictObject({
  mappings: z.array(GroupMapping).max(500).optional().describe('Absent: those of the provider'),
})

export const ForeseenReply = z.object({
  subject: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  groups: z.array(z.string()).describe('Their groups at the provider, as last heard'),
  role: z.object({ before: z.string().optional(), after: z.string().optional() }),
  joins: z.array(z.string()),
  leaves: z.array(z.string()),
  changes: z.boolean(),
})

export const decoded = (refs: readonly string[]): string[] => refs.map(decodeRef)
