/**
 * The page that stands in for an identity provider in development: "who are you?". It believes everybody, so it exists
 * only where nobody else can reach it: compose builds it for a loopback address and never in production. Owns: the
 * page, and which people it offers. Does not own: accounts (they must have a role already), or the rest of a sign-in.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Tickets } from '../identity/login/tickets.ts'
import { readForm } from '../identity/mount/post-as-get.ts'
import { seeOther, sendPage } from '../identity/pages/send-page.ts'
import { standInPage } from '../identity/pages/sign-in-pages.ts'
import type { Account } from '../model/account.ts'
import { idOf, type OrgId, OrgRef, RawId, type Subject, subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import {
  type IdpChoice,
  type IdpSignIn,
  type Realm,
  type RealmQuestion,
  SignInRefused,
} from '../ports/idp-sign-in.ts'

export const STAND_IN = 'stand-in'
const PATH = /^\/login\/callback\/stand-in\/([A-Za-z0-9_-]{1,64})$/
const OFFERED = 12

export interface StandInParts {
  readonly origin: string
  readonly tickets: Tickets
  organisation(org: OrgId): Promise<Organisation | undefined>
  organisations(page: PageRequest): Promise<Page<Organisation>>
  people(org: OrgId, page: PageRequest): Promise<Page<Account>>
  /** Whether the person has a role in the organisation. */
  active(org: OrgId, subject: Subject): Promise<boolean>
}

/** Throws unless the public URL is on this very machine. */
export const requireLoopback = (publicUrl: URL): void => {
  const { hostname } = publicUrl
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  if (!loopback)
    throw new Error(
      `the stand-in sign-in page is for development on this machine only: set KASBAH_PUBLIC_URL to http://127.0.0.1:8080, or switch the page off and connect an identity provider`,
    )
}

/** Signs in by asking the person instead of an IdP; asks `real` first where it is given. */
export const createStandIn = (parts: StandInParts, real?: IdpSignIn): IdpSignIn => ({
  choices: async question => {
    const offered: Realm = (await real?.choices(question)) ?? { kind: 'none' }
    return offered.kind === 'one' || offered.kind === 'several' ? offered : ownRealm(parts, question)
  },
  start: async (request, choice) => {
    if (choice.idp === STAND_IN)
      return { redirect: `/login/callback/stand-in/${request.interaction}?org=${choice.org}` }
    if (!real) throw new SignInRefused('realm_mismatch', 'There is no such identity provider.')
    return real.start(request, choice)
  },
  collect: async (interaction, ticket) =>
    ticket.startsWith(MARK)
      ? parts.tickets.collect(interaction, ticket.slice(MARK.length))
      : (real ?? parts.tickets).collect(interaction, ticket),
  signOut: async (cookies, next) => real?.signOut?.(cookies, next),
  serve: async (req, res) => (await serve(parts, req, res)) || ((await real?.serve(req, res)) ?? false),
})

const MARK = 'stand-in.'

/** The organisation that is meant, or every one there is while they are few. */
const ownRealm = async (parts: StandInParts, question: RealmQuestion): Promise<Realm> => {
  const named = question.org ?? OrgRef.safeParse(question.login_hint).data
  if (named !== undefined) {
    const found = await parts.organisation(named)
    return found ? { kind: 'one', choice: choiceOf(found) } : { kind: 'none' }
  }
  const { items, next } = await parts.organisations({ limit: OFFERED })
  return next === undefined && items.length > 0
    ? { kind: 'several', choices: items.map(choiceOf) }
    : { kind: 'ask' }
}

const choiceOf = ({ id, name }: Organisation): IdpChoice => ({ org: id, org_name: id, idp: STAND_IN, name })

const serve = async (parts: StandInParts, req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
  const url = new URL(req.url ?? '/', parts.origin)
  const interaction = PATH.exec(url.pathname)?.[1]
  if (interaction === undefined) return false
  const org = OrgRef.safeParse(url.searchParams.get('org'))
  if (!org.success || !(await parts.organisation(org.data)))
    throw new SignInRefused('unknown_organisation', 'There is no such organisation.')
  const page = pageOf(parts, res, org.data, url.pathname + url.search)
  if (req.method === 'POST') await answer(parts, req, { res, interaction, org: org.data, page })
  else await page()
  return true
}

type ShowPage = (problem?: string) => Promise<void>

interface Answer {
  readonly res: ServerResponse
  readonly interaction: string
  readonly org: OrgId
  readonly page: ShowPage
}

const answer = async (
  { active, tickets }: StandInParts,
  req: IncomingMessage,
  { res, interaction, org, page }: Answer,
): Promise<void> => {
  const form = new URLSearchParams((await readForm(req, 2_048)) ?? '')
  const id = RawId.safeParse(form.get('person')?.trim())
  if (!id.success) return page('That is not an id.')
  const who = subject('user', id.data)
  if (!(await active(org, who))) return page(`${id.data} has no role in ${org}: an admin gives one first.`)
  const auth_time = Math.floor(Date.now() / 1000)
  const ticket = await tickets.issue(interaction, { org, subject: who, idp: STAND_IN, auth_time })
  seeOther(res, `/login/${interaction}/return?ticket=${MARK}${ticket}`)
}

const pageOf =
  (parts: StandInParts, res: ServerResponse, org: OrgId, action: string): ShowPage =>
  async problem => {
    const { items } = await parts.people(org, { limit: OFFERED })
    const people = items.map(({ id, name }) => ({ id: idOf(id), name: name ?? idOf(id) }))
    sendPage(res, standInPage(org, action, people, problem), problem === undefined ? 200 : 400)
  }
