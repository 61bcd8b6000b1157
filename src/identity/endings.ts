import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { type Ended, parseAccountId } from '../model/identity.ts'
import type { Commit, Committed } from '../ports/committer.ts'

/**
 * Ending sign-ins is a change of the organisation that narrows, like the removal of a rule: when it is acknowledged,
 * no replica accepts what was issued under them.
 */
export const createEndings = (commit: Commit) => {
  const end = (org: OrgId, actor: Subject, operation: string, of: Ended): Promise<Committed> =>
    commit(org, { actor, operation, target: actor }, () => ({ records: [signInsEnd(of)], narrows: true }))

  return {
    /** Signing out, reuse of a code or refresh token: everything under one grant. */
    grant: async (account: string, grant: string): Promise<void> => {
      const place = parseAccountId(account)
      if (place) await end(place.org, place.subject, 'endGrant', { by: 'grant', grant })
    },
    /** One access token, until it would have expired. */
    token: async (org: OrgId, subject: Subject, token: string, expires_at: Date): Promise<void> => {
      await end(org, subject, 'revokeToken', { by: 'token', token, expires_at })
    },
  }
}

/** The record to put into any change that takes sign-ins away: disabling or removing an account, dropping a client. */
export const signInsEnd = (of: Ended): RecordWrite => ({ drop: 'sign_ins', of })
