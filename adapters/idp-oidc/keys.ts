/** Which key a token asks for, and whether a key set has it. */
import type { Document, Documents } from './documents.ts'

/** The key id in the header of a compact JWT; undefined when there is none, or the text is not one. */
export const keyIdOfJwt = (jwt: string): string | undefined => {
  try {
    const header: unknown = JSON.parse(Buffer.from(jwt.split('.', 1)[0] ?? '', 'base64url').toString())
    const kid = (header as { kid?: unknown } | null)?.kid
    return typeof kid === 'string' ? kid : undefined
  } catch {
    return undefined
  }
}

/** The key id of the JWT that an answer holds: as its body, or as `id_token` of its JSON. */
export const keyIdOf = async (answer: Response, holds: 'token' | 'jwt'): Promise<string | undefined> => {
  const text = await answer.text()
  if (holds === 'jwt') return keyIdOfJwt(text)
  try {
    const { id_token } = JSON.parse(text) as { id_token?: unknown }
    return typeof id_token === 'string' ? keyIdOfJwt(id_token) : undefined
  } catch {
    return undefined
  }
}

/**
 * The provider's keys, newer ones when the cached set lacks the key. A token that names no key may be signed with any, so the
 * set is looked at again as often as the budget allows.
 */
export const keysFor = async (
  documents: Documents,
  jwks_uri: string,
  kid: string | undefined,
): Promise<Document> => {
  const has = (set: Document): boolean => kid !== undefined && hasKey(set, kid)
  const cached = await documents.get(jwks_uri)
  return has(cached) ? cached : documents.renew(jwks_uri, has)
}

const hasKey = ({ keys }: Document, kid: string): boolean =>
  Array.isArray(keys) && keys.some((key: { kid?: unknown } | null) => key?.kid === kid)
