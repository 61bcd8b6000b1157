/**
 * Our address for SAML's single logout: an identity provider (IdP) ends sessions here, or answers that it ended its own. Only what it
 * signed has an effect. Whoever sent anything else learns that nobody was signed out, and nothing about anybody.
 */
import type { LoginCall } from '../identity/login/call.ts'
import { hopPage } from '../identity/pages/sign-in-pages.ts'
import { loggedOutPage, partlySignedOutPage } from '../identity/pages/sign-out-pages.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import { seeOther } from '../pages/send.ts'
import { SignInRefused, SignOutRefused } from '../ports/idp-sign-in.ts'
import type { LogoutMessage, LogoutRequest } from '../ports/single-logout.ts'
import type { IdpClient } from './idp-client.ts'
import type { IdpSignOut } from './idp-sign-out.ts'

/** Where a sign-out began, and what came of it: for metrics. */
export interface SignOutFact {
  readonly begun: 'here' | 'idp'
  readonly outcome: 'whole' | 'partial' | 'failed'
}

export interface SingleLogoutParts {
  readonly org: OrgId
  readonly idpId: string
  readonly idps: { enabled(org: OrgId, id: string): Promise<Idp | undefined> }
  idpClient(org: OrgId, idp: Idp): IdpClient
  readonly signOut: Pick<IdpSignOut, 'finish'>
  /** Ends what the request is about, once. @throws SignInRefused answer_replayed */
  sessionsOver(org: OrgId, idp: Idp, request: LogoutRequest): Promise<void>
  signedOut(fact: SignOutFact): void
  /** Takes refusals, for logs and metrics. */
  failed(error: unknown): void
}

type Call = SingleLogoutParts & LoginCall
type Client = NonNullable<IdpClient['singleLogout']>

export const singleLogout =
  (binding: LogoutMessage['binding']) =>
  async (call: Call): Promise<void> => {
    const given = binding === 'redirect' ? call.query : call.form
    const text = binding === 'redirect' ? (call.req.url ?? '').replace(/^[^?]*\??/, '') : given.toString()
    const idp = await call.idps.enabled(call.org, call.idpId)
    const client = idp && call.idpClient(call.org, idp).singleLogout
    if (!idp || !client)
      throw new SignOutRefused(
        'realm_mismatch',
        'Nobody was signed out: this identity provider is not in use.',
      )
    if (given.has('SAMLResponse')) return answered(call, client, { binding, text })
    await requested(call, idp, client, { binding, text })
  }

/** The IdP signs somebody out: the browser in front of us carries its request, whoever's it is. */
const requested = async (call: Call, idp: Idp, client: Client, message: LogoutMessage): Promise<void> => {
  const request = await client.request(message).catch(ofSigningOut)
  await call.sessionsOver(call.org, idp, request).catch(ofSigningOut)
  call.signedOut({ begun: 'idp', outcome: 'whole' })
  const hop = await client.reply(request)
  if (!hop) return call.show(loggedOutPage(undefined))
  if ('redirect' in hop) return seeOther(call.res, hop.redirect)
  call.show(hopPage(hop.post.url, hop.post.fields, 'hop.signed_out'))
}

/** A page for it says what did not happen, and not that a sign-in failed. */
const ofSigningOut = (error: unknown): never => {
  if (!(error instanceof SignInRefused)) throw error
  throw new SignOutRefused(error.code, error.detail, error.cause)
}

/**
 * The browser comes back from signing out at the IdP. The session here has ended before: an answer that is not good keeps nobody signed
 * in, and the person learns that the IdP did not vouch for its part.
 */
const answered = async (call: Call, client: Client, message: LogoutMessage): Promise<void> => {
  const state = (message.binding === 'redirect' ? call.query : call.form).get('RelayState') ?? ''
  const outcome = await client.answer(message, state).then(
    answer => answer.outcome,
    (error: unknown) => refusedWith(call, error),
  )
  const next = await call.signOut.finish(call.org, call.idpId, state)
  call.signedOut({ begun: 'here', outcome })
  if (outcome === 'whole') return seeOther(call.res, next)
  call.show(partlySignedOutPage(outcome, next))
}

const refusedWith = ({ failed }: Call, error: unknown): 'failed' => {
  if (!(error instanceof SignInRefused)) throw error
  failed(error)
  return 'failed'
}
