import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ChangeRecord } from '../../model/change.ts'
import type { OrgId } from '../../model/id.ts'
import type { TokenFacts } from './token-facts.ts'

/** The one used longest ago is forgotten first. */
const MOST = 20_000

/** A token that was looked up. */
export interface GoodToken {
  readonly facts: TokenFacts
  /** Where its client may call from; absent: anywhere. */
  readonly networks?: readonly string[]
  /** Where the pages of its browser application are; absent for other kinds. */
  readonly origins?: readonly string[]
}

/** Tokens that were looked up, by their hash, until a change of their organisation touches sign-ins or clients. */
export const createTokenCache = <G extends { readonly facts: { readonly org: OrgId } }>(
  trusted: () => boolean,
  lookUp: (text: string) => Promise<G | undefined>,
  /** For how long, where something ends without a change. */
  ttl = 0,
) => {
  const cache = new LRUCache<string, G>({ max: MOST, ttl })
  // The result of a look-up that began before an ending must not be cached after it.
  let epoch = 0

  return {
    find: async (text: string): Promise<G | undefined> => {
      const id = createHash('sha256').update(text).digest('base64url')
      const known = trusted() ? cache.get(id) : undefined
      if (known) return known
      const began = epoch
      const found = await lookUp(text)
      if (found && began === epoch) cache.set(id, found)
      return found
    },

    follow: (change: ChangeRecord): void => {
      const ends = ['sign_in', 'client', 'organisation']
      if (!change.touched.some(kind => ends.includes(kind))) return
      epoch += 1
      for (const [id, { facts }] of cache.entries()) if (facts.org === change.org) cache.delete(id)
    },

    forget: (): void => {
      epoch += 1
      cache.clear()
    },
  }
}
