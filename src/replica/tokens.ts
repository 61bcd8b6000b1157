import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { tokenOf } from './freshness.ts'

/** The most organisations whose newest token is kept. */
const MAX_KEPT = 10_000

/** Prints consistency tokens. The last one of each organisation is kept: every answer at that revision carries it. */
export const createTokens = (store: string): ((org: OrgId, revision: Revision) => string) => {
  const kept = new Map<OrgId, { readonly revision: Revision; readonly token: string }>()
  return (org, revision) => {
    const last = kept.get(org)
    if (last?.revision === revision) return last.token
    const token = tokenOf(store, org, revision)
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(org, { revision, token })
    return token
  }
}
