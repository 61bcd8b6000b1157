/**
 * Our addresses for identity providers (IdPs), and for browsers that come back from one. Everything here is made of the path and
 * the public URL; nothing reads a Host header.
 */
import type { LoginCall } from '../identity/login/call.ts'
import { reasonOf } from '../identity/outcome-facts.ts'
import { loggedOutPage } from '../identity/pages/sign-out-pages.ts'
import { type OrgId, OrgRef } from '../model/id.ts'
import { type Idp, isDraft } from '../model/idp.ts'
import { seeOther } from '../pages/send.ts'
import { SignInRefused } from '../ports/idp-sign-in.ts'
import type { IdpClient } from './idp-client.ts'
import type { IdpSignOut } from './idp-sign-out.ts'
import type { IdpsInUse } from './idps-in-use.ts'
import type { Outcome, SignInsUnderWay, SignInUnderWay } from './sign-ins-under-way.ts'
import { type SingleLogoutParts, singleLogout } from './single-logout.ts'

export interface CallbackParts {
  readonly underWay: SignInsUnderWay
  readonly idps: Pick<IdpsInUse, 'known' | 'enabled'>
  idpClient(org: OrgId, idp: Idp): IdpClient
  readonly signOut: Pick<IdpSignOut, 'remember' | 'finish'>
  readonly sessionsOver: SingleLogoutParts['sessionsOver']
  readonly signedOut: SingleLogoutParts['signedOut']
  /** Ends the sign-ins that an IdP says are over. @throws SignInRefused */
  loggedOut(org: OrgId, idp: Idp, token: string): Promise<void>
  refused(org: OrgId, idpId: string, refusal: SignInRefused): void
  /** Takes refusals of logout tokens, for logs and metrics. */
  failed(error: unknown): void
}

interface Call extends CallbackParts, LoginCall {
  readonly org: OrgId
  readonly idpId: string
}

export type Callbacks = ReturnType<typeof createCallbacks>

/** One handler for each of our addresses. Their paths are in the table of `src/http/login/routes.ts`. */
export const createCallbacks = (parts: CallbackParts) => {
  const at =
    (run: (call: Call) => Promise<void>) =>
    (call: LoginCall): Promise<void> =>
      run({ ...parts, ...call, org: OrgRef.parse(call.params.org), idpId: call.params.idp ?? '' })
  return {
    oidcAnswer: at(call => returned(call, call.query)),
    samlAnswer: at(async call => ((await isUnasked(call)) ? ask(call) : returned(call, call.form))),
    samlMetadata: at(metadata),
    samlLogoutByRedirect: at(singleLogout('redirect')),
    samlLogoutByPost: at(singleLogout('post')),
    signedOut: at(backFromSigningOut),
    logout: at(backChannel),
  }
}

/** What a state of ours looks like: an answer with one was asked for once. */
const STATE = /^[A-Za-z0-9_-]{43}$/

/**
 * Whether a person began at an IdP that they may begin at. An answer that names a request is never one of these, so that an IdP which
 * loses the state is refused, and not asked again without end.
 */
const isUnasked = async ({ org, idpId, form, idps }: Call): Promise<boolean> => {
  if (STATE.test(form.get('RelayState') ?? '')) return false
  const connection = (await idps.enabled(org, idpId))?.connection
  if (!connection || isDraft(connection) || connection.protocol === 'oidc') return false
  const answer = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString()
  return connection.settings.idp_initiated && !answer.includes('InResponseTo')
}

/** Has them sign in by a request of our own. The page knows which addresses are ours; nothing of the answer goes there but its wish. */
const ask = ({ org, idpId, form, res }: Call): void => {
  const to = (form.get('RelayState') ?? '').slice(0, 512)
  seeOther(res, `/me/arriving?${new URLSearchParams({ org, idp: idpId, to })}`)
}

/** Checks an answer and sends the browser back to where it began: only there can the outcome be collected. */
const returned = async (call: Call, answer: URLSearchParams): Promise<void> => {
  const state = answer.get('state') ?? answer.get('RelayState') ?? ''
  const request = await call.underWay.take(state)
  const outcome = await outcomeOf(call, request, answer)
  if ('statement' in outcome && outcome.statement.hint !== undefined)
    call.res.setHeader(
      'set-cookie',
      await call.signOut.remember(call.org, call.idpId, outcome.statement.hint),
    )
  const ticket = await call.underWay.settle(request, outcome)
  seeOther(call.res, `/login/${request.interaction}/return?ticket=${ticket}`)
}

const outcomeOf = async (call: Call, request: SignInUnderWay, answer: URLSearchParams): Promise<Outcome> => {
  try {
    return await answered(call, request, answer)
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    call.refused(request.org, request.idp, error)
    const reason = reasonOf(error.cause)
    return { refused: error.code, detail: error.detail, ...(reason === undefined ? {} : { reason }) }
  }
}

const answered = async (call: Call, request: SignInUnderWay, answer: URLSearchParams): Promise<Outcome> => {
  const { org, idpId } = call
  // An answer of one IdP at the address of another is a mix-up, by mistake or by design.
  if (request.org !== org || request.idp !== idpId)
    throw new SignInRefused(
      'answer_unexpected',
      'The answer came to the address of another identity provider.',
    )
  const idp = await call.idps.enabled(org, idpId)
  if (!idp) throw new SignInRefused('realm_mismatch', 'This identity provider is not in use any more.')
  const statement = await call.idpClient(org, idp).finish(request.memory, answer)
  if (statement.once) await call.underWay.once(`${org} ${idpId}`, statement.once)
  return { statement, settings: idp.updated_at.getTime() }
}

/** An IdP that does not send the state back has signed the person out all the same: only the way on is lost. */
const backFromSigningOut = async ({ org, idpId, query, res, show, signOut }: Call): Promise<void> => {
  const state = query.get('state')
  if (state === null) return show(loggedOutPage(undefined))
  seeOther(res, await signOut.finish(org, idpId, state))
}

/** Also of one that nobody may sign in through yet: its IdP may want our metadata first. */
const metadata = async ({ org, idpId, res, idps, idpClient }: Call): Promise<void> => {
  const idp = await idps.known(org, idpId)
  const text = idp && (await idpClient(org, idp).describe())
  if (text === undefined) {
    res.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such metadata.\n')
    return
  }
  res
    .writeHead(200, {
      'content-type': 'application/samlmetadata+xml',
      'cache-control': 'public, max-age=300',
    })
    .end(text)
}

/** As section 2.8 of the standard has it. */
const UNCACHED = { 'cache-control': 'no-cache, no-store', pragma: 'no-cache' } as const

/** OpenID Connect Back-Channel Logout 1.0: 200 once it has taken effect, 400 for a token that is not good. */
const backChannel = async (call: Call): Promise<void> => {
  const { org, idpId, form, res } = call
  try {
    const idp = await call.idps.enabled(org, idpId)
    const [token, ...more] = form.getAll('logout_token')
    if (!idp || token === undefined || more.length > 0)
      throw new SignInRefused(
        'answer_invalid',
        'There is not one logout token for a known identity provider.',
      )
    await call.loggedOut(org, idp, token)
    res.writeHead(200, { ...UNCACHED, 'content-length': '0' }).end()
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    call.failed(error)
    const status = error.code === 'idp_unavailable' ? 503 : 400
    res
      .writeHead(status, { 'content-type': 'application/json', ...UNCACHED })
      .end(JSON.stringify({ error: 'invalid_request', error_description: `${error.code}: ${error.detail}` }))
  }
}
