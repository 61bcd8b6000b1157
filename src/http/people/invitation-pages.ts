/** The pages of an invitation: what it is to, what was accepted, and what to do when it is over. */
import { html, type Markup, strong } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Say } from '../../pages/say.ts'
import { type Application, applicationLinks } from './applications.ts'

/** What an invitation offers, in words. */
export interface Offer {
  readonly organisation: string
  readonly role: string
  readonly about: Told
  readonly access: readonly Access[]
}

/** A line about a role or a level, for those who read the language. */
export type Told = (language: string) => string | undefined

export interface Access {
  readonly name: string
  readonly level: string
  readonly about: Told
}

export interface Opened extends Offer {
  readonly token: string
  /** The address that it was sent to. */
  readonly address: string
  readonly until: Date
  /** Absent for one who is no person, or gone. */
  readonly inviter?: string
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

export const pastePage: Page = say => ({
  title: say.text('invitation.title'),
  script: TAKE,
  body: html`<p>${say('invitation.paste')}</p>
<form method="post" action="/invitation">
<label>${say('invitation.code')}
<input name="token" required maxlength="256" autocomplete="off" spellcheck="false" autocapitalize="none">
</label>
<button class="main">${say('continue')}</button>
</form>
<script>${{ markup: TAKE }}</script>`,
})

export const openPage =
  (opened: Opened): Page =>
  say => {
    const { organisation, inviter, me, address, until } = opened
    const to = { organisation: strong(organisation) }
    return {
      title: say.text('invitation.join', { organisation }),
      body: html`<p>${inviter === undefined ? say('invitation.from_admin', to) : say('invitation.from', { ...to, inviter: strong(inviter) })}</p>
${offered(say, opened)}
<p class="soft">${say('invitation.sent', { address, day: say.day(until) })}</p>
${me === undefined ? signInForm(say, opened) : me.another ? anotherForm(say, opened, me) : acceptForm(say, opened, me)}`,
    }
  }

const offered = (say: Say, { role, about, access }: Offer): Markup => html`<dl>
<dt>${say('invitation.role')}</dt><dd><strong>${role}</strong>${told(say, about)}</dd>
${access.length > 0 && html`<dt>${say('invitation.access')}</dt>${access.map(({ name, level, about: line }) => html`<dd>${strong(name)}: ${level}${told(say, line)}</dd>`)}`}
</dl>`

const told = ({ language }: Say, about: Told): Markup | undefined => {
  const line = about(language)
  return line === undefined ? undefined : html`<br>${line}`
}

const answer = (
  token: string,
  as: string,
  button: Markup,
): Markup => html`<form method="post" action="/invitation/accept">
<input type="hidden" name="token" value="${token}">
<button class="${as === 'another' ? 'plain' : 'main'}" name="as" value="${as}">${button}</button>
</form>`

const signInForm = (say: Say, { token }: Opened): Markup =>
  answer(token, 'sign-in', say('invitation.sign_in'))

const acceptForm = (
  say: Say,
  { token }: Opened,
  me: Me,
): Markup => html`<p>${say('signed_in_as', { name: strong(me.name) })}</p>
${answer(token, 'me', say('invitation.accept_as', { name: me.name }))}
${answer(token, 'another', say('another_account'))}`

const anotherForm = (
  say: Say,
  { token, address }: Opened,
  me: Me,
): Markup => html`<p class="bad" role="alert">${say('invitation.wrong_account', { name: me.name, address })}</p>
${answer(token, 'another', say('invitation.another'))}`

export const acceptedPage =
  (offer: Offer, me: string, applications: readonly Application[]): Page =>
  say => ({
    title: say.text('invitation.welcome', { organisation: offer.organisation }),
    body: html`<p>${say('invitation.accepted', { name: strong(me) })}</p>
${offered(say, offer)}
${
  applications.length > 0
    ? html`<p>${say('invitation.go_on')}</p>
${applicationLinks(applications)}`
    : html`<p>${say('invitation.open')}</p>`
}
<p><a class="go" href="/me">${say('invitation.see')}</a></p>`,
  })

export interface Over {
  readonly what: 'used' | 'revoked' | 'replaced' | 'ended' | 'expired' | 'unknown'
  readonly organisation?: string
  /** Who invited: whom to ask for a new one. Absent: an administrator. */
  readonly inviter?: string
}

export const overPage =
  ({ what, organisation, inviter }: Over): Page =>
  say => ({
    title:
      organisation === undefined
        ? say.text('invitation.title')
        : say.text('invitation.title_to', { organisation }),
    body: html`<p role="alert">${say(`invitation.${what}`)}</p>
${
  what === 'used' &&
  html`<p>${say('invitation.yours')}</p>
<p><a class="go" href="/me">${say('sign_in.title')}</a></p>`
}
<p>${whomToAsk(say, organisation, inviter)}</p>
<p><a class="go" href="/">${say('about_service')}</a></p>`,
  })

const whomToAsk = (say: Say, organisation: string | undefined, inviter: string | undefined): Markup => {
  if (organisation === undefined) return say('invitation.ask_sender')
  return inviter === undefined
    ? say('invitation.ask_admin', { organisation })
    : say('invitation.ask', { name: inviter })
}
