import { html } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'

/** What each scope allows, in words for the person whose data it is. */
const MEANINGS: Readonly<Record<string, string>> = {
  openid: 'confirm who you are',
  profile: 'see your name',
  email: 'see your e-mail address',
  offline_access: 'keep its access while you are away, until you end it',
  check: 'check what people in your organisation may do',
  read: 'read what you can read, on your behalf',
  write: 'change what you can change, on your behalf',
}

/** A third-party application asks for access. */
export const consentPage = (
  asked: { readonly client: string; readonly org: string; readonly scopes: readonly string[] },
  action: string,
): Page => ({
  title: `Allow ${asked.client}?`,
  body: html`<p><strong>${asked.client}</strong> wants to use your account at <strong>${asked.org}</strong> to:</p>
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

/** @param form the library's form with its CSRF token; our buttons refer to it by id */
export const logoutPage = (form: string): Page => ({
  title: 'Sign out?',
  body: html`<p>You will be signed out here, and from the applications that you opened with this sign-in.</p>
<p class="soft">Applications that you allowed to keep access while you are away keep it.</p>
${{ markup: form }}
<form>
<button class="main" type="submit" form="op.logoutForm" value="yes" name="logout" autofocus>Sign out</button>
<button class="plain" type="submit" form="op.logoutForm">Stay signed in</button>
</form>`,
})

export const loggedOutPage = (client: string | undefined): Page => ({
  title: 'Signed out',
  body: html`<p>You are signed out${client === undefined ? '' : ` from ${client}`}. You can close this page.</p>`,
})

/** An error with a code that the documentation lists. It tells nothing that the person may not know. */
export const errorPage = (problem: {
  readonly code: string
  readonly sentence: string
  readonly status: number
}): Page => ({
  title: problem.status >= 500 ? 'Something failed on our side' : 'That did not work',
  body: html`<p role="alert">${problem.sentence}</p>
<p class="soft">Go back to the application and try again. If this keeps happening, give your administrator this code.</p>
<dl><dt>Code</dt><dd><code>${problem.code}</code></dd></dl>`,
})
