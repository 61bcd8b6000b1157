/** node-saml, set up for one sign-in. */
import { SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml'
import type { SamlSettings } from '../../src/model/saml-settings.ts'
import type { ConnectedIdp } from '../../src/ports/idp-protocol.ts'
import { pemOf } from './certificate.ts'

export type SamlIdp = ConnectedIdp<SamlSettings>

/** One object per sign-in: it knows one request id, and forgets it with the sign-in. */
export const samlOf = (
  { settings, addresses, secrets, certificate }: SamlIdp,
  requestId: string,
  more: Partial<SamlConfig> = {},
): SAML => {
  const sign = settings.sign_requests && secrets.sp_key && certificate
  return new SAML({
    entryPoint: settings.sso_url,
    issuer: addresses.metadata,
    audience: addresses.metadata,
    callbackUrl: addresses.acs,
    idpCert: settings.certificates.map(pemOf).filter(pem => pem !== undefined),
    generateUniqueId: () => requestId,
    identifierFormat: settings.name_id_format ?? null,
    disableRequestedAuthnContext: true,
    // Times are read once, by assertion.ts: two readers could read two.
    acceptedClockSkewMs: -1,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: onlyThis(requestId),
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    ...(sign ? { privateKey: secrets.sp_key, publicCert: certificate } : {}),
    ...(secrets.sp_key ? { decryptionPvk: secrets.sp_key } : {}),
    ...more,
  } as SamlConfig)
}

const onlyThis = (requestId: string) => ({
  saveAsync: async () => null,
  getAsync: async (key: string) => (key === requestId ? new Date().toISOString() : null),
  removeAsync: async () => null,
})
