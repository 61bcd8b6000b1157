/** The published keys of a token issuer: RSA keys for RS256 only, each by its id. */

export interface KeysOptions {
  /** The issuer, exactly as its tokens have it: `https://kasbah.example.com/oidc`. */
  readonly issuer: string
  readonly fetch?: typeof fetch
}

export interface Keys {
  /** The key of this id; undefined when the issuer publishes none. */
  find(kid: string): Promise<CryptoKey | undefined>
}

/** Keys are read again after this time, so that a withdrawn one is not believed for longer. */
const FRESH_MS = 10 * 60_000
/** How long the keys that were read last are good for while the issuer cannot be reached. */
const STALE_MS = 24 * 60 * 60_000
/** However many tokens name unknown keys, the issuer is asked no more often. */
const PAUSE_MS = 30_000
const TIMEOUT_MS = 5_000
const MOST_KEYS = 50
const MOST_CHARACTERS = 256 * 1024

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const
/** What RFC 7518 demands of RS256, in bits. */
const LEAST_BITS = 2_048

type Published = ReadonlyMap<string, CryptoKey>

export const createKeys = (options: KeysOptions): Keys => {
  let keys: Published = new Map()
  let readAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const age = (at: number) => performance.now() - at

  const read = (): Promise<void> => {
    triedAt = performance.now()
    reading ??= published(options)
      .then(found => {
        keys = found
        readAt = performance.now()
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  return {
    find: async kid => {
      const wanted = !keys.has(kid) || age(readAt) > FRESH_MS
      if (reading || (wanted && age(triedAt) > PAUSE_MS)) {
        await read().catch(error => {
          // What was read before still serves. Without it nothing can be said about any token.
          if (age(readAt) > STALE_MS) throw error
        })
      }
      if (age(readAt) > STALE_MS) throw new TypeError('the keys of the issuer could not be read')
      return keys.get(kid)
    },
  }
}

const published = async (options: KeysOptions): Promise<Published> => {
  const { issuer } = options
  const metadata = await document(options, `${issuer}/.well-known/openid-configuration`)
  if (metadata.issuer !== issuer) throw new TypeError(`the metadata of ${issuer} names another issuer`)
  const { jwks_uri } = metadata
  if (typeof jwks_uri !== 'string' || new URL(jwks_uri).origin !== new URL(issuer).origin)
    throw new TypeError('the keys of the issuer are not at its own origin')
  const { keys } = await document(options, jwks_uri)
  const found = Array.isArray(keys) ? keys.slice(0, MOST_KEYS) : []
  const imported = await Promise.all(found.map(imports))
  return new Map(imported.filter(pair => pair !== undefined))
}

const document = async ({ fetch: ask = globalThis.fetch }: KeysOptions, url: string) => {
  const response = await ask(url, {
    redirect: 'error',
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await response.text()
  if (!response.ok || text.length > MOST_CHARACTERS) throw new TypeError(`${url} answered ${response.status}`)
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}

/** A key that is not for verifying RS256 is left out. */
const imports = async (
  jwk: JsonWebKey & { readonly kid?: unknown },
): Promise<[string, CryptoKey] | undefined> => {
  const { kid, kty, use, alg, n, e } = jwk
  if (typeof kid !== 'string' || kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string')
    return undefined
  if ((use ?? 'sig') !== 'sig' || (alg ?? 'RS256') !== 'RS256') return undefined
  const key = await crypto.subtle
    .importKey('jwk', { kty, n, e }, RS256, false, ['verify'])
    .catch(() => undefined)
  const bits = (key?.algorithm as RsaHashedKeyAlgorithm | undefined)?.modulusLength ?? 0
  return key && bits >= LEAST_BITS ? [kid, key] : undefined
}

/** Whether the bytes are signed by this key. */
export const isSigned = (key: CryptoKey, signature: BufferSource, data: BufferSource): Promise<boolean> =>
  crypto.subtle.verify(RS256.name, key, signature, data)
