/** The pages of an invitation: what it is to, what was accepted, and what to do when it is over. */
import { html, type Markup } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import { type Application, applicationLinks } from './applications.ts'

/** What an invitation offers, in words. */
export interface Offer {
  readonly organisation: string
  readonly role: string
  /** The set's own line about the role. */
  readonly about?: string | undefined
  readonly access: readonly { readonly name: string; readonly level: string }[]
}

export interface Opened extends Offer {
  readonly token: string
  /** The address that it was sent to. */
  readonly address: string
  readonly until: string
  readonly inviter: string
  /** Who is signed in at the organisation; absent for nobody. */
  readonly me?: Me
}

export interface Me {
  readonly name: string
  /** They have another address than the one that was invited. */
  readonly another: boolean
}

/** The token comes behind `#`, which no server sees. Without scripts the person pastes it. */
const TAKE = `const token = location.hash.slice(1)
if (token) {
  history.replaceState(null, '', location.pathname)
  document.forms[0].token.value = token
  document.forms[0].submit()
}`

export const pastePage = (problem?: string): Page => ({
  title: 'Your invitation',
  script: TAKE,
  body: html`${problem !== undefined && html`<p class="bad" role="alert">${problem}</p>`}
<p>Open the link of your invitation, or paste the code of the message here.</p>
<form method="post" action="/invitation">
<label>Code of the invitation
<input name="token" required maxlength="256" autocomplete="off" spellcheck="false" autocapitalize="none">
</label>
<button class="main">Continue</button>
</form>
<script>${{ markup: TAKE }}</script>`,
})

export const openPage = (opened: Opened): Page => {
  const { organisation, inviter, me, address, until } = opened
  return {
    title: `Join ${organisation}`,
    body: html`<p><strong>${inviter}</strong> invites you to <strong>${organisation}</strong>.</p>
${offered(opened)}
<p class="soft">Sent to ${address}. Good until ${until}.</p>
${me === undefined ? signInForm(opened) : me.another ? anotherForm(opened, me) : acceptForm(opened, me)}`,
  }
}

const offered = ({ role, about, access }: Offer): Markup => html`<dl>
<dt>Your role</dt><dd><strong>${role}</strong>${about !== undefined && html`<br>${about}`}</dd>
${access.length > 0 && html`<dt>Your access</dt>${access.map(({ name, level }) => html`<dd><strong>${name}</strong>: ${level}</dd>`)}`}
</dl>`

const answer = (
  token: string,
  as: string,
  button: Markup,
): Markup => html`<form method="post" action="/invitation/accept">
<input type="hidden" name="token" value="${token}">
<button class="${as === 'another' ? 'plain' : 'main'}" name="as" value="${as}">${button}</button>
</form>`

const signInForm = ({ token }: Opened): Markup => answer(token, 'sign-in', html`Sign in and accept`)

const acceptForm = (
  { token }: Opened,
  me: Me,
): Markup => html`<p>You are signed in as <strong>${me.name}</strong>.</p>
${answer(token, 'me', html`Accept as ${me.name}`)}
${answer(token, 'another', html`Use another account`)}`

const anotherForm = (
  { token, address }: Opened,
  me: Me,
): Markup => html`<p class="bad" role="alert">You are signed in as ${me.name}, but the invitation is for ${address}.</p>
${answer(token, 'another', html`Sign in with another account`)}`

export const acceptedPage = (offer: Offer, me: string, applications: readonly Application[]): Page => ({
  title: `Welcome to ${offer.organisation}`,
  body: html`<p>You accepted the invitation as <strong>${me}</strong>.</p>
${offered(offer)}
${
  applications.length > 0
    ? html`<p>Go on to an application:</p>
${applicationLinks(applications)}`
    : html`<p>Open the application that you were invited to use, and sign in there with the same account.</p>`
}
<p><a class="go" href="/me">See your account and your access</a></p>`,
})

export interface Over {
  readonly what: 'used' | 'revoked' | 'replaced' | 'ended' | 'expired' | 'unknown'
  readonly organisation?: string
  /** Whom to ask for a new one. */
  readonly ask: string
}

const SENTENCES: Readonly<Record<Over['what'], string>> = {
  used: 'This invitation was used already.',
  revoked: 'This invitation was withdrawn.',
  replaced: 'This invitation was replaced by a newer one: open the latest message.',
  ended:
    'This invitation has ended: a role was given to you in another way, or who invited you may not invite any more.',
  expired: 'This invitation has expired.',
  unknown: 'This is not an invitation of ours. Check that the whole link or code was copied.',
}

export const overPage = ({ what, organisation, ask }: Over): Page => ({
  title: organisation === undefined ? 'Your invitation' : `Invitation to ${organisation}`,
  body: html`<p role="alert">${SENTENCES[what]}</p>
${what === 'used' && html`<p>Did you accept it yourself? <a href="/me">Sign in</a> to see your account.</p>`}
<p>For a new invitation, ask ${ask}.</p>
<p><a class="go" href="/">About this service</a></p>`,
})
