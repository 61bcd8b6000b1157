/** What is believed of proxies in front: whose addresses, and whose certificates. */
import type { CertificateHeaders } from '../model/client-certificate.ts'
import type { TrustedProxies } from '../model/network.ts'
import type { Values } from './settings.ts'

export const certificatesOf = ({
  KASBAH_CLIENT_CERT_HEADER: certificate,
  KASBAH_CLIENT_VERIFY_HEADER: verified,
}: Values): { readonly clientCertificate?: CertificateHeaders } =>
  certificate === undefined
    ? {}
    : { clientCertificate: { certificate, ...(verified === undefined ? {} : { verified }) } }

export const trustedProxiesOf = (text: string): TrustedProxies => {
  if (text === 'off' || text === 'false') return { hops: 0 }
  if (text === 'on' || text === 'true') return { hops: 1 }
  return /^\d$/.test(text) ? { hops: Number(text) } : { networks: text.split(',').map(one => one.trim()) }
}
