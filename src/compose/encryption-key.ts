import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { SealBroken } from '../identity/sealer.ts'
import { Conflict, StoreUnusable } from '../ports/errors.ts'
import type { SecretStore } from '../ports/secret-store.ts'

const NAME = 'development_encryption_key'

/**
 * The key that seals secrets in the store. In development there is one without being asked for, made when it is first needed
 * and kept in the store itself: that hides nothing, but a store that is copied, restored or served from another folder stays
 * whole. Production refuses to start without a key of the settings.
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

/** Says in a line that a person can act on that the store was sealed under another key. */
export const sealedElsewhere = (error: unknown): never => {
  if (error instanceof SealBroken) throw new StoreUnusable(error.message, { cause: error })
  throw error
}
