/**
 * What goes with every change that ends sign-ins, whoever makes it (an admin, SCIM, an identity provider, the person): the
 * sessions that end are marked, so that a request under way cannot save one again after it was deleted, and the applications
 * that were entered from them are told over their back channel once the change holds.
 */
import type { Change, RecordWrite } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { type Ended, printAccountId } from '../model/identity.ts'
import type { Commit } from '../ports/committer.ts'
import type { OidcRecord, OidcStore } from '../ports/oidc-store.ts'
import { signInsEnd } from './endings.ts'

/** Longer than a session lives that nobody uses: by then a copy that was saved too late has expired. */
const MARK_MS = 13 * 3_600_000
/** The most sessions of one person that are told of; what was issued under any others ends all the same. */
const MOST = 500

/** The id of the `Denial` that says a session is over, by its `uid`. */
export const sessionMark = (uid: string): string => `session:${uid}`

export const markOf = (uid: string): Extract<Ended, { by: 'token' }> => ({
  by: 'token',
  token: sessionMark(uid),
  expires_at: new Date(Date.now() + MARK_MS),
})

export interface SignOutsParts {
  readonly oidc: OidcStore
  /** Tells the applications that were entered from a session that it is over. */
  tell(session: OidcRecord): Promise<void>
  failed(error: unknown): void
}

/** Every change of an organisation, with what belongs to the sign-ins that it ends. */
export const withSignOuts =
  (commit: Commit, { oidc, tell, failed }: SignOutsParts): Commit =>
  async (org, by, draft) => {
    let ended: readonly OidcRecord[] = []
    const committed = await commit(org, by, async view => {
      const drafted = await draft(view)
      ended = await sessionsOf(oidc, org, drafted.records ?? [])
      const marks = ended.map(({ uid = '' }) => signInsEnd(markOf(uid)))
      return marks.length === 0 ? drafted : { ...drafted, records: [...(drafted.records ?? []), ...marks] }
    })
    // The answer does not wait for other people's servers.
    if (!committed.dryRun) Promise.all(ended.map(tell)).catch(failed)
    return committed
  }

const sessionsOf = async (
  oidc: OidcStore,
  org: OrgId,
  records: Change['records'],
): Promise<readonly OidcRecord[]> => {
  const found = await Promise.all(
    records.flatMap(record => (isEnd(record) ? [sessionsIn(oidc, org, record.of)] : [])),
  )
  return found.flat()
}

const isEnd = (record: RecordWrite): record is Extract<RecordWrite, { drop: 'sign_ins' }> =>
  'drop' in record && record.drop === 'sign_ins'

const sessionsIn = async (oidc: OidcStore, org: OrgId, of: Ended): Promise<readonly OidcRecord[]> => {
  if (of.by === 'subject')
    return (await oidc.listOfAccount('Session', printAccountId(org, of.subject), { limit: MOST })).items
  const session = of.by === 'session' ? await oidc.findBy('Session', 'uid', of.session) : undefined
  return session ? [session] : []
}
