import { hkdfSync } from 'node:crypto'
import { decrypt, encrypt } from '../model/encrypted.ts'

/** Encrypts secrets in the store: our signing keys, and the secrets of identity providers. */
export interface Sealer {
  /** Opening needs the same `name`, so that sealed texts cannot be swapped. */
  seal(name: string, text: string): string
  /** @throws SealBroken when it was sealed under another key or name, or was changed */
  open(name: string, sealed: string): string
}

/** The text cannot be opened: another encryption key, another name, or damage. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

const FORM = /^1\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]*)$/

/**
 * The key is derived with HKDF, so that no other use of the setting shares it.
 * @param secret at least 32 bytes
 * @param before the previous secret: still opens what it sealed, and seals nothing
 */
export const createSealer = (secret: Uint8Array, before?: Uint8Array): Sealer => {
  const key = derived(secret)
  const keys = before === undefined ? [key] : [key, derived(before)]
  return {
    seal: (name, text) => seal(key, name, text),
    open: (name, sealed) => {
      const [, ...parts] = FORM.exec(sealed) ?? []
      if (parts.length === 0) throw new SealBroken('not a sealed text')
      for (const each of keys) {
        const text = opened(each, name, parts)
        if (text !== undefined) return text
      }
      throw new SealBroken(
        `the sealed record ${name} cannot be opened: KASBAH_ENCRYPTION_KEY is not the key it was sealed under`,
      )
    },
  }
}

const derived = (secret: Uint8Array): Buffer => {
  if (secret.byteLength < 32) throw new RangeError('an encryption key is at least 32 bytes')
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), 'kasbah sealed records', 32))
}

const seal = (key: Buffer, name: string, text: string): string => {
  const { nonce, tag, body } = encrypt(key, Buffer.from(text), name)
  return `1.${[nonce, tag, body].map(part => part.toString('base64url')).join('.')}`
}

/** Undefined for another key, another name, or changed text. */
const opened = (key: Buffer, name: string, parts: readonly string[]): string | undefined => {
  const [nonce = EMPTY, tag = EMPTY, body = EMPTY] = parts.map(part => Buffer.from(part, 'base64url'))
  return decrypt(key, { nonce, tag, body }, name)?.toString()
}

const EMPTY = Buffer.alloc(0)
