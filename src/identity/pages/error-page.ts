import { html } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'

export interface Fault {
  readonly code: string
  readonly sentence: string
  readonly status: number
  /** For the developer of the application, in the words of the standard. */
  readonly detail?: string
  /** Where the person can go on. */
  readonly next?: { readonly href: string; readonly label: string }
}

/** An error with a code that the documentation lists. It tells nothing that the person may not know. */
export const errorPage = ({ code, sentence, status, detail, next }: Fault): Page => ({
  title: status >= 500 ? 'Something failed on our side' : 'That did not work',
  body: html`<p role="alert">${sentence}</p>
${next !== undefined && html`<p><a class="go" href="${next.href}">${next.label}</a></p>`}
<p class="soft">Go back to the application and try again. If this keeps happening, give your administrator this code.</p>
<dl><dt>Code</dt><dd><code>${code}</code></dd>${detail !== undefined && html`<dt>For the developer of the application</dt><dd>${detail}</dd>`}</dl>
<p><a class="go" href="/">About this service</a></p>`,
})

/** What the standard's errors mean to the person who reads them. */
const SENTENCES: Readonly<Record<string, string>> = {
  access_denied: 'Access was not allowed.',
  code_used: 'This code was used already. Start again on your device.',
  consent_required: 'The application needs your permission first.',
  expired_token: 'This code has expired. Start again on your device.',
  interaction_required: 'The application must show you a page first.',
  invalid_client: 'The application that sent you here is not known to this service.',
  invalid_redirect_uri: 'The application wants to take you to an address that is not registered for it.',
  invalid_scope: 'The application asked for something that it may not have.',
  invalid_target: 'The application asked for access to a service that it may not use.',
  login_required: 'You must sign in again.',
  not_found: 'There is no such page.',
  temporarily_unavailable: 'This service cannot answer now. Please try again in a moment.',
  too_many_codes: 'Too many wrong codes. Wait ten minutes and start again.',
  unauthorized_client: 'The application may not do this.',
}

/** A library's error for a person: our sentence, and its own for the developer. */
export const faultOfLibrary = (code: string, status: number, detail: string | undefined): Fault => ({
  code,
  status,
  sentence:
    SENTENCES[code] ??
    (status >= 500 ? 'Please try again in a moment.' : 'The application sent a request that is not valid.'),
  ...(detail === undefined || status >= 500 ? {} : { detail }),
})
