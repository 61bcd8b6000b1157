import { html } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'

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

/** Signed out here, and not everywhere. @param next where the person was going */
export const partlySignedOutPage =
  (outcome: 'partial' | 'failed', next: string): Page =>
  say => ({
    title: say.text('signed_out.here'),
    body: html`<p>${say('signed_out.here_about')}</p>
<p role="alert">${say(outcome === 'partial' ? 'signed_out.partial' : 'signed_out.uncertain')}</p>
<p><a class="go" href="${next}">${say('signed_out.go_on')}</a></p>`,
  })
