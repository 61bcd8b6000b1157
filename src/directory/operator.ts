import { freshCredential, hasHash, hashOfCredential } from '../model/credential.ts'
import { Conflict } from '../ports/errors.ts'
import type { SecretStore } from '../ports/secret-store.ts'

const NAME = 'operator_key'

/**
 * The platform operator's key: the configured one, or else one made at first start, of which only the hash is kept.
 * `fresh` is its text, this once.
 */
export async function openOperatorKey(secrets: SecretStore, configured: string | undefined) {
  if (configured !== undefined) {
    const hash = hashOfCredential(configured)
    return { ...verifyingOperator(hash), fresh: undefined }
  }
  const { hash, fresh } = await kept(secrets)
  return { ...verifyingOperator(hash), fresh }
}

/** Verifies the key by its hash. */
export const verifyingOperator = (hash: string) => ({
  hash,
  verify: (text: string): boolean => hasHash(text, hash),
})

/** The hash of the key that a process has made which does more than to decide; undefined before one did. */
export const keptOperatorHash = async (secrets: SecretStore): Promise<string | undefined> =>
  (await secrets.find(NAME))?.value

const kept = async (secrets: SecretStore): Promise<{ hash: string; fresh?: string }> => {
  const known = await secrets.find(NAME)
  if (known) return { hash: known.value }
  const fresh = freshCredential('operator')
  const hash = hashOfCredential(fresh)
  try {
    await secrets.put(NAME, hash, 0)
    return { hash, fresh }
  } catch (error) {
    // Another process was first: its key is the one.
    if (error instanceof Conflict) return kept(secrets)
    throw error
  }
}
