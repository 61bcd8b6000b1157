/**
 * An invitation, from its link to what was accepted. Looking at one changes nothing, so a mail scanner that follows links accepts
 * nothing: that takes a form, sent from our own page. Owns: which page is shown. Does not own: what accepting gives.
 */
import { isInvited } from '../../change/accepting.ts'
import { isOpen } from '../../change/promises.ts'
import type { Open, Shown } from '../../directory/accepting.ts'
import type { Directory } from '../../directory/directory.ts'
import { spokenWith } from '../../directory/invitation-mail.ts'
import type { Snapshot } from '../../engine/snapshot.ts'
import type { IdentityRoom, OwnPages } from '../../identity/identity.ts'
import type { LoginCall } from '../../identity/login/call.ts'
import { readInvitation, writeInvitation } from '../../identity/login/invitation-cookie.ts'
import type { SignedInHere } from '../../identity/login/own-pages.ts'
import { type Account, calledOf } from '../../model/account.ts'
import { lineOfLevel, lineOfRole } from '../../model/catalogue-terms.ts'
import type { Resource } from '../../model/id.ts'
import { printAccountId } from '../../model/identity.ts'
import { Problem } from '../../model/problems.ts'
import { seeOther } from '../../pages/send.ts'
import type { Roles } from '../../policy/own-roles.ts'
import type { Replica } from '../../replica/replica.ts'
import { applicationsOf } from './applications.ts'
import {
  acceptedPage,
  type Offer,
  type Opened,
  openPage,
  overPage,
  pastePage,
  type Told,
} from './invitation-pages.ts'
import { OURS, type PageRoute } from './page-mount.ts'

export interface InvitationPagesParts {
  readonly publicUrl: URL
  readonly directory: Pick<Directory, 'acceptance' | 'accounts' | 'resources'>
  readonly replica: Pick<Replica, 'at'>
  readonly roles: Pick<Roles, 'described'>
  readonly ownPages: OwnPages
  readonly clients: IdentityRoom['clients']
  readonly platformClients: IdentityRoom['platformClients']
}

export const invitationPages = (parts: InvitationPagesParts): readonly PageRoute[] => [
  { method: 'GET', path: '/invitation', handle: ({ show }) => show(pastePage) },
  { method: 'POST', path: '/invitation', form: OURS, handle: call => opened(parts, call, tokenIn(call)) },
  { method: 'POST', path: '/invitation/accept', form: OURS, handle: call => accepted(parts, call) },
  { method: 'GET', path: '/invitation/done', handle: call => done(parts, call) },
  { method: 'GET', path: '/invitation/again', handle: call => again(parts, call) },
]

const tokenIn = ({ form }: LoginCall): string => (form.get('token') ?? '').trim().slice(0, 256)

/** Shows what the token leads to. */
const opened = async (parts: InvitationPagesParts, call: LoginCall, token: string): Promise<void> => {
  const found = await parts.directory.acceptance.look(token)
  const view = found && (await parts.replica.at(found.org))
  if (!found || !view) return call.show(overPage({ what: 'unknown' }), 404)
  const { invitation } = found
  if (!invitation || !(await isOpen(view, invitation, new Date()))) return over(parts, call, { found, view })
  const me = await parts.ownPages.signedIn(call.req, call.res)
  call.show(openPage(await offerOf(parts, view, { token, invitation, me })), 200, spokenTo(view, invitation))
}

/** What the person is spoken to in, where their browser asks for no language that there is. */
const spokenTo = ({ organisation }: Snapshot, invitation: Pick<Open['invitation'], 'language'> = {}) => ({
  otherwise: spokenWith(invitation, organisation),
})

interface Offering {
  readonly token: string
  readonly invitation: Open['invitation']
  readonly me: SignedInHere | undefined
}

const offerOf = async (
  parts: InvitationPagesParts,
  view: Snapshot,
  { token, invitation, me }: Offering,
): Promise<Opened> => {
  const { accounts } = parts.directory
  const org = view.organisation.id
  const inviter = await accounts.get(org, invitation.invited_by)
  const own: Named | undefined =
    me?.org === org ? ((await accounts.get(org, me.subject)) ?? { id: me.subject }) : undefined
  return {
    ...(await described(parts, view, invitation)),
    token,
    address: invitation.email,
    until: invitation.expires_at,
    ...(inviter ? { inviter: calledOf(inviter) } : {}),
    ...(own ? { me: { name: calledOf(own), another: !isInvited(own, invitation) } } : {}),
  }
}

type Named = Pick<Account, 'id' | 'name' | 'email'>

interface Promised {
  readonly role: string
  readonly grants: readonly { readonly resource: string; readonly level: string }[]
}

const described = async (
  { directory, roles }: InvitationPagesParts,
  view: Snapshot,
  { role, grants }: Promised,
): Promise<Offer> => {
  const { id: org, name: organisation } = view.organisation
  const resources = grants.map(({ resource }) => resource as Resource)
  const known = resources.length === 0 ? [] : await directory.resources.several(org, resources)
  const names = new Map<string, string>(known.map(({ id, name }) => [id, name]))
  return {
    organisation,
    role,
    about: await aboutRole(roles, view, role),
    // What was deleted meanwhile is given to nobody.
    access: grants.flatMap(({ resource, level }) => {
      const name = names.get(resource)
      const about: Told = language => lineOfLevel(view.catalogue, level, language)
      return name === undefined ? [] : [{ name, level, about }]
    }),
  }
}

/** What the policy set says of the role, or the organisation of one of its own. */
const aboutRole = async (
  roles: InvitationPagesParts['roles'],
  { catalogue, organisation }: Snapshot,
  role: string,
): Promise<Told> => {
  if (!Object.hasOwn(catalogue.own_roles ?? {}, role))
    return language => lineOfRole(catalogue, role, language)
  const described = (await roles.described(organisation.id)).find(({ id }) => id === role)
  return () => described?.description ?? described?.title
}

interface Found {
  readonly found: Shown
  readonly view: Snapshot
}

/** Says how it ended, and whom to ask. */
const over = async (
  { directory }: InvitationPagesParts,
  { show }: LoginCall,
  { found: { org, invitation, end }, view }: Found,
): Promise<void> => {
  const inviter = invitation && (await directory.accounts.get(org, invitation.invited_by))
  const organisation = view.organisation.name
  const expired = invitation !== undefined && invitation.expires_at <= new Date()
  show(
    overPage({
      what: expired ? 'expired' : (end?.how ?? 'ended'),
      organisation,
      ...(inviter ? { inviter: calledOf(inviter) } : {}),
    }),
    410,
    spokenTo(view, invitation),
  )
}

/** The person accepts: as who they are, or after signing in. */
const accepted = async (parts: InvitationPagesParts, call: LoginCall): Promise<void> => {
  const token = tokenIn(call)
  const found = await parts.directory.acceptance.look(token)
  if (!found?.invitation) return opened(parts, call, token)
  const { org, invitation } = found
  const keep = { 'set-cookie': writeInvitation(parts.publicUrl, token) }
  const me = await parts.ownPages.signedIn(call.req, call.res)
  if (call.form.get('as') !== 'me' || me?.org !== org)
    return seeOther(call.res, signInTo(parts, { org, invitation }, call.form.get('as') === 'another'), keep)
  const address = String(call.req.headers['x-forwarded-for'] ?? '')
  const by = { actor: me.subject, operation: 'acceptInvitation', target: me.subject, address }
  try {
    await parts.directory.acceptance.acceptAs({ org, invitation }, by, me.subject)
  } catch (error) {
    if (
      !(error instanceof Problem) ||
      (error.code !== 'wrong_account' && error.code !== 'invitation_invalid')
    )
      throw error
    return opened(parts, call, token)
  }
  seeOther(call.res, '/invitation/done', keep)
}

const signInTo = ({ ownPages }: InvitationPagesParts, { org, invitation }: Open, another: boolean): string =>
  ownPages.signInAddress({ back: '/invitation/done', org, login_hint: invitation.email, another })

/** Back from signing in, or right after accepting. Looking again is harmless: only a form accepts. */
const done = async (parts: InvitationPagesParts, call: LoginCall): Promise<void> => {
  const { directory, ownPages, publicUrl, replica } = parts
  const token = readInvitation(call.req, publicUrl)
  if (token === undefined) return seeOther(call.res, '/me')
  const found = await directory.acceptance.look(token)
  const me = await ownPages.signedIn(call.req, call.res)
  const mine = me !== undefined && found?.end?.account === printAccountId(me.org, me.subject)
  const view = mine ? await replica.at(me.org) : undefined
  if (!mine || !view || found?.end === undefined) return opened(parts, call, token)
  if (call.query.has('state')) return seeOther(call.res, '/invitation/done')
  const own = (await directory.accounts.get(me.org, me.subject)) ?? { id: me.subject }
  call.res.setHeader('set-cookie', writeInvitation(publicUrl))
  const role = view.roleOf(me.subject) ?? found.end.role
  const offer = await described(parts, view, { ...found.end, role })
  const applications = await applicationsOf(parts, publicUrl, me.org)
  call.show(acceptedPage(offer, calledOf(own), applications), 200, spokenTo(view))
}

/** Another sign-in, after one with the wrong account. */
const again = async (parts: InvitationPagesParts, { req, res }: LoginCall): Promise<void> => {
  const token = readInvitation(req, parts.publicUrl)
  const found = token === undefined ? undefined : await parts.directory.acceptance.look(token)
  if (!found?.invitation) return seeOther(res, '/invitation')
  seeOther(res, signInTo(parts, { org: found.org, invitation: found.invitation }, true))
}
