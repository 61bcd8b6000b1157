import type { Commit, Committed } from '../change/commit.ts'
import { signInsEnd } from '../change/sign-outs.ts'
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { type Ended, parseAccountId } from '../model/identity.ts'
import type { OidcStore } from '../ports/oidc-store.ts'

/**
 * Ending sign-ins is a change of the organisation that narrows, like the removal of a rule: when it is acknowledged,
 * no replica accepts what was issued under them.
 */
export const createEndings = (oidc: OidcStore, commit: Commit) => {
  const end = (org: OrgId, actor: Subject, operation: string, of: Ended): Promise<Committed> =>
    commit(org, { actor, operation, target: actor }, () => ({ records: [signInsEnd(of)], narrows: true }))

  return {
    /** Signing out, reuse of a code or refresh token: everything under one grant. One that has ended already is no change. */
    grant: async (account: string, grant: string): Promise<void> => {
      const place = parseAccountId(account)
      if (place && (await oidc.find('Grant', grant)))
        await end(place.org, place.subject, 'endGrant', { by: 'grant', grant })
    },
    /** One access token, until it would have expired. */
    token: async (org: OrgId, subject: Subject, token: string, expires_at: Date): Promise<void> => {
      await end(org, subject, 'revokeToken', { by: 'token', token, expires_at })
    },
  }
}

/**
 * The same for one session, by its `uid`: the session, and each grant that was made from it. A grant does not name its
 * session, so the session's own list is read.
 */
export const sessionEnds = async (oidc: OidcStore, session: string): Promise<readonly RecordWrite[]> => {
  const found = await oidc.findBy('Session', 'uid', session)
  const entered = Object.values((found?.payload.authorizations as Entered | undefined) ?? {})
  const grants = entered.flatMap(({ grantId }) =>
    grantId === undefined ? [] : [signInsEnd({ by: 'grant', grant: grantId })],
  )
  return [signInsEnd({ by: 'session', session }), ...grants]
}

type Entered = Readonly<Record<string, { readonly grantId?: string }>>
