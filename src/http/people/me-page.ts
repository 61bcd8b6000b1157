/** What a person can see of themselves, as a page. */

import { faultOfLibrary } from '../../identity/pages/error-page.ts'
import type { OwnSession } from '../../identity/sessions.ts'
import type { ApiKey } from '../../model/api-key.ts'
import { html, type Markup } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import { type Application, applicationLinks } from './applications.ts'

export interface Reached {
  readonly name: string
  readonly level: string
  /** Each way to it, in words. */
  readonly why: readonly string[]
}

/** One list of the page, and where it goes on. */
export interface Part<T> {
  readonly items: readonly T[]
  /** Absent at the end. */
  readonly more?: string
  /** It takes too much work to list. */
  readonly unlisted?: true
}

export interface Me {
  readonly name: string
  readonly id: string
  readonly email?: string | undefined
  readonly organisation: string
  readonly role: string
  readonly groups: readonly string[]
  readonly sessions: Part<OwnSession>
  /** The session of this browser. */
  readonly here: string
  /** By client id. */
  readonly applications: ReadonlyMap<string, string>
  readonly keys: Part<ApiKey>
  readonly datasets: Part<Reached>
  readonly entrances: readonly Application[]
  /** Other organisations in which this browser has shown an account. */
  readonly elsewhere: readonly { readonly id: string; readonly name: string }[]
}

export const mePage = (me: Me): Page => ({
  title: 'Your account',
  wide: true,
  body: html`<dl>
<dt>You</dt><dd><strong>${me.name}</strong>${me.email !== undefined && me.email !== me.name && html`<br>${me.email}`}<br><code class="id">${me.id}</code></dd>
<dt>Organisation</dt><dd><strong>${me.organisation}</strong>, as ${me.role}</dd>
${me.groups.length > 0 && html`<dt>Groups</dt><dd>${me.groups.join(', ')}</dd>`}
</dl>
${
  me.elsewhere.length > 0 &&
  html`<h2>Your other organisations</h2>
<p class="soft">You have used these with this browser. Each has an account of its own.</p>
<ul class="list">
${me.elsewhere.map(
  ({
    id,
    name,
  }) => html`<li><span>Your account at <strong>${name}</strong></span><a class="go" href="/me/switch?org=${id}">Go to ${name}</a></li>
`,
)}</ul>`
}
<p><a class="go" href="/me/switch">Use another account or organisation</a></p>
${
  me.entrances.length > 0 &&
  html`<h2>Your applications</h2>
${applicationLinks(me.entrances)}`
}
${datasets(me.datasets)}
${sessions(me)}
${keys(me.keys)}
<h2>Sign out</h2>
<form method="post" action="/me/sign-out">
<button class="plain">Sign out everywhere</button>
</form>
<p class="soft">This ends every session, device and application above. Keys stay until you end them. To sign out here only, <a href="/oidc/session/end">sign out of this browser</a>.</p>`,
})

const datasets = ({ items, more, unlisted }: Part<Reached>): Markup => html`<h2>Your datasets</h2>
${items.length === 0 && html`<p class="soft">${unlisted ? 'You are in too many groups for a list here.' : 'There is nothing that you can open yet.'}</p>`}
<ul class="list">
${items.map(
  ({ name, level, why }) =>
    html`<li><span><strong>${name}</strong><small>${why.join('; ')}</small></span><span>${level}</span></li>
`,
)}</ul>
${next('datasets', more)}`

const sessions = ({
  sessions: { items, more },
  here,
  applications,
}: Me): Markup => html`<h2>Where you are signed in</h2>
<ul class="list">
${items.map(session => oneSession(session, here, applications))}</ul>
${next('sessions', more)}`

const oneSession = (
  { id, kind, signed_in_at, expires_at, clients }: OwnSession,
  here: string,
  applications: ReadonlyMap<string, string>,
): Markup => {
  const names = clients.map(client => applications.get(client) ?? client).join(', ')
  const what = kind === 'browser' ? (id === here ? 'This browser' : 'A browser') : names
  const detail = kind === 'browser' && names !== '' ? `${names} · ` : ''
  return html`<li><span><strong>${what}</strong><small>${detail}since ${day(signed_in_at)}, ends ${day(expires_at)}</small></span>
<form method="post" action="/me/sessions"><input type="hidden" name="id" value="${id}"><button class="plain">Sign out</button></form></li>
`
}

const keys = ({ items, more }: Part<ApiKey>): Markup => html`<h2>Your keys</h2>
${items.length === 0 && html`<p class="soft">You have no API keys.</p>`}
<ul class="list">
${items.map(
  ({ id, name, hint, scopes, expires_at, last_used_at }) =>
    html`<li><span><strong>${name}</strong><small><code>${hint}…</code> ${scopes.join(', ')}</small><small>${expires_at ? `ends ${day(expires_at)}` : 'has no end'}, ${last_used_at ? `last used ${day(last_used_at)}` : 'never used'}</small></span>
<form method="post" action="/me/keys"><input type="hidden" name="id" value="${id}"><button class="plain">End this key</button></form></li>
`,
)}</ul>
${next('keys', more)}`

const next = (list: string, more: string | undefined): Markup =>
  more === undefined
    ? html``
    : html`<p><a class="go" href="/me?${list}=${encodeURIComponent(more)}">More ${list}</a></p>`

const day = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')

/** After a sign-in that did not end in one. @param error the code of what went wrong; absent when the browser keeps no cookies */
export const notSignedInPage = (error: string | undefined): Page => ({
  title: 'You are not signed in',
  body: html`<p role="alert">${
    error === undefined
      ? 'Your browser did not keep the sign-in: allow cookies for this address, and try again.'
      : faultOfLibrary(error, 400, undefined).sentence
  }</p>
<p><a class="go" href="/me">Sign in</a></p>
<p><a class="go" href="/">About this service</a></p>`,
})
