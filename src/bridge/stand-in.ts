/**
 * The sign-in of development: "who are you?" in place of an identity provider (IdP). It believes everybody, so it exists only
 * where nobody else can reach it: compose builds it for a loopback address and never in production, its page answers only
 * requests from this very machine, and an organisation that has connected an IdP is never offered it. Owns: when the stand-in
 * is offered. Does not own: accounts (they must have a role or an invitation already), or the rest of a sign-in.
 */
import { type OrgId, OrgRef, subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import {
  type IdpChoice,
  type IdpSignIn,
  type Realm,
  type RealmQuestion,
  SignInRefused,
} from '../ports/idp-sign-in.ts'
import { isLoopbackName } from './local-request.ts'
import type { SignInsUnderWay } from './sign-ins-under-way.ts'

export const STAND_IN = 'stand-in'
/** How tickets of the stand-in begin: what they stand for names an account here, and is not looked up by an IdP's subject. */
export const TICKET_MARK = 'stand-in.'
const MAX_LISTED = 12

export interface StandInParts {
  readonly underWay: Pick<SignInsUnderWay, 'collect'>
  organisation(org: OrgId): Promise<Organisation | undefined>
  organisations(page: PageRequest): Promise<Page<Organisation>>
  /** Whether the organisation has connected an IdP, enabled or not. */
  hasIdp(org: OrgId): Promise<boolean>
}

/** Throws unless the public URL is on this very machine. */
export const requireLoopback = (publicUrl: URL): void => {
  if (!isLoopbackName(publicUrl.hostname))
    throw new Error(
      `the stand-in sign-in page is for development on this machine only: set KASBAH_PUBLIC_URL to http://127.0.0.1:8080, or switch the page off and connect an identity provider`,
    )
}

/** Asks `real` first; stands in where it has no IdP to offer. */
export const createStandIn = (parts: StandInParts, real: IdpSignIn): IdpSignIn => ({
  ...real,
  choices: async question => {
    const offered = await real.choices(question)
    return offered.kind === 'one' || offered.kind === 'several' ? offered : realm(parts, real, question)
  },
  start: async (request, choice) => {
    if (choice.idp !== STAND_IN) return real.start(request, choice)
    await requireNoIdp(parts, choice.org)
    const hint = request.login_hint?.includes('@') ? { hint: request.login_hint } : {}
    const query = new URLSearchParams({ org: choice.org, ...hint })
    return { redirect: `/login/callback/stand-in/${request.interaction}?${query}` }
  },
  collect: async (interaction, ticket, introduction) => {
    if (!ticket.startsWith(TICKET_MARK)) return real.collect(interaction, ticket, introduction)
    const { org, idp, outcome } = await parts.underWay.collect(interaction, ticket.slice(TICKET_MARK.length))
    // A ticket of a real IdP with our mark in front must not pass for one of ours.
    if (idp !== STAND_IN)
      throw new SignInRefused('ticket_invalid', 'This ticket was not given by the development sign-in page.')
    await requireNoIdp(parts, org)
    const { subject: id, auth_time = 0 } = outcome.statement
    return { org, subject: subject('user', id), idp, auth_time }
  },
  holds: async (org, subject) => !(await parts.hasIdp(org)) || real.holds(org, subject),
  ...(real.entered && { entered: real.entered }),
  ...(real.signOut && { signOut: real.signOut }),
})

/** @throws SignInRefused realm_mismatch where a real IdP decides who somebody is */
export const requireNoIdp = async ({ hasIdp }: Pick<StandInParts, 'hasIdp'>, org: OrgId): Promise<void> => {
  if (await hasIdp(org))
    throw new SignInRefused(
      'realm_mismatch',
      'This organisation has connected an identity provider: sign in there.',
    )
}

/** The organisation that is meant, or every one while they are few. */
const realm = async (parts: StandInParts, real: IdpSignIn, question: RealmQuestion): Promise<Realm> => {
  const named = question.org ?? OrgRef.safeParse(question.login_hint).data
  if (named !== undefined) {
    const found = await parts.organisation(named)
    return found && !(await parts.hasIdp(named)) ? { kind: 'one', choice: choiceOf(found) } : { kind: 'none' }
  }
  const { items, next } = await parts.organisations({ limit: MAX_LISTED })
  if (next !== undefined || items.length === 0) return { kind: 'ask' }
  const offered = await Promise.all(items.map(one => choicesOf(parts, real, one, question)))
  const choices = offered.flat()
  const [only, ...more] = choices
  return only && more.length === 0 ? { kind: 'one', choice: only } : { kind: 'several', choices }
}

const choicesOf = async (
  parts: StandInParts,
  real: IdpSignIn,
  organisation: Organisation,
  question: RealmQuestion,
): Promise<readonly IdpChoice[]> => {
  const { id: org } = organisation
  if (!(await parts.hasIdp(org))) return [choiceOf(organisation)]
  const own = await real.choices({ ...question, org })
  return own.kind === 'several' ? own.choices : own.kind === 'one' ? [own.choice] : []
}

const choiceOf = ({ id, name }: Organisation): IdpChoice => ({
  org: id,
  org_name: name,
  idp: STAND_IN,
  name: id,
})
