/**
 * The door through which every change of an organisation goes: from the service, a sign-in or the command. It adds the rules that
 * follow from attributes ({@link withAttributes}) and keeps ends beside their rules ({@link withEnds}), and lets nobody give more than
 * they reach ({@link requireReached}), nor what support access is ({@link requireSupportKept}). It removes what has ended
 * before anything else changes. It adds what belongs to the sign-ins that a change ends. Their sessions are marked,
 * so that a request under way cannot save one again. Once the change holds, listeners receive each session and notify the
 * applications that were entered from it, and what became of an invitation is remembered.
 */
import type { Change, RecordWrite } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { type Ended, printAccountId } from '../model/identity.ts'
import type { OidcRecord, OidcStore } from '../ports/oidc-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { withAttributes } from './attributes.ts'
import {
  type Answered,
  type ChangeRequest,
  type Commit,
  type Draft,
  type Drafting,
  RulesEnded,
} from './commit.ts'
import { END, endOfRules, withEnds } from './ends.ts'
import { requireReached } from './gifts.ts'
import { invitationEnds } from './invitation-ends.ts'
import { markOf, signInsEnd } from './sign-ins.ts'
import { someAtATime } from './some-at-a-time.ts'
import { requireSupportKept } from './support-kept.ts'

/** The most sessions of one person that listeners receive. Tokens of further sessions end all the same. */
const MOST = 500

/** Receives a session that has ended. It handles its own failures, and nobody waits for it. */
export type SessionListener = (session: OidcRecord) => void

export interface Door {
  /** The one `commit` for all rooms. A change that ends sign-ins also marks their sessions. */
  readonly commit: Commit
  /** Removes the rules of the organisation that have ended. Does nothing where there are none. */
  end(org: OrgId): Promise<void>
  /** Calls `listener` for each session that a change through this door ends from now on. */
  onSessionEnd(listener: SessionListener): void
}

export interface DoorParts {
  readonly commit: Commit
  readonly oidc: Pick<OidcStore, 'listOfAccount' | 'findBy' | 'upsert'>
  readonly records: Pick<RecordStore, 'find' | 'list'>
}

/** Makes the door through which all changes of organisations go, with what belongs to the sign-ins that they end. */
export const createDoor = ({ commit: bare, oidc, records }: DoorParts): Door => {
  const listeners: SessionListener[] = []
  const committing = async <A>(
    org: OrgId,
    by: ChangeRequest,
    draft: Drafting<Draft & { readonly answer?: A }>,
  ) => {
    const { answer: made, ...changed } = await bare(org, by, async view => {
      const drafted = await withEnds(view, withAttributes(view, await draft(view)))
      await requireReached(view, by, drafted)
      await requireSupportKept(records, view, drafted)
      const ended = await sessionsOf(oidc, org, drafted.records ?? [])
      const invitations = await invitationEnds(records, org, by, drafted.records ?? [])
      const marks = ended.map(({ uid = '' }) => signInsEnd(markOf(uid)))
      const answer = { ended, invitations, answer: drafted.answer as A }
      return {
        ...drafted,
        ...(marks.length === 0 ? {} : { records: [...(drafted.records ?? []), ...marks] }),
        answer,
      }
    })
    if (changed.dryRun) return { ...changed, answer: made.answer }
    // The change holds, whether or not a later visitor learns how an invitation ended.
    await Promise.allSettled(made.invitations.map(end => oidc.upsert(end)))
    // The answer does not wait for other people's servers.
    for (const session of made.ended) for (const listener of listeners) listener(session)
    return { ...changed, answer: made.answer }
  }
  const end = async (org: OrgId): Promise<void> => {
    for (let left = true; left; )
      left = (await committing(org, END, view => endOfRules(records, view))).answer
  }
  const commit = async <A>(
    org: OrgId,
    by: ChangeRequest,
    draft: Drafting<Draft & { readonly answer?: A }>,
  ): Promise<Answered<A>> => {
    for (;;) {
      try {
        return (await committing(org, by, draft)) as Answered<A>
      } catch (error) {
        if (!(error instanceof RulesEnded)) throw error
        await end(org)
      }
    }
  }
  return { commit, end, onSessionEnd: listener => void listeners.push(listener) }
}

const sessionsOf = (
  oidc: DoorParts['oidc'],
  org: OrgId,
  records: Change['records'],
): Promise<readonly OidcRecord[]> =>
  someAtATime(records.filter(isEnd), record => sessionsIn(oidc, org, record.of))

const isEnd = (record: RecordWrite): record is Extract<RecordWrite, { drop: 'sign_in' }> =>
  'drop' in record && record.drop === 'sign_in'

const sessionsIn = async (oidc: DoorParts['oidc'], org: OrgId, of: Ended): Promise<readonly OidcRecord[]> => {
  if (of.by === 'subject')
    return (await oidc.listOfAccount('Session', printAccountId(org, of.subject), { limit: MOST })).items
  const session = of.by === 'session' ? await oidc.findBy('Session', 'uid', of.session) : undefined
  return session ? [session] : []
}
