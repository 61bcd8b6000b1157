/**
 * The pages under /login: where a person is sent who must sign in or consent, and where they come back to. Owns: the
 * binding to the browser (the interaction's cookie, which only these paths receive) and what an outcome becomes.
 * Does not own: how an identity provider is asked, who a person is, or what is granted by default.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import type { SignedIn } from '../../model/identity.ts'
import { Problem, problems } from '../../model/problems.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
import { type IdpSignIn, SignInRefused } from '../../ports/idp-sign-in.ts'
import { readForm } from '../mount/post-as-get.ts'
import { errorPage } from '../pages/consent-pages.ts'
import { sendPage } from '../pages/send-page.ts'
import { begin, choose, finish } from './choose-idp.ts'
import { answerConsent, askConsent } from './consent.ts'
import { type Interaction, interactionOf } from './interaction.ts'

export interface LoginParts {
  readonly origin: string
  readonly provider: () => Provider
  readonly idpSignIn: IdpSignIn
  /** Notes in the trail that a person signed in to an application. */
  noted(signedIn: SignedIn, client: string): Promise<void>
  /** Told of what failed inside; the person has been answered. */
  failed(error: unknown): void
}

/** What a step is given. */
export interface Visit {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly provider: Provider
  readonly idpSignIn: IdpSignIn
  readonly noted: LoginParts['noted']
  readonly interaction: Interaction
  readonly query: URLSearchParams
  readonly form: URLSearchParams
}

const STEPS: Readonly<Record<string, (visit: Visit) => Promise<void>>> = {
  'GET ': visit => (visit.interaction.prompt.name === 'consent' ? askConsent(visit) : begin(visit)),
  'POST /choose': choose,
  'GET /return': finish,
  'POST /consent': answerConsent,
}

const MAX_FORM = 4_096

/** Serves `/login/...`. */
export const createLogin =
  (parts: LoginParts) =>
  async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    try {
      await serve(parts, req, res)
    } catch (error) {
      refuse(parts, res, error)
    }
  }

const serve = async (parts: LoginParts, req: IncomingMessage, res: ServerResponse): Promise<void> => {
  const url = new URL(req.url ?? '/', parts.origin)
  if (/^\/login\/(?:callback|saml)\//.test(url.pathname)) {
    if (!(await parts.idpSignIn.serve(req, res))) notFound(res)
    return
  }
  const [, uid = '', rest = ''] = /^\/login\/([A-Za-z0-9_-]{1,64})(\/[a-z-]+)?$/.exec(url.pathname) ?? []
  const step = uid === '' ? undefined : STEPS[`${req.method === 'HEAD' ? 'GET' : req.method} ${rest}`]
  if (!step) return notFound(res)
  const posted = req.method === 'POST'
  if (posted) fromOurPages(req, parts.origin)
  const form = posted ? await readForm(req, MAX_FORM) : ''
  if (form === undefined) throw new errors.InvalidRequest('the form is too long')
  const provider = parts.provider()
  const interaction = await interactionOf(provider, req, res, uid)
  await step({
    req,
    res,
    provider,
    idpSignIn: parts.idpSignIn,
    noted: parts.noted,
    interaction,
    query: url.searchParams,
    form: new URLSearchParams(form),
  })
}

/** Cookies are SameSite=Lax, so another site cannot post here with them; a sibling of our site could. */
const fromOurPages = (req: IncomingMessage, origin: string): void => {
  const { origin: from, 'sec-fetch-site': site } = req.headers
  const foreign =
    from === undefined || from === 'null' ? site === 'cross-site' || site === 'same-site' : from !== origin
  if (foreign) throw new errors.InvalidRequest('this form was not sent from here')
}

const notFound = (res: ServerResponse): void =>
  sendPage(res, errorPage({ code: 'not_found', sentence: 'There is no such page.', status: 404 }), 404)

/** Bad input is the sender's: a page with a code. Only what nobody foresaw is a 500. */
const refuse = (parts: LoginParts, res: ServerResponse, error: unknown): void => {
  const fault = faultOf(error)
  if (fault.status >= 500 || (error instanceof SignInRefused && error.cause !== undefined))
    parts.failed(error)
  if (res.headersSent) res.destroy()
  else sendPage(res, errorPage(fault), fault.status)
}

const faultOf = (error: unknown): Parameters<typeof errorPage>[0] => {
  if (error instanceof SignInRefused)
    return { code: error.code, sentence: error.detail, status: error.code === 'idp_unavailable' ? 503 : 400 }
  if (error instanceof errors.SessionNotFound)
    return {
      code: error.error,
      sentence: 'This sign-in has expired, or was begun in another browser.',
      status: 400,
    }
  if (error instanceof errors.OIDCProviderError && error.statusCode < 500)
    return {
      code: error.error,
      sentence: error.error_description ?? 'The request is not valid.',
      status: error.statusCode,
    }
  const unavailable =
    error instanceof StoreUnavailable || (error instanceof Problem && problems[error.code].status === 503)
  return { code: 'server_error', sentence: 'Please try again in a moment.', status: unavailable ? 503 : 500 }
}
