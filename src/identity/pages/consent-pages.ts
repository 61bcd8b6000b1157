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
