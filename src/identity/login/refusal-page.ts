/** Shows every error under /login as a page with a code. Bad input is a 4xx; only an unexpected error is a 500. */
import { errors } from 'oidc-provider'
import { Problem, problems } from '../../model/problems.ts'
import { sentenceFor } from '../../pages/catalogue.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
import { SignInRefused, SignOutRefused } from '../../ports/idp-sign-in.ts'
import { errorPage, type Fault, faultOfLibrary } from '../pages/error-page.ts'

import type { LoginCall } from './call.ts'

export const refuse = (
  { failed }: { failed(error: unknown): void },
  { res, show }: Pick<LoginCall, 'res' | 'show'>,
  error: unknown,
): void => {
  const fault = faultOf(error)
  if (fault.status >= 500 || error instanceof SignInRefused) failed(error)
  if (res.headersSent) res.destroy()
  else show(errorPage(fault), fault.status)
}

const ANOTHER = { href: '/invitation/again', label: 'invitation.another' } as const

const faultOf = (error: unknown): Fault => {
  if (error instanceof SignInRefused)
    return {
      code: error.code,
      sentence: error instanceof SignOutRefused ? 'signed_out.refused' : `refused.${error.code}`,
      detail: { for: 'organisation', text: error.detail },
      status: error.code === 'idp_unavailable' ? 503 : 400,
      ...(error.code === 'invitation_for_another' ? { next: ANOTHER } : {}),
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
