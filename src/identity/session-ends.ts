/**
 * Everything that ends a sign-in here: one session, a grant, a token, all of a person, and the library's own deletions. An ending
 * is a change of the organisation that narrows, like the removal of a rule: when it is acknowledged, no replica accepts what
 * was issued under it. Does not own: what an ending does to other rooms' records (the door, `src/change/door.ts`).
 */
import type { ChangeRequest, Committed } from '../change/commit.ts'
import { signInsEnd } from '../change/sign-ins.ts'
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { type Ended, parseAccountId, printAccountId } from '../model/identity.ts'
import { Problem } from '../model/problems.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import type { RoomParts } from './parts.ts'

export type SessionEnds = ReturnType<typeof createSessionEnds>

export const createSessionEnds = ({ oidc, commit }: Pick<RoomParts, 'oidc' | 'commit'>) => {
  const end = (org: OrgId, by: ChangeRequest, ...ended: readonly Ended[]): Promise<Committed> =>
    commit(org, by, () => ({ records: ended.map(signInsEnd), narrows: true }))

  return {
    /** One of the person's own: a session by its id, or what an application keeps by its grant. @throws Problem not_found */
    own: (org: OrgId, subject: Subject, id: string, by: ChangeRequest): Promise<Committed> =>
      commit(org, { ...by, target: subject }, async () => {
        const records = await recordsOf(oidc, printAccountId(org, subject), id)
        if (!records) throw new Problem('not_found')
        return { records, narrows: true }
      }),

    /** Every sign-in of a person, with every token that was issued under them. API keys are not sign-ins. */
    everywhere: (org: OrgId, subject: Subject, by: ChangeRequest): Promise<Committed> =>
      end(org, { ...by, target: subject }, { by: 'subject', subject }),

    /** Signing out, reuse of a code or refresh token: everything under one grant. One that has ended already is no change. */
    grant: async (account: string, grant: string): Promise<void> => {
      const place = parseAccountId(account)
      if (!place || !(await oidc.find('Grant', grant))) return
      const { org, subject } = place
      await end(org, { actor: subject, operation: 'endGrant', target: subject }, { by: 'grant', grant })
    },

    /** One access token, until it would have expired. */
    token: async (org: OrgId, subject: Subject, token: string, expires_at: Date): Promise<void> => {
      const by = { actor: subject, operation: 'revokeToken', target: subject }
      await end(org, by, { by: 'token', token, expires_at })
    },
  }
}

/**
 * The records that end the account's session or grant with this id. A grant does not name its session, but the session lists
 * its grants: they end too.
 */
const recordsOf = async (
  oidc: OidcStore,
  account: string,
  id: string,
): Promise<readonly RecordWrite[] | undefined> => {
  const session = await oidc.findBy('Session', 'uid', id)
  if (session?.account === account) {
    const entered = Object.values((session.payload.authorizations ?? {}) as Entered)
    const grants = entered.flatMap(({ grantId: grant }) => (grant === undefined ? [] : [grant]))
    return [
      signInsEnd({ by: 'session', session: id }),
      ...grants.map(grant => signInsEnd({ by: 'grant', grant })),
    ]
  }
  const grant = await oidc.find('Grant', id)
  return grant?.account === account ? [signInsEnd({ by: 'grant', grant: id })] : undefined
}

type Entered = Readonly<Record<string, { readonly grantId?: string }>>
