import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Bytes under AES-256-GCM, with the random nonce that they were encrypted with and the tag that proves them unchanged. */
export interface Encrypted {
  readonly nonce: Buffer
  readonly tag: Buffer
  readonly body: Buffer
}

/** @param name decrypting needs the same one, so that encrypted texts of one key cannot be swapped */
export const encrypt = (key: Buffer, bytes: Uint8Array, name = ''): Encrypted => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const body = Buffer.concat([cipher.update(bytes), cipher.final()])
  return { nonce, tag: cipher.getAuthTag(), body }
}

/** Undefined for another key, another name, or changed bytes. */
export const decrypt = (key: Buffer, { nonce, tag, body }: Encrypted, name = ''): Buffer | undefined => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      .setAAD(Buffer.from(name))
      .setAuthTag(tag)
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch {
    return undefined
  }
}
