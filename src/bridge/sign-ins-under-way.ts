/**
 * Sign-ins under way, from leaving for an identity provider (IdP) until coming back. A state is 256 random bits, kept as a hash, and
 * works once, within ten minutes; its result waits under a ticket for the browser that began.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { OrgRef } from '../model/id.ts'
import { refusals, type SignInRefusal } from '../model/refusals.ts'
import type { Statement } from '../ports/idp-protocol.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { OidcStore } from '../ports/oidc-store.ts'

const REQUEST_LIFE = 10 * 60_000
const RESULT_LIFE = 5 * 60_000

const Request = z.object({
  org: OrgRef,
  idp: z.string(),
  interaction: z.string(),
  memory: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})
export type SignInUnderWay = z.infer<typeof Request>

/** The outcome of a sign-in: the IdP's statement, or the refusal. */
export type Outcome =
  | { readonly statement: Statement; readonly settings: number }
  | { readonly refused: SignInRefusal; readonly detail: string; readonly reason?: string }

const Result = z.object({
  org: OrgRef,
  idp: z.string(),
  /** When the settings were written under which the answer was checked, in milliseconds. */
  settings: z.number().optional(),
  interaction: z.string(),
  outcome: z.union([
    z.object({ statement: z.custom<Statement>(value => typeof value === 'object' && value !== null) }),
    z.object({
      refused: z.custom<SignInRefusal>(value => typeof value === 'string' && Object.hasOwn(refusals, value)),
      detail: z.string(),
      /** The code of what was wrong, for operators. */
      reason: z.string().optional(),
    }),
  ]),
})
export type SignInResult = z.infer<typeof Result>

/** A message's id, and until when it could be good. */
interface Once {
  readonly id: string
  readonly until: Date
}

const replayed = () => new SignInRefused('answer_replayed', 'This answer was used before.')

const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const secret = (): string => randomBytes(32).toString('base64url')

export const createSignInsUnderWay = (oidc: OidcStore, now: () => Date) => {
  const after = (life: number): Date => new Date(now().getTime() + life)
  const once = async (scope: string, { id, until }: Once): Promise<void> => {
    const seen = await oidc.count('UpstreamReplay', hash(`${scope} ${id}`), until)
    if (seen > 1) throw replayed()
  }
  return {
    newState: secret,

    remember: (state: string, request: SignInUnderWay): Promise<void> =>
      oidc.upsert({
        kind: 'UpstreamRequest',
        id: hash(state),
        payload: { ...request },
        expires_at: after(REQUEST_LIFE),
      }),

    /** The request of a state, once. @throws SignInRefused answer_unexpected when it is unknown, used or expired */
    async take(state: string): Promise<SignInUnderWay> {
      const id = hash(state)
      const found = await oidc.find('UpstreamRequest', id)
      if (!found || !(await oidc.consume('UpstreamRequest', id, now())))
        throw new SignInRefused(
          'answer_unexpected',
          'This answer was used already, came too late, or was not asked for.',
        )
      return Request.parse(found.payload)
    },

    /** Keeps the outcome; answers the ticket. */
    async settle({ org, idp, interaction }: SignInUnderWay, outcome: Outcome): Promise<string> {
      const ticket = secret()
      const settings = 'settings' in outcome ? { settings: outcome.settings } : {}
      const payload: SignInResult = { org, idp, interaction, ...settings, outcome: strip(outcome) }
      await oidc.upsert({ kind: 'UpstreamResult', id: hash(ticket), payload, expires_at: after(RESULT_LIFE) })
      return ticket
    },

    /** What came of the interaction's sign-in, once. @throws SignInRefused ticket_invalid, or the code of its refusal */
    async collect(
      interaction: string,
      ticket: string,
    ): Promise<SignInResult & { outcome: { statement: Statement } }> {
      const id = hash(ticket)
      const found = await oidc.find('UpstreamResult', id)
      const mine = found?.payload.interaction === interaction
      if (!found || !mine || !(await oidc.consume('UpstreamResult', id, now())))
        throw new SignInRefused(
          'ticket_invalid',
          'This sign-in was used already, has expired, or was begun in another browser.',
        )
      const { outcome, ...rest } = Result.parse(found.payload)
      if ('refused' in outcome) throw new SignInRefused(outcome.refused, outcome.detail, outcome.reason)
      return { ...rest, outcome }
    },

    /**
     * Does something for a message and marks it as seen then: what fails, or ends with its process, may be asked for again by the same
     * message. Two at once may both be done; that must do no harm.
     * @throws SignInRefused answer_replayed when it was seen before
     */
    async onceDone(scope: string, seen: Once, done: () => Promise<void>): Promise<void> {
      if (await oidc.find('UpstreamReplay', hash(`${scope} ${seen.id}`))) throw replayed()
      await done()
      await once(scope, seen)
    },

    /** Marks something as seen. @throws SignInRefused answer_replayed when it was seen before */
    once,
  }
}
export type SignInsUnderWay = ReturnType<typeof createSignInsUnderWay>

/** A statement is kept as JSON: without what only its checks needed, and without the IdP's token. */
const strip = (outcome: Outcome): SignInResult['outcome'] => {
  if ('refused' in outcome) return outcome
  const { once, hint, ...statement } = outcome.statement
  return { statement }
}
