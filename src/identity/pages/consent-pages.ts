import { html } from './markup.ts'
import type { Page } from './page.ts'

/** What a scope lets a client do, said to the person whose data it is. */
const MEANINGS: Readonly<Record<string, string>> = {
  openid: 'know that it is you',
  profile: 'see your name',
  email: 'see your e-mail address',
  offline_access: 'keep its access while you are away, until you sign out everywhere',
  check: 'ask what people in your organisation may do',
  read: 'read, as you, what you may read',
  write: 'change, as you, what you may change',
}

/** A third party asks; only the person answers. */
export const consentPage = (
  asked: { readonly client: string; readonly org: string; readonly scopes: readonly string[] },
  action: string,
): Page => ({
  title: `Let ${asked.client} in?`,
  body: html`<p><strong>${asked.client}</strong> asks, for your account at <strong>${asked.org}</strong>, to</p>
<ul>
${asked.scopes.map(
  scope => html`<li>${MEANINGS[scope] ?? scope}</li>
`,
)}</ul>
<form method="post" action="${action}">
<button class="main" name="answer" value="allow">Allow</button>
<button class="plain" name="answer" value="deny">Do not allow</button>
</form>`,
})

/** @param form the library's form, with its token against forged requests; the buttons belong to it by id */
export const logoutPage = (form: string): Page => ({
  title: 'Sign out?',
  body: html`<p>You will be signed out here and of the applications that you entered from here.</p>
${{ markup: form }}
<form>
<button class="main" type="submit" form="op.logoutForm" value="yes" name="logout" autofocus>Sign out</button>
<button class="plain" type="submit" form="op.logoutForm">Stay signed in</button>
</form>`,
})

export const loggedOutPage = (client: string | undefined): Page => ({
  title: 'Signed out',
  body: html`<p>You are signed out${client === undefined ? '' : ` of ${client}`}. You can close this page.</p>`,
})

/** What went wrong, with a code that the documentation knows. Never says more than the person may know. */
export const errorPage = (problem: {
  readonly code: string
  readonly sentence: string
  readonly status: number
}): Page => ({
  title: problem.status >= 500 ? 'Something failed on our side' : 'That did not work',
  body: html`<p role="alert">${problem.sentence}</p>
<p class="soft">Go back to the application and try again. If it keeps happening, tell your administrator this code.</p>
<dl><dt>Code</dt><dd><code>${problem.code}</code></dd></dl>`,
})
