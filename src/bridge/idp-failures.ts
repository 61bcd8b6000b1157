/**
 * Counts sign-ins that failed in a row, by IdP, for who has to know that one does not work. In memory of this process: the next sign-in
 * that works says that all is well, here and anywhere.
 */
import type { OrgId } from '../model/id.ts'
import type { SignInRefusal } from '../model/refusals.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'

/** Refusals by which the settings or the IdP are at fault, and not the person. */
const FAULTS: ReadonlySet<SignInRefusal> = new Set<SignInRefusal>([
  ...(['idp_unavailable', 'idp_misconfigured', 'client_refused'] as const),
  ...(['answer_signature', 'answer_issuer', 'answer_audience', 'answer_recipient'] as const),
])

/** So many in a row are more than one person's mishap. */
export const FAILING = 5
/** IdPs that are remembered; the one that failed longest ago is forgotten first. */
const MOST = 2_000

export interface Failures {
  readonly count: number
  readonly code: SignInRefusal
}

/** @param failing is told how many IdPs fail here again and again */
export const createIdpFailures = (failing: (count: number) => void) => {
  const failures = new Map<string, Failures>()
  const keyOf = (org: OrgId, idp: string): string => `${org} ${idp}`
  const tell = (): void => failing([...failures.values()].filter(({ count }) => count >= FAILING).length)
  return {
    worked(org: OrgId, idp: string): void {
      if (failures.delete(keyOf(org, idp))) tell()
    },
    /** Takes any error: what is nobody's fault does not count. */
    failed(org: OrgId, idp: string, error: unknown): void {
      if (!(error instanceof SignInRefused && FAULTS.has(error.code))) return
      const key = keyOf(org, idp)
      const { count = 0 } = failures.get(key) ?? {}
      failures.delete(key)
      failures.set(key, { count: count + 1, code: error.code })
      const [oldest] = failures.keys()
      if (failures.size > MOST && oldest !== undefined) failures.delete(oldest)
      tell()
    },
    of: (org: OrgId, idp: string): Failures | undefined => failures.get(keyOf(org, idp)),
  }
}
export type IdpFailures = ReturnType<typeof createIdpFailures>
