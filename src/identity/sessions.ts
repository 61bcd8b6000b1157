import { z } from 'zod'
import type { OrgId, Subject } from '../model/id.ts'
import { printAccountId } from '../model/identity.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { OidcRecord, OidcStore } from '../ports/oidc-store.ts'

/** A place where a person is signed in. */
export interface OwnSession {
  readonly id: string
  /**
   * `browser`: a session of a browser with this service. `offline`: an application that keeps its access without one, by a
   * refresh token; signing out in a browser leaves it.
   */
  readonly kind: 'browser' | 'offline'
  readonly signed_in_at: Date
  readonly expires_at: Date
  /** Client ids: the applications entered from it, or the one that keeps access. */
  readonly clients: readonly string[]
}

/** Each kind with the record that shows it, in the order of the list. */
const KINDS = { browser: 'Session', offline: 'RefreshToken' } as const
type Kind = keyof typeof KINDS

/** The cursor of a page: the kind, and the record to go on after. */
const Cursor = z.templateLiteral([z.enum(['browser', 'offline']), '.', z.string()])

/** Refresh tokens that were used are passed over: at least so many records are looked at for a page. */
const LEAST_READ = 200

/** Where a person is signed in. A page may be shorter than asked for; `next` says whether there is more. */
export const listSessions =
  (oidc: OidcStore) =>
  async (org: OrgId, subject: Subject, { limit, after }: PageRequest): Promise<Page<OwnSession>> => {
    const account = printAccountId(org, subject)
    const [kind, from] = cursorOf(after)
    const first = await pageOf(oidc, account, kind, { limit, ...from })
    if (first.next !== undefined || kind === 'offline') return first
    if (first.items.length === limit) return { ...first, next: 'offline.' }
    const rest = await pageOf(oidc, account, 'offline', { limit: limit - first.items.length })
    return { ...rest, items: [...first.items, ...rest.items] }
  }

const cursorOf = (text = 'browser.'): readonly [Kind, Pick<PageRequest, 'after'>] => {
  const cursor = Cursor.safeParse(text)
  if (!cursor.success) throw new Problem('malformed', 'this cursor is not of this list')
  const [kind = '', after = ''] = cursor.data.split(/\.(.*)/s, 2)
  return [kind as Kind, after === '' ? {} : { after }]
}

const pageOf = async (
  oidc: OidcStore,
  account: string,
  kind: Kind,
  { limit, ...from }: PageRequest,
): Promise<Page<OwnSession>> => {
  const read = await oidc.listOfAccount(KINDS[kind], account, { limit: Math.max(limit, LEAST_READ), ...from })
  const shown = read.items.flatMap(record =>
    (kind === 'browser' ? browserSession(record) : offlineAccess(record)).map(session => ({
      record,
      session,
    })),
  )
  const cut = shown.length > limit ? shown[limit - 1]?.record.id : read.next
  return {
    items: shown.slice(0, limit).map(({ session }) => session),
    ...(cut === undefined ? {} : { next: `${kind}.${cut}` }),
  }
}

const browserSession = ({ uid, payload, expires_at }: OidcRecord): readonly OwnSession[] => [
  {
    id: uid ?? '',
    kind: 'browser',
    signed_in_at: seconds(payload.loginTs ?? payload.iat),
    expires_at,
    clients: Object.keys((payload.authorizations as object | undefined) ?? {}),
  },
]

/** A refresh token that is still to be used; one that ends with its session is shown as part of that. */
const offlineAccess = ({
  grant,
  client,
  consumed_at,
  payload,
  expires_at,
}: OidcRecord): readonly OwnSession[] =>
  grant === undefined ||
  client === undefined ||
  consumed_at !== undefined ||
  payload.expiresWithSession === true
    ? []
    : [
        {
          id: grant,
          kind: 'offline',
          signed_in_at: seconds(payload.authTime ?? payload.iiat ?? payload.iat),
          expires_at,
          clients: [client],
        },
      ]

const seconds = (value: unknown): Date => new Date(Number(value ?? 0) * 1000)
