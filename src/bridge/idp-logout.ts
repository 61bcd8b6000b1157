/** Ends sign-ins here when an identity provider (IdP) says that they are over: OpenID Connect's back-channel logout, and SAML's single logout. */

import { createHash } from 'node:crypto'
import type { Commit } from '../change/commit.ts'
import { signInsEnd } from '../change/sign-ins.ts'
import type { RecordWrite } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { parseAccountId, printAccountId, type SignedIn } from '../model/identity.ts'
import type { Idp } from '../model/idp.ts'
import type { LogoutStatement } from '../ports/idp-protocol.ts'
import type { OidcRecord, OidcStore } from '../ports/oidc-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { LogoutRequest } from '../ports/single-logout.ts'
import type { IdpSessions } from './idp-sessions.ts'

/** Longer than any session of ours lives. */
const REMEMBERED = 60 * 24 * 60 * 60 * 1000

export interface IdpLogoutParts {
  readonly oidc: OidcStore
  readonly records: Pick<RecordStore, 'find'>
  readonly sessions: Pick<IdpSessions, 'find'>
  readonly commit: Commit
  readonly now: () => Date
}

/** What our own signing out ends: a session, and the grants that do not outlive it. */
const endsOf = ({ uid = '', payload }: OidcRecord): readonly RecordWrite[] => [
  signInsEnd({ by: 'session', session: uid, alone: true }),
  ...Object.values((payload.authorizations ?? {}) as Entered).flatMap(({ grantId: grant, persistsLogout }) =>
    grant === undefined || persistsLogout === true ? [] : [signInsEnd({ by: 'grant', grant })],
  ),
]

type Entered = Readonly<Record<string, { readonly grantId?: string; readonly persistsLogout?: boolean }>>

const keyOf = (org: OrgId, idp: string, sid: string): string =>
  createHash('sha256')
    .update(JSON.stringify([org, idp, sid]))
    .digest('base64url')

/** By the session where it is known, by the subject otherwise. */
const accountOf = async (
  { oidc, records }: IdpLogoutParts,
  org: OrgId,
  idp: string,
  { subject, sid }: LogoutStatement,
): Promise<Subject | undefined> => {
  const session = sid === undefined ? undefined : await oidc.find('UpstreamSession', keyOf(org, idp, sid))
  const bySession = session?.account === undefined ? undefined : parseAccountId(session.account)?.subject
  if (bySession !== undefined) return bySession
  return subject === undefined ? undefined : (await records.find('identity', org, { idp, subject }))?.account
}

export const createIdpLogout = (parts: IdpLogoutParts) => ({
  /** Remembers the person whose session at the IdP this is. */
  async noteSession({ org, idp, subject, idp_sid }: SignedIn): Promise<void> {
    if (idp_sid === undefined) return
    await parts.oidc.upsert({
      kind: 'UpstreamSession',
      id: keyOf(org, idp, idp_sid),
      payload: {},
      account: printAccountId(org, subject),
      expires_at: new Date(parts.now().getTime() + REMEMBERED),
    })
  },

  /**
   * Ends the sessions that grew out of those that the IdP names, and what was issued under them. Access that an application was allowed
   * to keep without a session stays, as it does when the person signs out here.
   */
  async endSessions(org: OrgId, idp: Idp, request: LogoutRequest): Promise<void> {
    const found = await parts.sessions.find(org, idp.id, request)
    if (!found) return
    const { account } = found
    await parts.commit(
      org,
      { actor: account, operation: 'singleLogout', target: account, reason: idp.name },
      async () => {
        const { sessions } = (await parts.sessions.find(org, idp.id, request)) ?? { sessions: [] }
        return { records: sessions.flatMap(endsOf), narrows: true }
      },
    )
  },

  /** Ends everything that the person was issued here: an IdP that names one session cannot know which of ours grew out of it. */
  async end(org: OrgId, idp: Idp, statement: LogoutStatement): Promise<void> {
    const account = await accountOf(parts, org, idp.id, statement)
    if (account === undefined) return
    await parts.commit(
      org,
      { actor: account, operation: 'backChannelLogout', target: account, reason: idp.name },
      () => ({
        records: [signInsEnd({ by: 'subject', subject: account })],
        narrows: true,
      }),
    )
  },
})
