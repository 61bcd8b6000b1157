/**
 * Which of our sessions grew out of which sign-in at an identity provider (IdP), for an IdP that ends single sessions by the name of the
 * person and the number of its session (SAML). Names and numbers are kept as hashes that hold the IdP and its organisation, so that
 * no other IdP can name one of them.
 */
import { createHash } from 'node:crypto'
import type { OrgId, Subject } from '../model/id.ts'
import { parseAccountId, type SessionOrigin, type SignedIn } from '../model/identity.ts'
import type { IdpSignIn } from '../ports/idp-sign-in.ts'
import type { OidcRecord, OidcStore } from '../ports/oidc-store.ts'
import type { LogoutRequest } from '../ports/single-logout.ts'
import type { Turns } from '../ports/turns.ts'

/** Longer than any session of ours lives. */
const REMEMBERED = 60 * 24 * 60 * 60 * 1000
const PAGE = 500

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

const nameKey = (org: OrgId, idp: string, name: string): string => hash('name', org, idp, name)
const sessionKey = (org: OrgId, idp: string, session: string): string => hash('session', org, idp, session)

/** The sign-in, as a session of ours remembers it; undefined where the IdP gave no name to sign out by. */
export const originOf = ({ org, idp, idp_name, idp_sid }: SignedIn): SessionOrigin | undefined =>
  idp_name === undefined
    ? undefined
    : {
        name: nameKey(org, idp, idp_name),
        ...(idp_sid === undefined ? {} : { session: sessionKey(org, idp, idp_sid) }),
      }

export interface Found {
  readonly account: Subject
  /** Our own, live. */
  readonly sessions: readonly OidcRecord[]
}

export interface IdpSessionsParts {
  readonly oidc: OidcStore
  readonly turns: Turns
  now(): Date
}

export const createIdpSessions = ({ oidc, turns, now }: IdpSessionsParts) => {
  const kind = 'UpstreamSession'
  const after = (): Date => new Date(now().getTime() + REMEMBERED)

  const entered: IdpSignIn['entered'] = async (session, account, origin) => {
    const id = hash('ours', session)
    // It goes on with a sign-in elsewhere: the IdP that it began at does not end it any more.
    if (!origin) return oidc.destroy(kind, id)
    const { name } = origin
    const expires_at = after()
    // By the name the account is found, and with the account all its sessions.
    await oidc.upsert({ kind, id: name, payload: {}, account, expires_at })
    await oidc.upsert({ kind, id, payload: { ...origin }, account, session, expires_at })
  }

  return {
    entered,

    /** The sessions of ours that a request of the IdP is about; undefined where there are none. */
    async find(
      org: OrgId,
      idp: string,
      { name_id, sessions }: Pick<LogoutRequest, 'name_id' | 'sessions'>,
    ): Promise<Found | undefined> {
      const name = nameKey(org, idp, name_id)
      const account = (await oidc.find(kind, name))?.account
      const place = parseAccountId(account ?? '')
      if (account === undefined || place?.org !== org) return undefined
      const named = new Set(sessions.map(session => sessionKey(org, idp, session)))
      const meant = ({ payload }: OidcRecord): boolean =>
        payload.name === name && (named.size === 0 || named.has(String(payload.session)))
      const live = await liveOf(
        { oidc, turns },
        account,
        (await allOf({ oidc, turns }, account)).filter(meant),
      )
      return live.length === 0 ? undefined : { account: place.subject, sessions: live }
    },
  }
}
export type IdpSessions = ReturnType<typeof createIdpSessions>

/** One account may have signed in very often. */
const allOf = async (
  { oidc, turns }: Omit<IdpSessionsParts, 'now'>,
  account: string,
): Promise<readonly OidcRecord[]> => {
  const all: OidcRecord[] = []
  let after: string | undefined
  do {
    if (turns.isOver()) await turns.nextTurn()
    const page = await oidc.listOfAccount('UpstreamSession', account, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    all.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return all
}

/** Our sessions that the records name, as far as they are still there and the account's. */
const liveOf = async (
  { oidc, turns }: Omit<IdpSessionsParts, 'now'>,
  account: string,
  records: readonly OidcRecord[],
): Promise<readonly OidcRecord[]> => {
  const live: OidcRecord[] = []
  for (const { session } of records) {
    if (turns.isOver()) await turns.nextTurn()
    const ours = session === undefined ? undefined : await oidc.findBy('Session', 'uid', session)
    if (ours?.account === account) live.push(ours)
  }
  return live
}
