import { createHash } from 'node:crypto'

/** The page's one style sheet and one script. They stand in the page, which may load nothing, and are allowed by their hashes. */
export const STYLE = `
:root { color-scheme: light dark; --edge: color-mix(in srgb, currentColor 16%, transparent); --soft: color-mix(in srgb, currentColor 68%, transparent); --fill: color-mix(in srgb, currentColor 5%, transparent) }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem 1rem 6rem; max-width: 76rem }
h1 { margin: 1rem 0 0 } h2 { margin: 2.5rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--edge) } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem }
a { color: inherit } code, pre { font: .875em/1.5 ui-monospace, monospace } code { overflow-wrap: anywhere }
pre { background: var(--fill); border: 1px solid var(--edge); border-radius: .4rem; padding: .7rem; overflow: auto; margin: .3rem 0 }
[id] { scroll-margin-top: 4.5rem }
.soft { color: var(--soft) }
.find { position: sticky; top: 0; padding: .6rem 0; background: Canvas; z-index: 1 }
input { font: inherit; width: 100%; padding: .5rem .7rem; border: 1px solid var(--edge); border-radius: .4rem; background: Canvas; color: inherit }
nav { display: flex; flex-wrap: wrap; gap: .2rem .9rem }
.op { border-bottom: 1px solid var(--edge) } .op > div { padding: 0 0 1rem }
summary { display: grid; grid-template-columns: 4.2rem 1fr; gap: 0 .5rem; padding: .55rem 0; cursor: pointer; list-style: none }
summary::-webkit-details-marker { display: none } summary:hover code { text-decoration: underline }
summary span:last-child { grid-column: 2; color: var(--soft) }
.method { font: bold .8rem/1.7 ui-monospace, monospace }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--edge) }
th { font-weight: 600; color: var(--soft); font-size: .85rem } td:first-child { white-space: nowrap }
[hidden] { display: none !important }
@media (min-width: 62rem) { main { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2.5rem } nav { position: sticky; top: 4.5rem; flex-direction: column; align-self: start } }
@media (max-width: 40rem) { table, tbody, tr, td { display: block } thead { display: none } td { border: 0; padding: .1rem 0 } tr { border-bottom: 1px solid var(--edge); padding: .4rem 0; display: block } td:first-child { white-space: normal } }
`

export const SCRIPT = `
const find = document.querySelector('input')
const ops = [...document.querySelectorAll('.op')].map(op => ({ op, text: op.textContent.toLowerCase() }))
const show = () => {
  const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean)
  for (const { op, text } of ops) op.hidden = !words.every(word => text.includes(word))
  for (const part of document.querySelectorAll('section.ops')) part.hidden = !part.querySelector('.op:not([hidden])')
  document.querySelector('#none').hidden = ops.some(({ op }) => !op.hidden)
}
const open = () => { const at = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (at?.matches('details')) at.open = true }
find.addEventListener('input', show)
addEventListener('hashchange', open)
addEventListener('keydown', event => { if (event.key === '/' && document.activeElement !== find) { event.preventDefault(); find.focus() } })
open()
`

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The policy under which the page is shown: it loads nothing, sends nothing, and stands in no frame. */
export const POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
