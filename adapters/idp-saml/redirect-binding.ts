/**
 * The HTTP-Redirect binding of SAML: a message deflated into an address, and a signature over the very text of its parameters. The text is
 * taken as it came, since senders escape characters in different ways.
 */
import { constants, createVerify, sign, X509Certificate } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { SignatureRefused } from './screen.ts'
import { XmlRefused } from './xml.ts'

export type Carried = 'SAMLRequest' | 'SAMLResponse'

export interface Opened {
  readonly carried: Carried
  readonly xml: string
  readonly relay?: string
}

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const HASHES: Readonly<Record<string, string>> = {
  [RSA_SHA256]: 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
}
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE'

/** What a message may have, packed and unpacked: one with a hundred sessions and a long signature has a fifth. */
export const LONGEST_LOGOUT = 131_072

/**
 * Opens a message whose signature one of the certificates made. @param query as it came, without `?` @param certificates PEM
 * @throws XmlRefused, SignatureRefused
 */
export const openRedirect = (query: string, certificates: readonly string[]): Opened => {
  const given = parametersOf(query)
  const carried: Carried = given.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse'
  const message = given.get(carried)
  if (message === undefined || (given.has('SAMLRequest') && given.has('SAMLResponse')))
    throw new XmlRefused('there is not one message in it')
  const encoding = given.get('SAMLEncoding')
  if (encoding !== undefined && decoded(encoding) !== DEFLATE) throw new XmlRefused('it is packed otherwise')
  const relay = given.get('RelayState')
  requireSigned(
    [carried, 'RelayState', 'SigAlg'].flatMap(name => {
      const value = given.get(name)
      return value === undefined ? [] : [`${name}=${value}`]
    }),
    given,
    certificates,
  )
  return {
    carried,
    xml: inflated(decoded(message)),
    ...(relay === undefined ? {} : { relay: decoded(relay.replaceAll('+', '%20')) }),
  }
}

const NAMES = new Set(['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'])

/** Each once at most: which of two is signed would be anybody's guess. */
const parametersOf = (query: string): ReadonlyMap<string, string> => {
  const given = new Map<string, string>()
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const name = at < 0 ? pair : pair.slice(0, at)
    if (!NAMES.has(name)) continue
    if (given.has(name)) throw new XmlRefused(`it has ${name} twice`)
    given.set(name, pair.slice(name.length + 1))
  }
  return given
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    throw new XmlRefused('its address is not encoded well', { cause: error })
  }
}

const requireSigned = (
  signed: readonly string[],
  given: ReadonlyMap<string, string>,
  certificates: readonly string[],
): void => {
  const [algorithm, signature] = [given.get('SigAlg'), given.get('Signature')]
  if (!algorithm || !signature) throw new SignatureRefused('it is not signed')
  const hash = HASHES[decoded(algorithm)]
  if (hash === undefined)
    throw new SignatureRefused('its signature is not made with RSA and SHA-256 or SHA-512')
  const bytes = Buffer.from(decoded(signature), 'base64')
  const made = certificates.some(certificate => verifies(certificate, hash, signed.join('&'), bytes))
  if (!made) throw new SignatureRefused('its signature was not made with a key of the identity provider')
}

const verifies = (certificate: string, hash: string, text: string, signature: Buffer): boolean => {
  const key = new X509Certificate(certificate).publicKey
  if (key.asymmetricKeyType !== 'rsa') return false
  const padding = constants.RSA_PKCS1_PADDING
  return createVerify(hash).update(text).verify({ key, padding }, signature)
}

/** Stops as soon as there is too much: a few bytes can unpack to gigabytes. */
const inflated = (base64: string): string => {
  if (base64.length > LONGEST_LOGOUT || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64))
    throw new XmlRefused('it is not base64 of a sensible size')
  try {
    const bytes = inflateRawSync(Buffer.from(base64, 'base64'), { maxOutputLength: LONGEST_LOGOUT })
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new XmlRefused('it cannot be unpacked to a message of a sensible size', { cause: error })
  }
}

/** The address that carries the message, signed with our key (PEM). */
export const redirectWith = (url: string, { carried, xml, relay }: Opened, key: string): string => {
  const message = deflateRawSync(Buffer.from(xml)).toString('base64')
  const signed = [
    `${carried}=${encodeURIComponent(message)}`,
    ...(relay === undefined ? [] : [`RelayState=${encodeURIComponent(relay)}`]),
    `SigAlg=${encodeURIComponent(RSA_SHA256)}`,
  ].join('&')
  const signature = sign('sha256', Buffer.from(signed), key).toString('base64')
  return `${url}${url.includes('?') ? '&' : '?'}${signed}&Signature=${encodeURIComponent(signature)}`
}
