import type { ChangeRecord, Revision } from '../model/change.ts'
import { type ConsistencyMode, parseToken, printToken } from '../model/consistency.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Store } from '../ports/store.ts'
import type { createAcknowledgements } from './acknowledgements.ts'
import type { Lease } from './lease.ts'
import { createReading } from './reading-together.ts'

/** How old an answer may be, and when everyone who answers has heard of a change. */
export interface Freshness {
  /** True while what is held may be answered from without asking the store. Checked at the moment of answering. */
  trusted(): boolean
  /** The revision that an answer in this mode must have at least. @throws Problem foreign_token; StoreUnavailable */
  atLeast(org: OrgId, mode: ConsistencyMode): Promise<Revision>
  /** True when no one can answer from before `change` any more; false when that took too long. */
  propagated(change: ChangeRecord): Promise<boolean>
}

/**
 * One process has the store for itself: every change passes through it, so what it holds is the newest there is and all
 * three modes are exact.
 */
export const aloneFreshness = (store: Pick<Store, 'id'>): Freshness => ({
  trusted: () => true,
  atLeast: async (org, mode) =>
    typeof mode === 'string' ? 0 : revisionOf(store.id, org, mode.at_least_as_fresh),
  propagated: async () => true,
})

/**
 * Several processes stand on the store. Memory is good while the lease is; without it every answer begins with the newest
 * revision, read from the store, or there is none.
 */
export function sharedFreshness(
  store: Pick<Store, 'id' | 'policy'>,
  lease: Pick<Lease, 'valid'>,
  { propagated }: Pick<ReturnType<typeof createAcknowledgements>, 'propagated'>,
): Freshness {
  const head = createReading<OrgId, Revision>(org => store.policy.head(org))
  return {
    trusted: lease.valid,
    atLeast: async (org, mode) => {
      const wanted = typeof mode === 'string' ? 0 : revisionOf(store.id, org, mode.at_least_as_fresh)
      if (mode !== 'fully_consistent' && lease.valid()) return wanted
      return Math.max(wanted, await head(org))
    },
    propagated,
  }
}

/** The token of a revision. */
export const tokenOf = (store: string, org: OrgId, revision: Revision): string =>
  printToken({ store, org, revision })

/** The revision that a token names. @throws Problem foreign_token when it is not one of this store and organisation */
const revisionOf = (store: string, org: OrgId, token: string): Revision => {
  const position = parseToken(token)
  if (position?.store !== store || position.org !== org) throw new Problem('foreign_token')
  return position.revision
}
