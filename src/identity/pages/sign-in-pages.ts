import { html, type Markup } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { IdpChoice } from '../../ports/idp-sign-in.ts'

/** The identity providers to choose from. Names the organisation only if there are several. */
export const chooserPage = (client: string, action: string, choices: readonly IdpChoice[]): Page => {
  const [first] = choices
  const oneOrg = choices.every(({ org }) => org === first?.org)
  return {
    title: 'Sign in',
    body: html`<p>to go on to <strong>${client}</strong>${oneOrg && first ? html` at <strong>${first.org_name}</strong>` : ''}</p>
<form method="post" action="${action}">
${choices.map(
  ({ org, org_name, idp, name }) =>
    html`<button name="choice" value="${org} ${idp}">${name}${oneOrg || org_name === name ? '' : html`<small>${org_name}</small>`}</button>
`,
)}</form>`,
  }
}

/** Asks for the organisation if nothing tells it and there are too many to list. @param said what they typed before, without success */
export const realmPage = (client: string, action: string, said?: string): Page => ({
  title: 'Sign in',
  body: html`<p>to go on to <strong>${client}</strong></p>
${complaint(said === undefined ? undefined : 'We know no sign-in page for this. Check the spelling, or ask your administrator for the short name of your organisation.')}<form method="post" action="${action}">
<label>Your organisation, or your email address at work
<input name="realm" value="${said ?? ''}" required autofocus autocomplete="email" maxlength="320" spellcheck="false" autocapitalize="none">
</label>
<button class="main">Continue</button>
</form>`,
})

export interface StandIn {
  readonly organisation: string
  readonly org: string
  readonly action: string
  readonly people: readonly { readonly id: string; readonly name: string }[]
  /** The address that the sign-in is for. */
  readonly hint?: string | undefined
  readonly problem?: string | undefined
}

/** The page that stands in for an identity provider in development. */
export const standInPage = ({ organisation, org, action, people, hint = '', problem }: StandIn): Page => ({
  title: 'Who are you?',
  body: html`<p class="soft">Development only: this page stands in for the identity provider of <strong>${organisation}</strong>. It believes everybody.</p>
${complaint(problem)}${
  people.length === 0 &&
  html`<p>Nobody has a role in ${organisation} yet. With the operator key in <code class="id">KASBAH_TOKEN</code>, invite its first administrator, then open the link of the answer:</p>
<p><code class="id">kasbah init --org ${org} --admin ADDRESS</code></p>
<p class="soft">Or sign in here with the invited address.</p>
`
}<form method="post" action="${action}">
${people.map(
  ({ id, name }) =>
    html`<button name="person" value="${id}">${name}${name === id ? '' : html`<small>${id}</small>`}</button>
`,
)}</form>
<form method="post" action="${action}">
<label>Somebody else: an id, or the address of an invitation
<input name="person" value="${hint}" required maxlength="256" spellcheck="false" autocapitalize="none" autocomplete="username">
</label>
<button class="main">Sign in</button>
</form>`,
})

/** A form that submits itself to an identity provider. Without scripts the person presses the button. */
export const hopPage = (url: string, fields: Readonly<Record<string, string>>): Page => ({
  title: 'One moment',
  script: SUBMIT,
  body: html`<p>You are being taken to your organisation's sign-in page.</p>
<form method="post" action="${url}">
${Object.entries(fields).map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<button class="main">Continue</button>
</form>
<script>${{ markup: SUBMIT }}</script>`,
})

const SUBMIT = 'document.forms[0].submit()'

const complaint = (problem: string | undefined): Markup =>
  problem === undefined
    ? html``
    : html`<p class="bad" role="alert">${problem}</p>
`
