import type { Caller } from '../model/caller.ts'
import type { Trail } from './trail.ts'

export interface RefusedCredential extends Pick<Extract<Caller, { kind: 'account' }>, 'org' | 'subject'> {
  readonly credential?: string | undefined
  readonly address: string
  /** What an auditor should know; the caller is told nothing of it. */
  readonly why: string
}

/**
 * Notes that a credential of ours was shown and not taken: it has expired, came from elsewhere, or its account may do nothing any more.
 * One that nobody has made, or that was revoked, is of no organisation, and leaves no line.
 */
export const credentialRefused = (
  trail: Pick<Trail, 'refused'>,
  { org, subject, credential, address, why }: RefusedCredential,
): undefined => {
  const by = { actor: subject, operation: 'useCredential', target: subject, reason: why, address }
  trail.refused(org, credential === undefined ? by : { ...by, credential }, 'unauthenticated')
}
