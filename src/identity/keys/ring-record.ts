import { z } from 'zod'

/** The name of the record in the store. */
export const KEY_RING = 'oidc.keys'

/** What ID tokens may be signed with; a client chooses one. Access tokens are always RS256. */
export const SIGNING_ALGS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
export type SigningAlg = (typeof SIGNING_ALGS)[number]

export const Kty = z.enum(['RSA', 'EC', 'OKP'])

/** One signing key, private part included. Times are milliseconds since 1970. */
const SigningKey = z.object({
  kid: z.string().min(1),
  jwk: z.object({ kty: Kty, alg: z.enum(SIGNING_ALGS) }).catchall(z.string()),
  /** The key is published at once and signs from this time, until a newer key does. */
  signs_from: z.number(),
  /** When the key is deleted. Everything it signed has expired by then. */
  drop_at: z.number().optional(),
})
export type SigningKey = z.infer<typeof SigningKey>

/**
 * The sealed record: signing keys, oldest first, and cookie secrets. The first cookie secret signs and all of them verify.
 * Every replica knows the second one before it becomes the first.
 */
export const RingRecord = z.object({
  keys: z.array(SigningKey).min(1),
  cookies: z.array(z.string().min(32)).min(1),
})
export type RingRecord = z.infer<typeof RingRecord>

/** The key that signs at `now` with this algorithm: the one that began last. Undefined when there is none yet. */
const signerWith = ({ keys }: RingRecord, now: number, alg: SigningAlg): SigningKey | undefined => {
  const fit = keys.filter(({ jwk }) => jwk.alg === alg)
  const begun = fit.filter(key => key.signs_from <= now)
  const [first, ...others] = begun.length > 0 ? begun : fit
  return others.reduce((latest, key) => (latest && latest.signs_from >= key.signs_from ? latest : key), first)
}

/** The key that signs access tokens at `now`. */
export const signerAt = (ring: RingRecord, now: number): SigningKey => {
  const signer = signerWith(ring, now, 'RS256')
  if (!signer) throw new RangeError('a key ring always has a key for access tokens')
  return signer
}

/** The algorithms that the ring has no key for: it is of a version that did not know them. */
export const missingAlgs = ({ keys }: RingRecord): readonly SigningAlg[] =>
  SIGNING_ALGS.filter(alg => !keys.some(({ jwk }) => jwk.alg === alg))

/** The keys that verify at `now`, those that sign first: published ones include those yet to sign. */
export const publishedAt = (ring: RingRecord, now: number): readonly SigningKey[] => {
  const signers = SIGNING_ALGS.flatMap(alg => signerWith(ring, now, alg) ?? [])
  return [...signers, ...ring.keys.filter(key => !signers.includes(key) && (key.drop_at ?? Infinity) > now)]
}
