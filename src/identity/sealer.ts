import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

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
 * AES-256-GCM with a random nonce. The key is derived with HKDF, so that no other use of the setting shares it.
 * @param secret at least 32 bytes
 * @param before the previous secret: still opens what it sealed, and seals nothing
 */
export const createSealer = (secret: Uint8Array, before?: Uint8Array): Sealer => {
  const key = derived(secret)
  const keys = before === undefined ? [key] : [key, derived(before)]
  return {
    seal: (name, text) => seal(key, name, text),
    open: (name, sealed) => {
      const [, nonce, tag, body] = FORM.exec(sealed) ?? []
      if (nonce === undefined || tag === undefined || body === undefined)
        throw new SealBroken('not a sealed text')
      for (const each of keys) {
        const text = opened(each, name, { nonce, tag, body })
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
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `1.${[nonce, cipher.getAuthTag(), body].map(part => part.toString('base64url')).join('.')}`
}

/** Undefined for another key, another name, or changed text. */
const opened = (
  key: Buffer,
  name: string,
  { nonce, tag, body }: { nonce: string; tag: string; body: string },
): string | undefined => {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), {
    authTagLength: 16,
  })
    .setAAD(Buffer.from(name))
    .setAuthTag(Buffer.from(tag, 'base64url'))
  try {
    return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
