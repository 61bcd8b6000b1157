/** The keys that a token needs: those in the cache while they verify it, newer ones otherwise. */
import { type CryptoKey, compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose'
import { type Document, type Documents, Unreadable } from './documents.ts'

/** More keys than any IdP signs with; each may have to be tried. */
const MAX_KEYS = 100

/** The header of a compact JWT, unverified; empty when the text is not one. */
export const headerOf = (jwt: string): Readonly<Record<string, unknown>> => {
  try {
    const header: unknown = JSON.parse(Buffer.from(jwt.split('.', 1)[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The JWT that an answer holds: as its body, or as `id_token` of its JSON. */
export const tokenIn = async (answer: Response, holds: 'token' | 'jwt'): Promise<string | undefined> => {
  const text = await answer.text()
  if (holds === 'jwt') return text
  try {
    const { id_token } = JSON.parse(text) as { id_token?: unknown }
    return typeof id_token === 'string' ? id_token : undefined
  } catch {
    return undefined
  }
}

/** @throws Unreadable */
export const keySetOf = ({ keys }: Document): JSONWebKeySet => {
  if (!Array.isArray(keys)) return { keys: [] }
  if (keys.length > MAX_KEYS)
    throw new Unreadable(`the identity provider publishes more than ${MAX_KEYS} keys`)
  return { keys }
}

/**
 * The IdP's keys for a token. When the cached ones do not verify it, the set is asked for again as often as the budget allows:
 * a new key may stand under a new id, under none, or under the id of the one that it replaces.
 */
export const keysFor = async (
  documents: Documents,
  jwks_uri: string,
  jwt: string | undefined,
): Promise<Document> => {
  const cached = await documents.get(jwks_uri)
  keySetOf(cached)
  if (jwt === undefined || (await verifies(cached, jwt))) return cached
  return documents.renew(jwks_uri, renewed => verifies(renewed, jwt))
}

/** Only to choose the keys: the caller checks the token itself. */
const verifies = async (document: Document, jwt: string): Promise<boolean> => {
  try {
    await compactVerify(jwt, createLocalJWKSet(keySetOf(document)))
    return true
  } catch (error) {
    return error instanceof errors.JWKSMultipleMatchingKeys && oneVerifies(error, jwt)
  }
}

/** A token that names no key may be signed with any of the fitting ones. */
const oneVerifies = async (fitting: AsyncIterable<CryptoKey>, jwt: string): Promise<boolean> => {
  for await (const key of fitting)
    if (
      await compactVerify(jwt, key).then(
        () => true,
        () => false,
      )
    )
      return true
  return false
}
