/**
 * Sign-ins of browsers at applications behind a proxy. Each has two sealed texts: a wish, from the application's host to ours, and a
 * ticket, from ours back to that host, good for the browser that began alone. A ticket becomes a session (application-session.ts).
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { OrgRef } from '../model/id.ts'
import { printAccountId } from '../model/identity.ts'
import type { NewSession } from './application-session.ts'
import type { SignedInHere } from './login/own-pages.ts'
import type { RoomParts } from './parts.ts'

/** How long a person may take to sign in, and a browser to come back, in milliseconds. */
const LIVES = { wish: 15 * 60_000, ticket: 60_000 } as const
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

export interface Begun {
  readonly wish: string
  /** What the browser keeps until it comes back. */
  readonly hop: string
}

export interface SignInParts extends Pick<RoomParts, 'sealer'> {
  /** The text of a session's cookie. */
  signed(session: NewSession): Promise<string>
}

export const createApplicationSignIns = ({ sealer, signed }: SignInParts) => {
  const seal = (kind: keyof typeof LIVES, what: object): string =>
    sealer.seal(nameOf(kind), JSON.stringify({ ...what, until: Date.now() + LIVES[kind] }))

  /** Undefined for what was not sealed as this kind here, and for what is over. */
  const open = <T extends Wish>(
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
    enter: async (sealed: string, at: Pick<Wish, 'org' | 'origin'>, hop: string) => {
      const ticket = open('ticket', Ticket, sealed)
      if (!ticket || ticket.org !== at.org || ticket.origin !== at.origin || ticket.hop !== hashed(hop))
        return undefined
      const { org, to, account: sub, session: sid } = ticket
      return { to, cookie: await signed({ org, host: new URL(at.origin).hostname, sub, sid }) }
    },
  }
}

const nameOf = (kind: string): string => `application ${kind}`

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url')
