import type { Sentence } from '../../pages/catalogue.ts'
import { html, strong } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Who } from './who.ts'

/** The person types the code from the device. `token` prevents CSRF. */
export const userCodePage =
  (asked: {
    readonly action: string
    readonly token: string
    readonly problem?: Sentence | undefined
  }): Page =>
  say => ({
    title: say.text('device.title'),
    body: html`${
      asked.problem !== undefined &&
      html`<p class="bad" role="alert">${say(asked.problem)}</p>
`
    }<form method="post" action="${asked.action}">
<input type="hidden" name="xsrf" value="${asked.token}">
<label>${say('device.code')}
<input name="user_code" required autofocus maxlength="32" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX">
</label>
<button class="main">${say('continue')}</button>
</form>`,
  })

/** The person compares the codes, so that they do not connect somebody else's device. */
export const deviceConfirmPage =
  (asked: {
    readonly action: string
    readonly token: string
    readonly code: string
    readonly client: string
    /** It asks to make API keys that outlive the sign-in. */
    readonly makesKeys: boolean
    /** Who is signed in with this browser; absent for nobody. */
    readonly who?: Who
  }): Page =>
  say => ({
    title: say.text('device.confirm_title'),
    body: html`<p>${say('device.shows', { client: strong(asked.client) })}</p>
<p><code>${asked.code}</code></p>
<p class="soft">${say('device.warning')}</p>
${
  asked.makesKeys &&
  html`<p><strong>${say('device.makes_keys')}</strong></p>
`
}${asked.who !== undefined && html`<p>${say('signed_in_at', { name: strong(asked.who.name), organisation: strong(asked.who.organisation) })} <a href="/me/switch?device=${encodeURIComponent(asked.code)}">${say('another_account')}</a></p>`}
<form method="post" action="${asked.action}">
<input type="hidden" name="xsrf" value="${asked.token}">
<input type="hidden" name="user_code" value="${asked.code}">
<button class="main" name="confirm" value="yes">${say('device.mine')}</button>
<button class="plain" name="abort" value="yes">${say('device.not_mine')}</button>
</form>`,
  })

export const deviceDonePage =
  (client: string): Page =>
  say => ({
    title: say.text('device.done_title'),
    body: html`<p>${say('device.done', { client })}</p>
<p><a class="go" href="/me">${say('device.see')}</a></p>`,
  })
