/** Mutual TLS (RFC 8705) behind a proxy that ends the TLS: off, unless the settings say how it passes certificates on. */
import type { Configuration } from 'oidc-provider'
import { CERTIFICATE_NAMES } from '../../model/client.ts'
import type { CertificateHeaders } from '../../model/client-certificate.ts'
import { certificateOf, isNamed, isVouchedFor } from '../client-certificate.ts'

/** Who issued a certificate counts only where the proxy says that it knows. */
export const certificateMethods = (headers: CertificateHeaders | undefined) => {
  if (!headers) return []
  const own = ['self_signed_tls_client_auth'] as const
  return headers.verified === undefined ? own : ([...own, 'tls_client_auth'] as const)
}

export const mutualTls = (
  headers: CertificateHeaders | undefined,
): Pick<NonNullable<Configuration['features']>, 'mTLS'> => {
  if (!headers) return {}
  return {
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: headers.verified !== undefined,
      getCertificate: ctx => certificateOf(ctx.req.headers, headers),
      certificateAuthorized: ctx => isVouchedFor(ctx.req.headers, headers),
      certificateSubjectMatches: (ctx, property, expected) => {
        const certificate = certificateOf(ctx.req.headers, headers)
        const name = CERTIFICATE_NAMES.find(one => `tls_client_auth_${one}` === property)
        return certificate !== undefined && name !== undefined && isNamed(certificate, name, expected)
      },
    },
  }
}
