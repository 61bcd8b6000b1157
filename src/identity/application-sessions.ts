/**
 * Sessions of people at applications behind a proxy, each on the application's own host. Its cookie is sealed, names the host and the
 * session at our provider that it came from, and holds as long as that one does. Nothing of it is stored.
 *
 * A sign-in goes three ways, each with a sealed text of its own: a wish, from the application's host to ours; a ticket, from ours back to
 * that host, good for the browser that began alone; and the session's cookie there.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Caller } from '../model/caller.ts'
import { OrgRef, type Subject } from '../model/id.ts'
import { parseAccountId, printAccountId } from '../model/identity.ts'
import type { SignedInHere } from './login/own-pages.ts'
import type { RoomParts } from './parts.ts'
import { createTokenCache } from './tokens/token-cache.ts'

/** How long a person may take to sign in, a browser to come back, and a session lasts at most, in milliseconds. */
const LIVES = { wish: 15 * 60_000, ticket: 60_000, session: 12 * 3_600_000 } as const
/** How long a session is answered from memory. What ends it by a change is heard of at once. */
const REMEMBERED_MS = 5_000
/** The longest sealed text that is looked at. */
const MAX_LENGTH = 4_096

const Wish = z.object({
  org: OrgRef,
  /** `https://tiles.example.com`: the application as the browser calls it. */
  origin: z.string(),
  /** Path and query on it. */
  to: z.string(),
  /** What the browser that began holds, hashed. */
  hop: z.string(),
  until: z.number(),
})
export type Wish = z.infer<typeof Wish>

const Ticket = Wish.extend({ account: z.string(), session: z.string() })

const Session = z.object({
  org: OrgRef,
  host: z.string(),
  account: z.string(),
  session: z.string(),
  until: z.number(),
})

export interface Begun {
  readonly wish: string
  /** What the browser keeps until it comes back. */
  readonly hop: string
}

export const createApplicationSessions = ({ sealer, oidc, active, trusted }: RoomParts) => {
  const seal = (kind: keyof typeof LIVES, what: object): string =>
    sealer.seal(nameOf(kind), JSON.stringify({ ...what, until: Date.now() + LIVES[kind] }))

  /** Undefined for what was not sealed as this kind here, and for what is over. */
  const open = <T extends { readonly until: number }>(
    kind: keyof typeof LIVES,
    schema: z.ZodType<T>,
    sealed: string,
  ): T | undefined => {
    if (sealed.length > MAX_LENGTH) return undefined
    try {
      const { data } = schema.safeParse(JSON.parse(sealer.open(nameOf(kind), sealed)))
      return data && data.until > Date.now() ? data : undefined
    } catch {
      return undefined
    }
  }

  /** The session at our provider that it came from is still there. */
  const lookUp = async (sealed: string) => {
    const facts = open('session', Session, sealed)
    const found = facts && (await oidc.findBy('Session', 'uid', facts.session))
    return facts && found?.account === facts.account ? { facts } : undefined
  }
  const cache = createTokenCache(trusted, lookUp, REMEMBERED_MS)

  return {
    begin: (wish: Pick<Wish, 'org' | 'origin' | 'to'>): Begun => {
      const hop = randomBytes(16).toString('base64url')
      return { hop, wish: seal('wish', { ...wish, hop: hashed(hop) }) }
    },

    /** Undefined for what is no wish, or is over. */
    wished: (sealed: string): Wish | undefined => open('wish', Wish, sealed),

    /** Brings the person back to the application's host. */
    ticket: (wish: Wish, { org, subject, session }: SignedInHere): string =>
      seal('ticket', { ...wish, account: printAccountId(org, subject), session }),

    /** Who comes with a ticket for this origin, in the browser that began there; undefined for anybody else. */
    enter: (sealed: string, at: Pick<Wish, 'org' | 'origin'>, hop: string) => {
      const ticket = open('ticket', Ticket, sealed)
      if (!ticket || ticket.org !== at.org || ticket.origin !== at.origin || ticket.hop !== hashed(hop))
        return undefined
      const { org, to, account, session } = ticket
      return { to, cookie: seal('session', { org, host: new URL(at.origin).hostname, account, session }) }
    },

    /** The person whose session this is on that host. */
    verify: async (sealed: string, host: string): Promise<Account | undefined> => {
      const facts = sealed.length > MAX_LENGTH ? undefined : (await cache.find(sealed))?.facts
      if (!facts || facts.host !== host || facts.until <= Date.now()) return undefined
      const place = parseAccountId(facts.account)
      if (!place || place.org !== facts.org || !(await active(place.org, place.subject))) return undefined
      return accountOf(place.org, place.subject, facts.session)
    },

    follow: cache.follow,
    forget: cache.forget,
  }
}

type Account = Extract<Caller, { kind: 'account' }>

const accountOf = (org: Account['org'], subject: Subject, session: string): Account => ({
  kind: 'account',
  org,
  subject,
  scopes: new Set(),
  via: 'token',
  credential: session,
})

const nameOf = (kind: string): string => `application ${kind}`

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url')
