import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { RoomParts } from '../parts.ts'
import type { KeyRing, RingView } from './key-ring.ts'

export interface LiveRingParts extends Pick<RoomParts, 'failed'> {
  readonly ring: KeyRing
  /** Milliseconds between two looks at the store. */
  readonly everyMs: number | undefined
}

/** Milliseconds between two looks that unknown key ids may cause: a flood of them costs the store nothing. */
const UNKNOWN_MS = 1_000

/** Follows the key ring: every replica sees a new key within moments, long before it signs. */
export const followRing = async ({ ring, everyMs = 2_000, failed }: LiveRingParts) => {
  let view = await ring.load()
  let verify = localKeys(view)
  let looked = 0
  let changed: (view: RingView) => void = () => {}

  const look = async (): Promise<void> => {
    const next = await ring.load()
    if (next.version === view.version) return
    verify = localKeys(next)
    view = next
    changed(next)
  }

  /** Finds a published key; one that is not known may have been published a moment ago. */
  const keys: JWTVerifyGetKey = async (header, token) => {
    const known = view.keys.some(key => key.kid === header?.kid)
    if (!known && Date.now() - looked > UNKNOWN_MS) {
      looked = Date.now()
      await look()
    }
    return verify(header, token)
  }

  // A store that is away is told of once, not every moment.
  let ailing = false
  const timer = setInterval(() => {
    look().then(
      () => {
        ailing = false
      },
      error => {
        if (!ailing) failed(error)
        ailing = true
      },
    )
  }, everyMs).unref()
  const rotateWhenDue = () => void ring.rotateWhenDue().catch(failed)
  const schedule = setInterval(rotateWhenDue, 3_600_000).unref()
  rotateWhenDue()

  return {
    view: () => view,
    /** Who builds on the keys: called with the new ones, which verify already. */
    onChange: (listener: (view: RingView) => void): void => {
      changed = listener
    },
    keys,
    look,
    close: () => {
      clearInterval(timer)
      clearInterval(schedule)
    },
  }
}

const localKeys = ({ keys }: RingView): JWTVerifyGetKey =>
  createLocalJWKSet({
    keys: keys.map(({ kid, jwk }) => ({
      kty: 'RSA',
      n: jwk.n,
      e: jwk.e,
      alg: 'RS256',
      use: 'sig',
      kid,
    })),
  } as JSONWebKeySet)
