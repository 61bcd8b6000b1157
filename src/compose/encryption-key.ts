import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { SealBroken } from '../identity/sealer.ts'
import { Conflict, StoreUnusable } from '../ports/errors.ts'
import type { SecretStore } from '../ports/secret-store.ts'

const NAME = 'development_encryption_key'

/**
 * The key that seals secrets in the store. In development a key is made when it is first needed and kept in the store itself.
 * That protects nothing, but a store that is copied, restored or served from another folder stays readable. Production refuses to
 * start without a key of the settings.
 */
export async function encryptionKey(config: Config, secrets: SecretStore): Promise<Uint8Array> {
  if (config.encryptionKey !== undefined) return config.encryptionKey
  const known = await secrets.find(NAME)
  if (known) return Buffer.from(known.value, 'base64')
  const fresh = randomBytes(32)
  try {
    await secrets.put(NAME, fresh.toString('base64'), 0)
    return fresh
  } catch (error) {
    // Another process was first: its key is the one.
    if (error instanceof Conflict) return encryptionKey(config, secrets)
    throw error
  }
}

/** Reports in one line that the store was sealed under another key. */
export const sealedElsewhere = (error: unknown): never => {
  if (error instanceof SealBroken) throw new StoreUnusable(error.message, { cause: error })
  throw error
}
