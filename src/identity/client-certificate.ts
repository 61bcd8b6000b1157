/** The certificate of a client (RFC 8705) as a trusted proxy passes it on: read, recognised, and compared with a registered name. */
import { createHash, X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { CERTIFICATE_NAMES } from '../model/client.ts'
import type { CertificateHeaders } from '../model/client-certificate.ts'

/** Longer than a chain of three would be. */
const LONGEST = 16_384

/** Undefined for a text that holds not one certificate. */
export const certificateIn = (text: string): X509Certificate | undefined => {
  if (text.length > LONGEST) return undefined
  try {
    const shown = decodeURIComponent(text)
    const [, inside = shown] =
      /^-----BEGIN CERTIFICATE-----([\s\S]+)-----END CERTIFICATE-----\s*$/.exec(shown) ?? []
    const bare = inside.replace(/\s+/g, '')
    return /^[A-Za-z0-9+/]+={0,2}$/.test(bare) ? new X509Certificate(Buffer.from(bare, 'base64')) : undefined
  } catch {
    return undefined
  }
}

/** What binds a token to it: `x5t#S256`. */
export const thumbprintOf = ({ raw }: X509Certificate): string =>
  createHash('sha256').update(raw).digest('base64url')

/** The headers are only there when a trusted proxy has set them: the first step of every request sees to that. */
export const certificateOf = (
  headers: IncomingHttpHeaders,
  { certificate }: CertificateHeaders,
): X509Certificate | undefined => {
  const text = headers[certificate]
  return typeof text === 'string' ? certificateIn(text) : undefined
}

export const isVouchedFor = (headers: IncomingHttpHeaders, { verified }: CertificateHeaders): boolean =>
  verified !== undefined && headers[verified] === 'SUCCESS'

export type CertificateName = (typeof CERTIFICATE_NAMES)[number]

/** Whether the certificate has that very name. Wildcards are no names of clients. */
export const isNamed = (certificate: X509Certificate, name: CertificateName, expected: string): boolean => {
  if (name === 'subject_dn') return subjectOf(certificate).join() === partsOf(expected).join()
  if (name === 'san_uri') return urisOf(certificate).includes(expected)
  if (name === 'san_ip') return certificate.checkIP(expected) !== undefined
  if (name === 'san_email') return certificate.checkEmail(expected, { subject: 'never' }) !== undefined
  const found = certificate.checkHost(expected, { subject: 'never', wildcards: false })
  return found?.toLowerCase() === expected.toLowerCase()
}

/** RFC 4514 has the most specific part first; Node has it last, one a line. */
const subjectOf = ({ subject }: X509Certificate): readonly string[] =>
  (subject ?? '').split('\n').reverse().map(normal)

const partsOf = (dn: string): readonly string[] => dn.split(/(?<!\\),/).map(normal)

/** Types of attributes are compared without regard to case, values as they are. */
const normal = (part: string): string => {
  const text = part.trim()
  const at = text.indexOf('=')
  return `${text.slice(0, at).trim().toUpperCase()}=${text.slice(at + 1).trim()}`
}

/** Node quotes a name in which it would see the beginning of another. */
const urisOf = ({ subjectAltName = '' }: X509Certificate): readonly string[] =>
  [...subjectAltName.matchAll(/(?:^|, )URI:("(?:[^"\\]|\\.)*"|[^,]*)(?=,|$)/g)].map(([, uri = '']) =>
    uri.startsWith('"') ? String(JSON.parse(uri)) : uri,
  )
