/** Opens an encrypted assertion or name (XML Encryption 1.0 and 1.1) with our key. Only OAEP and AES: RSA 1.5 answers an attacker's questions. */
import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import { attribute, child, descendants, isNamed, textOf, XmlRefused } from './xml.ts'

const XENC = 'http://www.w3.org/2001/04/xmlenc#'
const XENC11 = 'http://www.w3.org/2009/xmlenc11#'

const CIPHERS: Readonly<Record<string, { name: string; key: number; gcm: boolean }>> = {
  [`${XENC11}aes128-gcm`]: { name: 'aes-128-gcm', key: 16, gcm: true },
  [`${XENC11}aes256-gcm`]: { name: 'aes-256-gcm', key: 32, gcm: true },
  [`${XENC}aes128-cbc`]: { name: 'aes-128-cbc', key: 16, gcm: false },
  [`${XENC}aes256-cbc`]: { name: 'aes-256-cbc', key: 32, gcm: false },
}

const OAEP_HASHES: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  [`${XENC}sha256`]: 'sha256',
  [`${XENC}sha512`]: 'sha512',
}

/**
 * @param encrypted the EncryptedAssertion, or another element around encrypted data @param key our private key, PEM
 * @throws XmlRefused, the same for every way of failing
 */
export const decryptElement = (encrypted: Element, key: string): string => {
  try {
    const data = required(child(encrypted, 'xenc', 'EncryptedData'))
    const wrapped = required(descendants(encrypted).find(one => isNamed(one, 'xenc', 'EncryptedKey')))
    const cipher = required(CIPHERS[algorithmOf(data)])
    const secret = unwrap(wrapped, key)
    if (secret.length !== cipher.key) throw new XmlRefused('a key of another length')
    return decipher(cipher, secret, bytesOf(data))
  } catch (error) {
    throw new XmlRefused('what is encrypted in it cannot be opened', { cause: error })
  }
}

/** Whether what is encrypted can be changed without its key: CBC has nothing to notice it by. */
export const isMalleable = (encrypted: Element): boolean => {
  const data = child(encrypted, 'xenc', 'EncryptedData')
  return data !== undefined && CIPHERS[algorithmOf(data)]?.gcm === false
}

const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new XmlRefused('a part is missing or not supported')
  return value
}

const algorithmOf = (element: Element): string =>
  attribute(child(element, 'xenc', 'EncryptionMethod'), 'Algorithm') ?? ''

const bytesOf = (element: Element): Buffer =>
  Buffer.from(
    textOf(child(required(child(element, 'xenc', 'CipherData')), 'xenc', 'CipherValue')) ?? '',
    'base64',
  )

const unwrap = (wrapped: Element, key: string): Buffer => {
  const method = required(child(wrapped, 'xenc', 'EncryptionMethod'))
  const algorithm = algorithmOf(wrapped)
  const digest =
    attribute(child(method, 'ds', 'DigestMethod'), 'Algorithm') ?? 'http://www.w3.org/2000/09/xmldsig#sha1'
  const oaepHash = required(OAEP_HASHES[digest])
  const known = algorithm === `${XENC}rsa-oaep-mgf1p` || algorithm === `${XENC11}rsa-oaep`
  if (!known) throw new XmlRefused('a key wrapped otherwise than by RSA-OAEP')
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytesOf(wrapped))
}

const decipher = (cipher: { name: string; gcm: boolean }, secret: Buffer, bytes: Buffer): string => {
  const ivLength = cipher.gcm ? 12 : 16
  const iv = bytes.subarray(0, ivLength)
  if (cipher.gcm) {
    const opened = createDecipheriv(cipher.name as 'aes-256-gcm', secret, iv, { authTagLength: 16 })
    opened.setAuthTag(bytes.subarray(-16))
    return Buffer.concat([opened.update(bytes.subarray(ivLength, -16)), opened.final()]).toString('utf8')
  }
  const opened = createDecipheriv(cipher.name, secret, iv).setAutoPadding(false)
  const padded = Buffer.concat([opened.update(bytes.subarray(ivLength)), opened.final()])
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > 16) throw new XmlRefused('wrong padding')
  return padded.subarray(0, padded.length - padding).toString('utf8')
}
