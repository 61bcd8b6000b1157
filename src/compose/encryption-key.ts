import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { DEVELOPMENT } from '../config/setting-forms.ts'
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

/**
 * The key of today, and the one before it where the settings say so: it opens what it sealed.
 * @throws StoreUnusable when the one before is to be the store's own, and there is none
 */
export async function encryptionKeys(
  config: Config,
  secrets: SecretStore,
): Promise<readonly [now: Uint8Array, ...before: Uint8Array[]]> {
  const now = await encryptionKey(config, secrets)
  const before = config.encryptionKeyBefore
  if (before === undefined) return [now]
  if (before !== DEVELOPMENT) return [now, before]
  const known = await secrets.find(NAME)
  if (known) return [now, Buffer.from(known.value, 'base64')]
  throw new StoreUnusable(
    'this store was not begun in development: leave KASBAH_ENCRYPTION_KEY_BEFORE out, or set it to a key',
  )
}

/**
 * Reports in one line that the store was sealed under another key. A key that the store holds itself is not taken unasked: whoever
 * can write to the store could put one there, and have tokens signed with a key of theirs.
 */
export const sealedElsewhere =
  (secrets: SecretStore) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof SealBroken)) throw error
    const begun = (await secrets.find(NAME)) !== undefined
    const way = begun
      ? '. The store was begun in development, under a key of its own: set KASBAH_ENCRYPTION_KEY_BEFORE to development, and see "From trying it out to production" in docs/operations.md'
      : ''
    throw new StoreUnusable(`${error.message}${way}`, { cause: error })
  }
