import type { ChangeRecord, Revision } from '../model/change.ts'
import { type ConsistencyMode, parseToken, printToken } from '../model/consistency.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Store } from '../ports/store.ts'

/** How old an answer may be, and when everyone who answers has heard of a change. */
export interface Freshness {
  /** True while what is held may be answered from without asking the store. Checked at the moment of answering. */
  trusted(): boolean
  /** The revision that an answer in this mode must have at least. @throws Problem foreign_token, store_unavailable */
  atLeast(org: OrgId, mode: ConsistencyMode): Promise<Revision>
  /** Resolves when no one can answer from before `change` any more: true; or false when that took too long. */
  propagated(change: ChangeRecord): Promise<boolean>
  token(org: OrgId, revision: Revision): string
}

/**
 * One process has the store for itself: every change passes through it, so what it holds is the newest there is and all
 * three modes are exact.
 */
export function createFreshness(store: Pick<Store, 'id' | 'policy'>): Freshness {
  return {
    trusted: () => true,
    atLeast: async (org, mode) => {
      if (typeof mode === 'string') return 0
      const wanted = revisionOf(store.id, org, mode.at_least_as_fresh)
      if (wanted > (await store.policy.head(org))) throw new Problem('not_yet_consistent')
      return wanted
    },
    propagated: async () => true,
    token: (org, revision) => printToken({ store: store.id, org, revision }),
  }
}

/** The revision that a token names. @throws Problem foreign_token when it is not one of this store and organisation */
export const revisionOf = (store: string, org: OrgId, token: string): Revision => {
  const position = parseToken(token)
  if (position?.store !== store || position.org !== org) throw new Problem('foreign_token')
  return position.revision
}
