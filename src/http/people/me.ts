/** The page at `/me`: what a person sees of themselves, and ends of their own. */
import type { Directory } from '../../directory/directory.ts'
import { TooMuchWork } from '../../engine/bounds.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { IdentityRoom } from '../../identity/identity.ts'
import type { LoginCall } from '../../identity/login/call.ts'
import type { SignedInHere } from '../../identity/login/own-pages.ts'
import { lineOfLevel } from '../../model/catalogue-terms.ts'
import { decodeRef, idOf, OrgRef, type Resource, type Subject, typeOf } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { seeOther } from '../../pages/send.ts'
import type { Replica } from '../../replica/replica.ts'
import { paged, pageOf } from '../admin/paging.ts'
import { reachOf } from '../admin/permissions.ts'
import { applicationsOf } from './applications.ts'
import { type Me, mePage, notSignedInPage, type Part, type Reached, type Way } from './me-page.ts'
import { OURS, type PageRoute } from './page-mount.ts'

export interface MePagesParts {
  readonly directory: Pick<Directory, 'accounts' | 'groups' | 'keys' | 'organisations' | 'resources'>
  readonly replica: Pick<Replica, 'at'>
  readonly identity: Pick<
    IdentityRoom,
    'ownPages' | 'sessions' | 'clients' | 'platformClients' | 'clientName'
  >
  readonly publicUrl: URL
  /** Whether a person may look once more now: the page takes more work than a decision. */
  mayLook(person: string): boolean
}

export const mePages = (parts: MePagesParts): readonly PageRoute[] => [
  { method: 'GET', path: '/me', handle: call => show(parts, call) },
  { method: 'GET', path: '/me/switch', handle: call => switched(parts, call) },
  { method: 'GET', path: '/me/device', handle: toDevice },
  { method: 'POST', path: '/me/sign-out', form: OURS, handle: as(parts, signOut) },
  { method: 'POST', path: '/me/sessions', form: OURS, handle: as(parts, endSession) },
  { method: 'POST', path: '/me/keys', form: OURS, handle: as(parts, endKey) },
]

const signIn = ({ identity }: MePagesParts, res: LoginCall['res']): void =>
  seeOther(res, identity.ownPages.signInAddress({ back: '/me' }))

const CODE = /^[A-Z0-9-]{1,32}$/

/** Signs somebody else in, and goes on to the page of their device if they came from there. */
const switched = (parts: MePagesParts, { query, res }: LoginCall): void => {
  const code = query.get('device') ?? ''
  const { signInAddress } = parts.identity.ownPages
  const back = CODE.test(code) ? ({ back: '/me/device', state: code } as const) : ({ back: '/me' } as const)
  const org = OrgRef.safeParse(query.get('org')).data
  // An account of another organisation is another account: nothing more has to be asked for.
  seeOther(res, signInAddress({ ...back, ...(org === undefined ? { another: true } : { org }) }))
}

const toDevice = ({ query, res }: LoginCall): void => {
  const code = query.get('state') ?? ''
  seeOther(res, CODE.test(code) ? `/oidc/device?user_code=${code}` : '/oidc/device')
}

/** Somebody who is not signed in is sent to sign in; somebody who comes back without it learns so. */
const show = async (parts: MePagesParts, call: LoginCall): Promise<void> => {
  const { query, res } = call
  const me = await parts.identity.ownPages.signedIn(call.req, res)
  const view = me && (await parts.replica.at(me.org))
  // What the sign-in has put there is of no use to anybody, and looks like a secret.
  if (me && query.has('state')) return seeOther(res, '/me')
  if (me && !parts.mayLook(`${me.org} ${me.subject}`)) throw new Problem('rate_limited')
  if (me && view) {
    const elsewhere = await organisationsBeside(parts, call, me)
    const otherwise = view.organisation.settings.language ?? undefined
    return call.show(mePage({ ...(await everything(parts, view, me, query)), elsewhere }), 200, { otherwise })
  }
  if (!query.has('state')) return signIn(parts, res)
  call.show(notSignedInPage(query.get('error') ?? undefined), 401)
}

/** By name, those of which this browser has shown an account. */
const organisationsBeside = async (
  { directory, identity }: MePagesParts,
  { req, res }: LoginCall,
  { org }: SignedInHere,
): Promise<Me['elsewhere']> => {
  const seen = await identity.ownPages.seenOrganisations(req, res, org)
  const found = await Promise.all(seen.map(id => directory.organisations.get(id)))
  return found.flatMap(each => (each ? [{ id: each.id, name: each.name }] : []))
}

/** How often a person looks at the page at most. */
export const LOOKS = { burst: 60, eachSecond: 5, most: 10_000 } as const

const PER_LIST = 20

const part = (query: URLSearchParams, list: string) => {
  const page_token = query.get(list)
  return pageOf({ limit: PER_LIST, ...(page_token === null ? {} : { page_token }) })
}

const everything = async (
  parts: MePagesParts,
  view: Snapshot,
  { org, subject, session }: SignedInHere,
  query: URLSearchParams,
): Promise<Omit<Me, 'elsewhere'>> => {
  const { directory, identity } = parts
  const [account, sessions, keys, datasets, groups] = await Promise.all([
    directory.accounts.get(org, subject),
    identity.sessions.list(org, subject, part(query, 'sessions')),
    directory.keys.list(org, part(query, 'keys'), subject),
    reached(parts, view, subject, query),
    Promise.all(view.groupsOf(subject).map(group => nameOfGroup(parts, view, group))),
  ])
  const clients = new Set(sessions.items.flatMap(one => one.clients))
  const named = [...clients].map(async id => [id, await identity.clientName(id)] as const)
  return {
    name: account?.name ?? account?.email ?? idOf(subject),
    id: decodeRef(subject),
    email: account?.email,
    organisation: view.organisation.name,
    role: view.roleOf(subject) ?? '',
    groups,
    sessions: asPart(sessions),
    here: session,
    applications: new Map(await Promise.all(named)),
    keys: asPart(keys),
    datasets,
    entrances: await applicationsOf(identity, parts.publicUrl, org),
  }
}

const asPart = <T>(page: { readonly items: readonly T[]; readonly next?: string }): Part<T> => {
  const { items, next_token } = paged(page, item => item)
  return { items, ...(next_token === undefined ? {} : { more: next_token }) }
}

const nameOfGroup = async ({ directory }: MePagesParts, view: Snapshot, group: Subject): Promise<string> =>
  (await directory.groups.get(view.organisation.id, group))?.name ?? idOf(group)

const reached = async (
  parts: MePagesParts,
  view: Snapshot,
  subject: Subject,
  query: URLSearchParams,
): Promise<Part<Reached>> => {
  const page = await reachOf(view, subject, part(query, 'datasets')).catch(nothingIfTooMuch)
  if (!page) return { items: [], unlisted: true }
  const ids = page.items.map(({ resource }) => resource)
  const known = ids.length === 0 ? [] : await parts.directory.resources.several(view.organisation.id, ids)
  const names = new Map<Resource, string>(known.map(({ id, name }) => [id, name]))
  const lines = page.items.map(async ({ resource, level, via }) => ({
    name: names.get(resource) ?? idOf(resource),
    level,
    about: (language: string) => lineOfLevel(view.catalogue, level, language),
    why: await Promise.all(via.map(path => wayOf(parts, view, path))),
  }))
  return asPart({ ...page, items: await Promise.all(lines) })
}

/** Somebody who is in more groups than one may be: nothing is listed rather than a part. */
const nothingIfTooMuch = (error: unknown): undefined => {
  if (!(error instanceof TooMuchWork)) throw error
}

/** A path from the person to what a rule names, as the page says it. */
const wayOf = async (parts: MePagesParts, view: Snapshot, path: readonly string[]): Promise<Way> => {
  const [, ...through] = path.filter(field => isSubject(field)) as Subject[]
  const role = through.find(field => typeOf(field) === 'role')
  const groups = through.filter(field => typeOf(field) === 'group')
  if (groups.length > 0)
    return { groups: await Promise.all(groups.map(group => nameOfGroup(parts, view, group))) }
  return role === undefined ? {} : { role: idOf(role) }
}

const isSubject = (field: string): boolean => /^(?:user|group|role|service):/.test(field)

/** One who ends something of their own. What goes wrong there is a page. */
const as =
  (parts: MePagesParts, run: (parts: MePagesParts, me: SignedInHere, call: LoginCall) => Promise<void>) =>
  async (call: LoginCall): Promise<void> => {
    const me = await parts.identity.ownPages.signedIn(call.req, call.res)
    if (!me) return signIn(parts, call.res)
    await run(parts, me, call)
  }

const byOf = ({ subject }: SignedInHere, operation: string, { req }: LoginCall) => ({
  actor: subject,
  operation,
  target: subject,
  address: String(req.headers['x-forwarded-for'] ?? ''),
})

const signOut = async ({ identity }: MePagesParts, me: SignedInHere, call: LoginCall): Promise<void> => {
  await identity.sessions.endAll(me.org, me.subject, byOf(me, 'signOutEverywhere', call))
  await identity.ownPages.seenOrganisations(call.req, call.res)
  seeOther(call.res, '/?signed-out')
}

const endSession = async ({ identity }: MePagesParts, me: SignedInHere, call: LoginCall): Promise<void> => {
  const id = (call.form.get('id') ?? '').slice(0, 128)
  await identity.sessions.end(me.org, me.subject, id, byOf(me, 'endOwnSession', call)).catch(unlessGone)
  seeOther(call.res, '/me')
}

/** What a second press of the button finds ended already is ended. */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof Problem) || error.code !== 'not_found') throw error
}

const endKey = async ({ directory }: MePagesParts, me: SignedInHere, call: LoginCall): Promise<void> => {
  const id = (call.form.get('id') ?? '').slice(0, 256)
  const key = await directory.keys.get(me.org, id)
  const by = { ...byOf(me, 'revokeApiKey', call), about: [me.subject] }
  if (key?.subject === me.subject) await directory.keys.revoke(me.org, by, id).catch(unlessGone)
  seeOther(call.res, '/me')
}
