import { html } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Who } from './who.ts'

/** The person types the code from the device. `token` prevents CSRF. */
export const userCodePage = (asked: {
  readonly action: string
  readonly token: string
  readonly problem?: string | undefined
}): Page => ({
  title: 'Connect a device',
  body: html`${
    asked.problem !== undefined &&
    html`<p class="bad" role="alert">${asked.problem}</p>
`
  }<form method="post" action="${asked.action}">
<input type="hidden" name="xsrf" value="${asked.token}">
<label>Code shown in your notebook, terminal or device
<input name="user_code" required autofocus maxlength="32" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX">
</label>
<button class="main">Continue</button>
</form>`,
})

/** The person compares the codes, so that they do not connect somebody else's device. */
export const deviceConfirmPage = (asked: {
  readonly action: string
  readonly token: string
  readonly code: string
  readonly client: string
  /** It asks to make API keys that outlive the sign-in. */
  readonly makesKeys: boolean
  /** Who is signed in with this browser; absent for nobody. */
  readonly who?: Who
}): Page => ({
  title: 'Is this your device?',
  body: html`<p><strong>${asked.client}</strong> shows this code:</p>
<p><code>${asked.code}</code></p>
<p class="soft">Continue only if you just started this yourself and your device shows the same code. The device will be able to act as you.</p>
${
  asked.makesKeys &&
  html`<p><strong>It can make API keys</strong> that stay good after this sign-in has ended.</p>
`
}${asked.who !== undefined && html`<p>You are signed in as <strong>${asked.who.name}</strong> at <strong>${asked.who.organisation}</strong>. <a href="/me/switch?device=${encodeURIComponent(asked.code)}">Use another account</a></p>`}
<form method="post" action="${asked.action}">
<input type="hidden" name="xsrf" value="${asked.token}">
<input type="hidden" name="user_code" value="${asked.code}">
<button class="main" name="confirm" value="yes">It is mine: connect it</button>
<button class="plain" name="abort" value="yes">It is not mine</button>
</form>`,
})

export const deviceDonePage = (client: string): Page => ({
  title: 'Connected',
  body: html`<p>${client} is signed in. You can close this page and go back to your device.</p>
<p><a class="go" href="/me">See where you are signed in</a></p>`,
})
