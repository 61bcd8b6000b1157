/** What a person can see of themselves, as a page. */

import { faultOfLibrary } from '../../identity/pages/error-page.ts'
import type { OwnSession } from '../../identity/sessions.ts'
import type { ApiKey } from '../../model/api-key.ts'
import { html, type Markup, strong } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Say } from '../../pages/say.ts'
import { type Application, applicationLinks } from './applications.ts'

export interface Reached {
  readonly name: string
  readonly level: string
  /** What the level lets one do, for those who read the language. */
  readonly about: (language: string) => string | undefined
  /** Each way to it. */
  readonly why: readonly Way[]
}

/** Through groups, by a role, or neither: given to the person. */
export interface Way {
  readonly groups?: readonly string[]
  readonly role?: string
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

export const mePage =
  (me: Me): Page =>
  say => ({
    title: say.text('me.title'),
    wide: true,
    body: html`<dl>
<dt>${say('me.you')}</dt><dd>${strong(me.name)}${me.email !== undefined && me.email !== me.name && html`<br>${me.email}`}<br><code class="id">${me.id}</code></dd>
<dt>${say('me.organisation')}</dt><dd>${say('me.as', { organisation: strong(me.organisation), role: me.role })}</dd>
${me.groups.length > 0 && html`<dt>${say('me.groups')}</dt><dd>${say.list(me.groups)}</dd>`}
</dl>
${elsewhere(say, me)}
<p><a class="go" href="/me/switch">${say('me.switch')}</a></p>
${
  me.entrances.length > 0 &&
  html`<h2>${say('me.applications')}</h2>
${applicationLinks(me.entrances)}`
}
${datasets(say, me)}
${sessions(say, me)}
${keys(say, me.keys)}
<h2>${say('me.sign_out')}</h2>
<form method="post" action="/me/sign-out">
<button class="plain">${say('me.sign_out_everywhere')}</button>
</form>
<p class="soft">${say('me.sign_out_about', { organisation: me.organisation })}</p>
<p class="soft">${say('me.sign_out_here')} <a href="/oidc/session/end">${say('me.sign_out_browser')}</a></p>`,
  })

const elsewhere = (say: Say, { elsewhere: others }: Me): Markup =>
  others.length === 0
    ? html``
    : html`<h2>${say('me.elsewhere')}</h2>
<p class="soft">${say('me.elsewhere_about')}</p>
<ul class="list">
${others.map(
  ({ id, name: organisation }) =>
    html`<li><span>${say('me.elsewhere_account', { organisation: strong(organisation) })}</span><a class="go" href="/me/switch?org=${id}">${say('me.go_to', { organisation })}</a></li>
`,
)}</ul>`

const datasets = (
  say: Say,
  { organisation, datasets: { items, more, unlisted } }: Me,
): Markup => html`<h2>${say('me.datasets', { organisation })}</h2>
${items.length === 0 && html`<p class="soft">${say(unlisted ? 'me.datasets_unlisted' : 'me.datasets_none')}</p>`}
<ul class="list">
${items.map(
  ({ name, level, about, why }) =>
    html`<li><span>${strong(name)}<small>${why.map(way => wayWords(say, way)).join('; ')}</small></span><span>${level}<small>${about(say.language)}</small></span></li>
`,
)}</ul>
${next(say, 'datasets', more)}`

const wayWords = (say: Say, { groups, role }: Way): string => {
  if (groups !== undefined) return say.text('me.why_groups', { groups: say.list(groups) })
  return role === undefined ? say.text('me.why_given') : say.text('me.why_role', { role })
}

const sessions = (say: Say, me: Me): Markup => html`<h2>${say('me.sessions')}</h2>
<ul class="list">
${inOrder(me).map(session => oneSession(say, session, me))}</ul>
${next(say, 'sessions', me.sessions.more)}`

/** This browser first, then the newest: the store has them by id, which tells nobody anything. */
const inOrder = ({ sessions: { items }, here }: Me): readonly OwnSession[] =>
  items.toSorted(
    (a, b) =>
      Number(b.id === here) - Number(a.id === here) || b.signed_in_at.getTime() - a.signed_in_at.getTime(),
  )

const oneSession = (
  say: Say,
  { id, kind, signed_in_at, expires_at, clients }: OwnSession,
  { here, applications }: Me,
): Markup => {
  const names = clients.map(client => applications.get(client) ?? client)
  const browser = say(id === here ? 'me.this_browser' : 'me.a_browser')
  const what = kind === 'browser' ? browser : html`${say.list(names)}`
  const detail = kind === 'browser' && names.length > 0 ? `${say.list(names)} · ` : ''
  const times = { start: say.moment(signed_in_at), end: say.moment(expires_at) }
  return html`<li><span><strong>${what}</strong><small>${detail}${say('me.session_times', times)}</small></span>
<form method="post" action="/me/sessions"><input type="hidden" name="id" value="${id}"><button class="plain">${say('me.sign_out')}</button></form></li>
`
}

const keys = (say: Say, { items, more }: Part<ApiKey>): Markup => html`<h2>${say('me.keys')}</h2>
${items.length === 0 && html`<p class="soft">${say('me.keys_none')}</p>`}
<ul class="list">
${items.map(
  key =>
    html`<li><span>${strong(key.name)}<small><code class="id">${key.hint}…</code> ${key.scopes.join(', ')}</small><small>${keyTimes(say, key)}</small></span>
<form method="post" action="/me/keys"><input type="hidden" name="id" value="${key.id}"><button class="plain">${say('me.end_key')}</button></form></li>
`,
)}</ul>
${next(say, 'keys', more)}`

const keyTimes = (say: Say, { expires_at, last_used_at }: ApiKey): Markup => {
  const end = expires_at ? say('me.key_ends', { end: say.moment(expires_at) }) : say('me.key_endless')
  const used = last_used_at ? say('me.key_used', { moment: say.moment(last_used_at) }) : say('me.key_unused')
  return html`${end}, ${used}`
}

const next = (say: Say, list: 'datasets' | 'sessions' | 'keys', more: string | undefined): Markup =>
  more === undefined
    ? html``
    : html`<p><a class="go" href="/me?${list}=${encodeURIComponent(more)}">${say(`me.${list}_more`)}</a></p>`

/** After a sign-in that did not end in one. @param error the code of what went wrong; absent when the browser keeps no cookies */
export const notSignedInPage =
  (error: string | undefined): Page =>
  say => ({
    title: say.text('not_signed_in.title'),
    body: html`<p role="alert">${say(error === undefined ? 'not_signed_in.cookies' : faultOfLibrary(error, 400, undefined).sentence)}</p>
<p><a class="go" href="/me">${say('sign_in.title')}</a></p>
<p><a class="go" href="/">${say('about_service')}</a></p>`,
  })
