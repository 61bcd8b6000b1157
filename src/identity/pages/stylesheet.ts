import { createHash } from 'node:crypto'

/** The one style sheet, inline: the pages load nothing. Colours follow the system's light or dark setting. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f6f5f2;--card:#fff;--ink:#1d1c1a;--soft:#5c5953;--line:#d9d5cc;--accent:#0b5c4f;--on:#fff;--bad:#a3231b}
@media (prefers-color-scheme:dark){:root{--paper:#161614;--card:#21201e;--ink:#eeece6;--soft:#b3aea4;--line:#45423c;--accent:#6fd0bb;--on:#10231f;--bad:#ff9d92}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;padding:2rem 1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 .5rem;font-size:1.375rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:.5rem 0}
.soft{color:var(--soft);font-size:.9375rem}
.bad{color:var(--bad);font-weight:600}
code{font:600 1.125rem ui-monospace,monospace;letter-spacing:.06em;overflow-wrap:anywhere}
form{margin:1rem 0 0;display:grid;gap:.75rem}
label{display:grid;gap:.25rem;font-weight:600}
input,button{font:inherit;min-height:2.75rem;width:100%;padding:.5rem .75rem;border-radius:.5rem;border:1px solid var(--line);background:var(--card);color:var(--ink)}
input[type=hidden]{display:none}
button{cursor:pointer;font-weight:600;text-align:start;overflow-wrap:anywhere}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on);text-align:center}
button.plain{text-align:center}
button small{display:block;font-weight:400;color:var(--soft)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
ul{margin:.75rem 0;padding-inline-start:1.25rem}
dl{margin:1rem 0 0;font-size:.875rem;color:var(--soft)}
dd{margin:0 0 .5rem;overflow-wrap:anywhere}
`

export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`
