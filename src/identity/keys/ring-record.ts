import { z } from 'zod'

/** The name of the record in the store. */
export const KEY_RING = 'oidc.keys'

/** One signing key, private part included. Times are milliseconds since 1970. */
const SigningKey = z.object({
  kid: z.string().min(1),
  jwk: z.object({ kty: z.literal('RSA') }).catchall(z.string()),
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

/** The key that signs at `now`: the one that began last. */
export const signerAt = ({ keys }: RingRecord, now: number): SigningKey => {
  const begun = keys.filter(key => key.signs_from <= now)
  const [first, ...others] = begun.length > 0 ? begun : keys
  if (!first) throw new RangeError('a key ring is never empty')
  return others.reduce((latest, key) => (key.signs_from > latest.signs_from ? key : latest), first)
}

/** The keys that verify at `now`, the signing one first: published ones include those yet to sign. */
export const publishedAt = (ring: RingRecord, now: number): readonly SigningKey[] => {
  const signer = signerAt(ring, now)
  return [signer, ...ring.keys.filter(key => key !== signer && (key.drop_at ?? Infinity) > now)]
}
