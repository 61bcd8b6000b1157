import { html } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Who } from './who.ts'

/** What each scope allows, in words for the person whose data it is. */
const MEANINGS: Readonly<Record<string, string>> = {
  openid: 'confirm who you are',
  profile: 'see your name',
  email: 'see your email address',
  offline_access: 'keep its access while you are away, until you end it',
  check: 'check what people in your organisation may do',
  read: 'read what you can read, on your behalf',
  write: 'change what you can change, on your behalf',
}

export interface Asked {
  readonly client: string
  readonly who: Who
  readonly scopes: readonly string[]
}

/** A third-party application asks for access. */
export const consentPage = ({ client, who, scopes }: Asked, path: string): Page => ({
  title: `Allow ${client}?`,
  body: html`<p><strong>${client}</strong> wants to use your account at <strong>${who.organisation}</strong> to:</p>
<ul>
${scopes.map(
  scope => html`<li>${MEANINGS[scope] ?? scope}</li>
`,
)}</ul>
<p>You are signed in as <strong>${who.name}</strong>.</p>
<form method="post" action="${path}/consent">
<button class="main" name="answer" value="allow">Allow</button>
<button class="plain" name="answer" value="deny">Do not allow</button>
</form>
<form method="post" action="${path}/another">
<button class="plain">Use another account</button>
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
  body: html`<p>You are signed out${client === undefined ? '' : ` from ${client}`}. You can close this page.</p>
<p><a class="go" href="/me">Sign in again</a></p>`,
})
