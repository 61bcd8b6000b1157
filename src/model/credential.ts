import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The kinds of credentials. The prefix lets people and secret scanners recognise each. */
export type CredentialKind = 'key' | 'operator' | 'invitation' | 'scim'

const FORM = /^kasbah_(key|operator|invitation|scim)_([A-Za-z0-9_-]{43})([0-9a-f]{8})$/

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0')

/** A fresh secret text: 256 random bits behind a prefix, with a checksum so that a mistyped one costs no look-up. */
export const freshCredential = (kind: CredentialKind): string => {
  const body = `kasbah_${kind}_${randomBytes(32).toString('base64url')}`
  return body + checksum(body)
}

/** The kind that the text claims to be; undefined when it is not one of ours. */
export const kindOfCredential = (text: string): CredentialKind | undefined => {
  const kind = FORM.exec(text)?.[1]
  return kind !== undefined && checksum(text.slice(0, -8)) === text.slice(-8)
    ? (kind as CredentialKind)
    : undefined
}

/** SHA-256, hex. Enough for texts of 256 random bits: there is nothing to guess. */
export const hashOfCredential = (text: string): string => hash('sha256', text)

/** Whether the text has this hash. Compares in constant time. */
export const hasHash = (text: string, known: string): boolean => {
  const expected = Buffer.from(known, 'hex')
  const actual = hash('sha256', text, 'buffer')
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
