import type { JWTVerifyGetKey } from 'jose'
import type { RoomParts } from '../parts.ts'
import type { KeyRing, RingView } from './key-ring.ts'
import { localKeys, verifyingKeys } from './public-keys.ts'

export interface LiveRingParts extends Pick<RoomParts, 'failed'> {
  readonly ring: KeyRing
  /** Milliseconds between two looks at the store. */
  readonly everyMs: number | undefined
}

/** Unknown key ids cause at most one read of the store per this many milliseconds. */
const UNKNOWN_MS = 1_000

/** Follows the key ring: every replica sees a new key within moments, long before it signs. */
export const followRing = async ({ ring, everyMs = 2_000, failed }: LiveRingParts) => {
  let view = await ring.load()
  let verify = localKeys(verifyingKeys(view.keys))
  let looked = 0
  let changed: (view: RingView) => void = () => {}

  const look = async (): Promise<void> => {
    const next = await ring.load()
    if (next.version === view.version) return
    verify = localKeys(verifyingKeys(next.keys))
    view = next
    changed(next)
  }

  /** Finds a published key. For an unknown key id it reads the ring again: another replica may have just published it. */
  const keys: JWTVerifyGetKey = async (header, token) => {
    const known = view.keys.some(key => key.kid === header?.kid)
    if (!known && Date.now() - looked > UNKNOWN_MS) {
      looked = Date.now()
      await look()
    }
    return verify(header, token)
  }

  // Report an unreachable store once, not at every interval.
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
    /** Calls `listener` with the new keys. They already verify by then. */
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
