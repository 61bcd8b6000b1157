import { sentenceFor } from '../../pages/catalogue.ts'
import { html, strong } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Say } from '../../pages/say.ts'
import type { Who } from './who.ts'

export interface Asked {
  readonly client: string
  readonly who: Who
  readonly scopes: readonly string[]
}

/** A third-party application asks for access. */
export const consentPage =
  ({ client, who, scopes }: Asked, path: string): Page =>
  say => ({
    title: say.text('consent.title', { client }),
    body: html`<p>${say('consent.asks', { client: strong(client), organisation: strong(who.organisation) })}</p>
<ul>
${scopes.map(
  scope => html`<li>${meaning(scope, say)}</li>
`,
)}</ul>
<p>${say('signed_in_as', { name: strong(who.name) })}</p>
<form method="post" action="${path}/consent">
<button class="main" name="answer" value="allow">${say('consent.allow')}</button>
<button class="plain" name="answer" value="deny">${say('consent.deny')}</button>
</form>
<form method="post" action="${path}/another">
<button class="plain">${say('another_account')}</button>
</form>`,
  })

/** What the scope allows, for the person whose data it is; a scope of others as it is called. */
const meaning = (scope: string, say: Say) => {
  const sentence = sentenceFor('scope', scope, 'consent.asks')
  return sentence === 'consent.asks' ? html`<code class="id">${scope}</code>` : say(sentence)
}

/** @param form the library's form with its CSRF token; our buttons refer to it by id */
export const logoutPage =
  (form: string): Page =>
  say => ({
    title: say.text('sign_out.title'),
    body: html`<p>${say('sign_out.about')}</p>
<p class="soft">${say('sign_out.kept')}</p>
${{ markup: form }}
<form>
<button class="main" type="submit" form="op.logoutForm" value="yes" name="logout" autofocus>${say('sign_out.yes')}</button>
<button class="plain" type="submit" form="op.logoutForm">${say('sign_out.no')}</button>
</form>`,
  })

export const loggedOutPage =
  (client: string | undefined): Page =>
  say => ({
    title: say.text('signed_out.title'),
    body: html`<p>${client === undefined ? say('signed_out.about') : say('signed_out.from', { client })}</p>
<p><a class="go" href="/me">${say('signed_out.again')}</a></p>`,
  })
