/**
 * What people see in a browser: complete documents without outside assets. Owns: the layout, and the headers of every page. Does
 * not own: when a page is shown, or what a button does.
 */
import { type Brand, LOGO_PATH } from './brand.ts'
import { html, type Markup } from './markup.ts'
import type { Say } from './say.ts'
import { STYLE, STYLE_HASH } from './stylesheet.ts'

/** A page, in whichever language it is asked for. */
export type Page = (say: Say) => Sheet

export interface Sheet {
  readonly title: string
  readonly body: Markup
  /** Lists and tables need more room than one question. */
  readonly wide?: true
  /** The only script that may run on this page. */
  readonly script?: string
}

/** No frame, no outside asset, no base. `script-src` is empty; `sendPage` adds the hash of a page's script. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  // No form-action: browsers apply it to every redirect after a form, and those go to identity providers and clients.
  'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH}; img-src 'self'; script-src; frame-ancestors 'none'; base-uri 'none'`,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The page as a document. */
export const print = ({ title, body, wide }: Sheet, brand: Brand, { language, direction }: Say): string =>
  html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<title>${title === brand.name ? title : `${title} · ${brand.name}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header>${brand.logo !== undefined && html`<img src="${LOGO_PATH}" alt="">`}<span>${brand.name}</span></header>
<main${wide === true && html` class="wide"`}>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.markup
