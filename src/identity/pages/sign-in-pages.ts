import type { Sentence } from '../../pages/catalogue.ts'
import { html, type Markup, strong } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { Say } from '../../pages/say.ts'
import type { IdpChoice } from '../../ports/idp-sign-in.ts'

/** The identity providers to choose from. Names the organisation only if there are several. */
export const chooserPage = (client: string, action: string, choices: readonly IdpChoice[]): Page => {
  const [first] = choices
  const oneOrg = choices.every(({ org }) => org === first?.org)
  const organisation = strong(first?.org_name ?? '')
  return say => ({
    title: say.text('sign_in.title'),
    body: html`<p>${oneOrg ? say('go_on_to_at', { client: strong(client), organisation }) : say('go_on_to', { client: strong(client) })}</p>
<form method="post" action="${action}">
${choices.map(
  ({ org, org_name, idp, name }) =>
    html`<button name="choice" value="${org} ${idp}">${name}${oneOrg || org_name === name ? '' : html`<small>${org_name}</small>`}</button>
`,
)}</form>`,
  })
}

/** Asks for the organisation if nothing tells it and there are too many to list. @param said what they typed before, without success */
export const realmPage =
  (client: string, action: string, said?: string): Page =>
  say => ({
    title: say.text('sign_in.title'),
    body: html`<p>${say('go_on_to', { client: strong(client) })}</p>
${complaint(say, said === undefined ? undefined : { sentence: 'sign_in.unknown' })}<form method="post" action="${action}">
<label>${say('sign_in.where')}
<input name="realm" value="${said ?? ''}" required autofocus autocomplete="email" maxlength="320" spellcheck="false" autocapitalize="none">
</label>
<button class="main">${say('continue')}</button>
</form>`,
  })

export interface StandIn {
  readonly organisation: string
  readonly org: string
  readonly action: string
  readonly people: readonly { readonly id: string; readonly name: string }[]
  /** The address that the sign-in is for. */
  readonly hint?: string | undefined
  readonly problem?: Complaint | undefined
}

/** What was wrong with what the person typed. */
export interface Complaint {
  readonly sentence: Sentence
  readonly values?: Readonly<Record<string, string>>
}

/** The page that stands in for an identity provider in development. */
export const standInPage =
  ({ organisation, org, action, people, hint = '', problem }: StandIn): Page =>
  say => ({
    title: say.text('stand_in.title'),
    body: html`<p class="soft">${say('stand_in.about', { organisation: strong(organisation) })}</p>
${complaint(say, problem)}${
  people.length === 0 &&
  html`<p>${say('stand_in.nobody', { organisation, variable: html`<code class="id">KASBAH_TOKEN</code>` })}</p>
<p><code class="id">kasbah init --org ${org} --admin ADDRESS</code></p>
<p class="soft">${say('stand_in.or')}</p>
`
}<form method="post" action="${action}">
${people.map(
  ({ id, name }) =>
    html`<button name="person" value="${id}">${name}${name === id ? '' : html`<small>${id}</small>`}</button>
`,
)}</form>
<form method="post" action="${action}">
<label>${say('stand_in.else')}
<input name="person" value="${hint}" required maxlength="256" spellcheck="false" autocapitalize="none" autocomplete="username">
</label>
<button class="main">${say('sign_in.title')}</button>
</form>`,
  })

/** A form that submits itself to an identity provider. Without scripts the person presses the button. */
export const hopPage =
  (
    url: string,
    fields: Readonly<Record<string, string>>,
    about: 'hop.about' | 'hop.signing_out' | 'hop.signed_out' = 'hop.about',
  ): Page =>
  say => ({
    title: say.text('hop.title'),
    script: SUBMIT,
    body: html`<p>${say(about)}</p>
<form method="post" action="${url}">
${Object.entries(fields).map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<button class="main">${say('continue')}</button>
</form>
<script>${{ markup: SUBMIT }}</script>`,
  })

const SUBMIT = 'document.forms[0].submit()'

const complaint = (say: Say, problem: Complaint | undefined): Markup =>
  problem === undefined
    ? html``
    : html`<p class="bad" role="alert">${say(problem.sentence, problem.values)}</p>
`
