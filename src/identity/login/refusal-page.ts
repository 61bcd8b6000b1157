/** Shows every error under /login as a page with a code. Bad input is a 4xx; only an unexpected error is a 500. */
import { errors } from 'oidc-provider'
import { Problem, problems } from '../../model/problems.ts'
import type { SignInRefusal } from '../../model/refusals.ts'
import { sentenceFor } from '../../pages/catalogue.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
import { SignInRefused, SignOutRefused } from '../../ports/idp-sign-in.ts'
import { errorPage, type Fault, faultOfLibrary } from '../pages/error-page.ts'

import type { LoginCall } from './call.ts'

/** @param interaction a sign-in that can be gone on with */
export const refuse = (
  { failed }: { failed(error: unknown): void },
  { res, show }: Pick<LoginCall, 'res' | 'show'>,
  error: unknown,
  interaction?: string,
): void => {
  const fault = faultOf(error, interaction)
  if (fault.status >= 500 || error instanceof SignInRefused) failed(error)
  if (res.headersSent) res.destroy()
  else show(errorPage(fault), fault.status)
}

const ANOTHER = { href: '/invitation/again', label: 'invitation.another' } as const

/** What the same person mends at the same place by waiting, or by beginning once more. */
const AGAIN: ReadonlySet<SignInRefusal> = new Set([
  'ticket_invalid',
  'idp_unavailable',
  'answer_unexpected',
  'answer_expired',
  'answer_nonce',
  'answer_replayed',
])

/** What another account may mend. */
const AS_ANOTHER: ReadonlySet<SignInRefusal> = new Set([
  'not_invited',
  'claim_required',
  'account_disabled',
  'idp_refused',
])

const nextOf = (code: SignInRefusal, interaction: string | undefined): Fault['next'] => {
  if (code === 'invitation_for_another') return ANOTHER
  if (interaction === undefined) return undefined
  const href = `/login/${interaction}`
  if (AGAIN.has(code)) return { href, label: 'error.try_again' }
  return AS_ANOTHER.has(code) ? { href: `${href}?another=yes`, label: 'another_account' } : undefined
}

const faultOf = (error: unknown, interaction: string | undefined): Fault => {
  if (error instanceof SignInRefused) {
    const next = nextOf(error.code, interaction)
    return {
      code: error.code,
      sentence: error instanceof SignOutRefused ? 'signed_out.refused' : `refused.${error.code}`,
      detail: { for: 'organisation', text: error.detail },
      status: error.code === 'idp_unavailable' ? 503 : 400,
      elsewhere: true,
      ...(next && { next }),
    }
  }
  if (error instanceof errors.SessionNotFound)
    return {
      code: 'ticket_invalid',
      sentence: 'refused.ticket_invalid',
      status: 400,
    }
  if (error instanceof errors.OIDCProviderError && error.statusCode < 500)
    return faultOfLibrary(error.error, error.statusCode, error.error_description)
  if (error instanceof Problem && problems[error.code].status < 500) return problemFault(error)
  const unavailable =
    error instanceof StoreUnavailable || (error instanceof Problem && problems[error.code].status === 503)
  return { code: 'server_error', sentence: 'error.moment', status: unavailable ? 503 : 500 }
}

const problemFault = ({ code, detail }: Problem): Fault => ({
  code,
  sentence: sentenceFor('problem', code, 'problem.other'),
  status: problems[code].status,
  ...(detail === undefined ? {} : { detail: { for: 'developer', text: detail } }),
})
