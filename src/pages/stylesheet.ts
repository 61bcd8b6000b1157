import { createHash } from 'node:crypto'

/** The one style sheet, inline: the pages load nothing. Colours follow the system's light or dark setting. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f6f5f2;--card:#fff;--ink:#1d1c1a;--soft:#5c5953;--line:#d9d5cc;--accent:#0b5c4f;--on:#fff;--bad:#a3231b}
@media (prefers-color-scheme:dark){:root{--paper:#161614;--card:#21201e;--ink:#eeece6;--soft:#b3aea4;--line:#45423c;--accent:#6fd0bb;--on:#10231f;--bad:#ff9d92}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;align-content:center;justify-items:center;gap:1rem;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;hyphens:auto;overflow-wrap:anywhere}
header{display:flex;align-items:center;gap:.625rem;font-weight:600;overflow-wrap:anywhere}
header img{height:2rem;max-width:10rem}
main{width:100%;max-width:26rem;padding:2rem 1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
main.wide{max-width:46rem}
h1{margin:0 0 .5rem;font-size:1.375rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:.5rem 0}
.soft{color:var(--soft);font-size:.9375rem}
.bad{color:var(--bad);font-weight:600}
code{font:600 1.125rem ui-monospace,monospace;letter-spacing:.06em;overflow-wrap:anywhere}
h2{margin:2rem 0 .5rem;font-size:1.0625rem}
code.id{font-weight:400;font-size:.875rem;letter-spacing:0}
form{margin:1.25rem 0 0;display:grid;gap:1rem}
label{display:grid;gap:.5rem;font-weight:600}
a{color:var(--accent);text-underline-offset:.15em}
.go{display:inline-block;min-height:2.75rem;padding:.5rem 0}
.link{all:unset;cursor:pointer;color:var(--accent);text-decoration:underline;text-underline-offset:.15em}
.list{list-style:none;margin:.5rem 0;padding:0}
.list li{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;justify-content:space-between;padding:.75rem 0;border-top:1px solid var(--line)}
.list form{margin:0}
.list button{min-height:2.25rem;padding:.25rem .75rem;font-size:.9375rem}
.list small{display:block;color:var(--soft)}
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
