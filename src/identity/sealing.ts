import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps secrets of the installation unreadable in the store: signing keys, and what identity providers entrust to us. */
export interface Sealer {
  /** `name` says what is sealed; the same name is needed to open it, so that sealed texts cannot change places. */
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
 * AES-256-GCM with a random nonce. The key of the settings is used through HKDF, so that other uses of the same setting
 * never share a key with this one.
 * @param secret at least 32 bytes of the operator's choosing
 */
export const createSealer = (secret: Uint8Array): Sealer => {
  if (secret.byteLength < 32) throw new RangeError('an encryption key is at least 32 bytes')
  const key = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), 'kasbah sealed records', 32))
  return {
    seal: (name, text) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return ['1', nonce, cipher.getAuthTag(), body].map(part => asText(part)).join('.')
    },
    open: (name, sealed) => {
      const [, nonce, tag, body] = FORM.exec(sealed) ?? []
      if (nonce === undefined || tag === undefined || body === undefined)
        throw new SealBroken('not a sealed text')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), {
          authTagLength: 16,
        })
          .setAAD(Buffer.from(name))
          .setAuthTag(Buffer.from(tag, 'base64url'))
        return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString(
          'utf8',
        )
      } catch (cause) {
        throw new SealBroken(
          `the sealed record ${name} cannot be opened: KASBAH_ENCRYPTION_KEY is not the key it was sealed under`,
          { cause },
        )
      }
    },
  }
}

const asText = (part: string | Buffer): string =>
  typeof part === 'string' ? part : part.toString('base64url')
