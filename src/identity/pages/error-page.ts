import { type Sentence, sentenceFor } from '../../pages/catalogue.ts'
import { html } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'

export interface Fault {
  readonly code: string
  readonly sentence: Sentence
  readonly status: number
  /** It failed elsewhere: nothing of ours is said to. */
  readonly elsewhere?: true
  /** More about it for those who can mend it: in English, in the words of the standard. */
  readonly detail?: { readonly for: 'developer' | 'organisation'; readonly text: string }
  /** Where the person can go on: then trying the same again is no advice. */
  readonly next?: { readonly href: string; readonly label: Sentence }
}

/** An error with a code that the documentation lists. It tells nothing that the person may not know. */
export const errorPage =
  ({ code, sentence, status, elsewhere, detail, next }: Fault): Page =>
  say => ({
    title: say.text(status >= 500 && !elsewhere ? 'error.title_ours' : 'error.title'),
    body: html`<p role="alert">${say(sentence)}</p>
${next !== undefined && html`<p><a class="go" href="${next.href}">${say(next.label)}</a></p>`}
<p class="soft">${say(next === undefined ? 'error.advice' : 'error.if_again')}</p>
<dl><dt>${say('error.code')}</dt><dd><code>${code}</code></dd>${detail !== undefined && html`<dt>${say(`error.for_${detail.for}`)}</dt><dd lang="en" translate="no">${detail.text}</dd>`}</dl>
<p><a class="go" href="/">${say('about_service')}</a></p>`,
  })

/** A library's error for a person: our sentence, and its own for the developer. */
export const faultOfLibrary = (code: string, status: number, detail: string | undefined): Fault => ({
  code,
  status,
  sentence: sentenceFor('error', code, status >= 500 ? 'error.moment' : 'error.other'),
  ...(detail === undefined || status >= 500 ? {} : { detail: { for: 'developer', text: detail } }),
})
