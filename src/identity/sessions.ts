import type { ChangeRequest, Commit, Committed } from '../change/commit.ts'
import { signInsEnd } from '../change/sign-outs.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { printAccountId } from '../model/identity.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import { sessionEnds } from './endings.ts'

export interface OwnSession {
  readonly id: string
  readonly signed_in_at: Date
  readonly expires_at: Date
  /** Client ids of the applications entered from it. */
  readonly clients: readonly string[]
}

/** Where a person is signed in, and how that ends. Each ending is one change of the organisation. */
export const createSessions = ({ oidc, commit }: { readonly oidc: OidcStore; readonly commit: Commit }) => ({
  list: async (org: OrgId, subject: Subject, page: PageRequest): Promise<Page<OwnSession>> => {
    const { items, next } = await oidc.listOfAccount('Session', printAccountId(org, subject), page)
    return {
      items: items.map(({ uid, payload, expires_at }) => ({
        id: uid ?? '',
        signed_in_at: new Date(Number(payload.loginTs ?? payload.iat ?? 0) * 1000),
        expires_at,
        clients: Object.keys((payload.authorizations as object | undefined) ?? {}),
      })),
      ...(next === undefined ? {} : { next }),
    }
  },

  /** One of the person's own sessions, by its id. @throws Problem not_found */
  end: (org: OrgId, subject: Subject, session: string, by: ChangeRequest): Promise<Committed> =>
    commit(org, { ...by, target: subject }, async () => {
      const found = await oidc.findBy('Session', 'uid', session)
      if (found?.account !== printAccountId(org, subject)) throw new Problem('not_found')
      return { records: await sessionEnds(oidc, session), narrows: true }
    }),

  /** All of them, with every token that was issued under them. API keys are not sign-ins. */
  endAll: (org: OrgId, subject: Subject, by: ChangeRequest): Promise<Committed> =>
    commit(org, { ...by, target: subject }, () => ({
      records: [signInsEnd({ by: 'subject', subject })],
      narrows: true,
    })),
})
