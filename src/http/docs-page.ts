import { createHash } from 'node:crypto'
import { problems } from '../model/problems.ts'
import type { Route } from './route.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const STYLE = `
:root { color-scheme: light dark; --edge: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 65%, transparent) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 6rem }
h1 { margin-bottom: 0 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--edge) }
nav a { margin-right: .9rem; white-space: nowrap } a { color: inherit }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
.route { display: grid; grid-template-columns: 5rem 1fr; gap: 0 .5rem; padding: .55rem 0; border-bottom: 1px solid var(--edge) }
.method { font: bold .8rem/1.8 ui-monospace, monospace; color: var(--soft) } .soft { color: var(--soft) }
.route p { grid-column: 2; margin: .1rem 0 0 } table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--edge) }
`

/** A page that needs no script and no other host, with the policy under which it may be shown. */
export const docsPage = (routes: readonly Route[], version: string): { html: string; policy: string } => {
  const hash = createHash('sha256').update(STYLE).digest('base64')
  return {
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kasbah API</title><style>${STYLE}</style></head><body>
<h1>Kasbah API</h1><p class="soft">Version ${escaped(version)} · <a href="/openapi.json">openapi.json</a></p>
<p>Send <code>Authorization: Bearer KEY</code> with an API key, a token, or the operator key. A deny is an answer with status 200;
a problem is <code>application/problem+json</code> with a stable <code>code</code>.</p>
${sections(routes)}
<h2 id="problems">Problems</h2>
<table><thead><tr><th>Code</th><th>Status</th><th>What it means, and what to do</th></tr></thead><tbody>
${Object.entries(problems)
  .map(
    ([code, { status, title, mend }]) =>
      `<tr><td><code>${code}</code></td><td>${status}</td><td>${escaped(title)}. ${escaped(mend)}</td></tr>`,
  )
  .join('\n')}
</tbody></table></body></html>`,
  }
}

const sections = (routes: readonly Route[]): string => {
  const byTag = Map.groupBy(routes, route => route.tag)
  const anchor = (tag: string) => tag.toLowerCase().replaceAll(' ', '-')
  const links = [...byTag.keys(), 'Problems'].map(tag => `<a href="#${anchor(tag)}">${escaped(tag)}</a>`)
  const bodies = [...byTag].map(
    ([tag, some]) => `<h2 id="${anchor(tag)}">${escaped(tag)}</h2>\n${some.map(line).join('\n')}`,
  )
  return `<nav aria-label="Sections">${links.join('\n')}</nav>\n${bodies.join('\n')}`
}

const line = ({ method, path, summary, operation }: Route): string =>
  `<div class="route"><span class="method">${method}</span><code>${escaped(path.replaceAll(/:(\w+)/g, '{$1}'))}</code>
<p>${escaped(summary)} <span class="soft">(${operation})</span></p></div>`
