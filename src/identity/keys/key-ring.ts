/**
 * The provider's signing keys and cookie secrets: made at first start, kept sealed, rotated while everything runs.
 * A new key is published first and signs only later, when every replica and every verifier has had the time to see it;
 * the one before stays published until what it signed has expired. Does not own: what is signed.
 */
import { randomBytes } from 'node:crypto'
import { Conflict } from '../../ports/errors.ts'
import type { RoomParts } from '../parts.ts'
import { freshKeys } from './fresh-keys.ts'
import { publishKeys } from './public-keys.ts'
import {
  KEY_RING,
  missingAlgs,
  publishedAt,
  RingRecord,
  SIGNING_ALGS,
  type SigningKey,
  signerAt,
} from './ring-record.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** How long old keys stay published: clients send expired ID tokens back as hints. */
const KEEP_MS = 30 * DAY

export interface KeyRingParts extends Pick<RoomParts, 'secrets' | 'sealer'> {
  now(): number
  /** How long a new key is published before it signs. */
  readonly leadMs?: number
  /** The age at which a signing key is replaced. */
  readonly rotateAfterMs?: number
}

/** What a provider is built from. `version` changes exactly when the rest does. */
export interface RingView {
  readonly version: string
  /** Private keys, the one that signs first. */
  readonly keys: readonly SigningKey[]
  readonly cookies: readonly string[]
}

/** The record in the store: read whole, written by compare-and-set. */
const sealedRing = (secrets: KeyRingParts['secrets'], sealer: KeyRingParts['sealer']) => ({
  async read(): Promise<{ ring: RingRecord; version: number; sealed: string } | undefined> {
    const found = await secrets.find(KEY_RING)
    if (!found) return undefined
    const { value: sealed, version } = found
    return { ring: RingRecord.parse(JSON.parse(sealer.open(KEY_RING, sealed))), version, sealed }
  },

  write: (ring: RingRecord, version: number): Promise<void> =>
    secrets.put(KEY_RING, sealer.seal(KEY_RING, JSON.stringify(ring)), version),
})

export type KeyRing = ReturnType<typeof createKeyRing>

export const createKeyRing = (parts: KeyRingParts) => {
  const { secrets, sealer, now, leadMs = 5 * MINUTE, rotateAfterMs = 90 * DAY } = parts

  const { read, write } = sealedRing(secrets, sealer)

  /** If another replica writes first, its ring is used. The second cookie secret will sign after the next rotation. */
  const first = async (): Promise<RingRecord> => {
    const ring = { keys: await freshKeys(SIGNING_ALGS, now()), cookies: [freshSecret(), freshSecret()] }
    try {
      await write(ring, 0)
      return ring
    } catch (error) {
      const theirs = error instanceof Conflict ? await read() : undefined
      if (!theirs) throw error
      return theirs.ring
    }
  }

  const load = async (): Promise<RingView> => {
    const found = await read()
    if (!found) {
      await first()
      return load()
    }
    const { ring, sealed } = found
    const keys = publishedAt(ring, now())
    // Nothing is signed with a ring before everybody can verify it.
    await publishKeys(secrets, { sealed, keys })
    const version = [...keys.map(key => key.kid), ring.cookies.length, ring.cookies[0]?.slice(0, 8)].join('.')
    return { version, keys, cookies: ring.cookies }
  }

  /**
   * Publishes a new key that will sign after the lead time, and a new cookie secret.
   * While a new key waits for its lead time, this returns that key and starts no second rotation.
   * @returns when the new key begins to sign, in milliseconds since 1970
   */
  const rotate = async (): Promise<{ kid: string; signs_from: number }> => {
    const found = await read()
    if (!found) {
      const key = signerAt(await first(), now())
      return { kid: key.kid, signs_from: key.signs_from }
    }
    const { ring, version } = found
    const pending = ring.keys.find(key => key.signs_from > now())
    const fresh = pending ? [] : await freshKeys(SIGNING_ALGS, now() + leadMs)
    const next = pending ?? signerAt({ ...ring, keys: fresh }, now())
    try {
      // Also where a key waits: this is how the ring comes under the encryption key of today.
      await write(pending ? ring : followedBy(ring, fresh, now()), version)
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      return rotate()
    }
    return { kid: next.kid, signs_from: next.signs_from }
  }

  /** Adds keys for algorithms that a ring of an earlier version does not have; nobody signs with them yet. */
  const complete = async (): Promise<void> => {
    const found = await read()
    const missing = found ? missingAlgs(found.ring) : []
    if (!found || missing.length === 0) return
    const keys = [...found.ring.keys, ...(await freshKeys(missing, now()))]
    await write({ ...found.ring, keys }, found.version).catch(error => {
      // Another replica was first.
      if (!(error instanceof Conflict)) throw error
    })
  }

  /** Rotates if the signing key is too old. Every replica calls this; the compare-and-set lets one of them rotate. */
  const rotateWhenDue = async (): Promise<boolean> => {
    await complete()
    const found = await read()
    if (!found || now() - signerAt(found.ring, now()).signs_from < rotateAfterMs) return false
    await rotate()
    return true
  }

  return { load, rotate, rotateWhenDue }
}

/** The ring with new keys and a new cookie secret; the keys before them stay until what they signed has expired. */
const followedBy = (ring: RingRecord, fresh: readonly SigningKey[], now: number): RingRecord => {
  const next = signerAt({ ...ring, keys: [...fresh] }, now)
  const kept = ring.keys
    .filter(key => (key.drop_at ?? Infinity) > now)
    .map(key => ({ ...key, drop_at: key.drop_at ?? next.signs_from + KEEP_MS }))
  const [signing = freshSecret(), following = freshSecret()] = ring.cookies
  return { keys: [...kept, ...fresh], cookies: [following, freshSecret(), signing] }
}

const freshSecret = (): string => randomBytes(32).toString('base64url')
