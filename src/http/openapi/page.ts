import type { ProblemKind } from '../../model/problem-kind.ts'
import { problems } from '../../model/problems.ts'
import type { Description } from './document.ts'
import { anchor, escaped, prose, rows } from './html.ts'
import { operationView } from './operation-view.ts'
import { SCRIPT, STYLE } from './page-assets.ts'
import { schemaView } from './schema-view.ts'

/** The description of the API as a page for people. It loads nothing, and without its script only the search is missing. */
export const docsPage = (api: Description, version: string): string => {
  const tags = api.tags.map(({ name }) => name)
  const links = [...tags, 'Schemas', 'Problems'].map(
    name => `<a href="#${anchor(name)}">${escaped(name)}</a>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kasbah API</title><style>${STYLE}</style></head><body>
<h1>Kasbah API</h1><p class="soft">Version ${escaped(version)} · <a href="/openapi.json">openapi.json</a></p>
<p>Send <code>Authorization: Bearer KEY</code> with an API key, an access token, or the operator key. A deny is an answer with status 200;
a problem is <code>application/problem+json</code> with a stable <code>code</code>.</p>
<div class="find"><input type="search" aria-label="Search" placeholder="Search: a path, an operation, a word" autocomplete="off"></div>
<main><nav aria-label="Sections">${links.join('\n')}</nav><div>
<p id="none" hidden>Nothing has all of these words.</p>
${tags.map(tag => section(api, tag)).join('\n')}
<section><h2 id="schemas">Schemas</h2>${schemas(api)}</section>
<section><h2 id="problems">Problems</h2>${rows(['Code', 'Status', 'What it means, and what to do'], PROBLEMS)}</section>
</div></main><script>${SCRIPT}</script></body></html>`
}

const section = (api: Description, tag: string): string => {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => operationView(api, path, method, operation)),
  )
  return `<section class="ops"><h2 id="${anchor(tag)}">${escaped(tag)}</h2>${operations.join('\n')}</section>`
}

const schemas = ({ components }: Description): string =>
  Object.entries(components.schemas)
    .map(
      ([name, schema]) =>
        `<h3 id="schema-${name}"><code>${name}</code></h3><p>${prose(schema.description ?? '')}</p>${schemaView(schema)}`,
    )
    .join('\n')

const PROBLEMS = Object.entries<ProblemKind>(problems).map(([code, { status, title, mend }]) => [
  `<code>${code}</code>`,
  `${status}`,
  `${prose(title)}. ${prose(mend)}`,
])
