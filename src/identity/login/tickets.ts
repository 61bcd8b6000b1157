import { createHash, randomBytes } from 'node:crypto'
import type { OrgId, Subject } from '../../model/id.ts'
import type { SignedIn } from '../../model/identity.ts'
import { SignInRefused } from '../../ports/idp-sign-in.ts'
import type { OidcStore } from '../../ports/oidc-store.ts'

const LIFE_MS = 5 * 60_000

/** Outcomes of sign-ins on their way from a callback to the interaction that asked for them. */
export const createTickets = (oidc: OidcStore) => ({
  /** Keeps the outcome for the interaction; answers the ticket: one use, five minutes, the hash alone is stored. */
  issue: async (interaction: string, outcome: SignedIn): Promise<string> => {
    const ticket = randomBytes(32).toString('base64url')
    await oidc.upsert({
      kind: 'UpstreamResult',
      id: hashOf(ticket),
      payload: { interaction, outcome },
      expires_at: new Date(Date.now() + LIFE_MS),
    })
    return ticket
  },

  /** @throws SignInRefused ticket_invalid when it is unknown, used, expired or of another interaction */
  collect: async (interaction: string, ticket: string): Promise<SignedIn> => {
    const id = hashOf(ticket)
    const found = await oidc.find('UpstreamResult', id)
    const mine = found?.payload.interaction === interaction
    if (!found || !mine || !(await oidc.consume('UpstreamResult', id, new Date())))
      throw new SignInRefused(
        'ticket_invalid',
        'This sign-in was used already, has expired, or was begun in another browser.',
      )
    return found.payload.outcome as SignedIn & { org: OrgId; subject: Subject }
  },
})
export type Tickets = ReturnType<typeof createTickets>

const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('base64url')
