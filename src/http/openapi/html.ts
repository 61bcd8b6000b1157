/** Text as HTML: a description may hold any character. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The same with `code` set as code. */
export const prose = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

export const anchor = (text: string): string => text.toLowerCase().replaceAll(' ', '-')

export const rows = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  lines.length === 0
    ? ''
    : `<table><thead><tr>${head.map(cell => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${lines
        .map(cells => `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`)
        .join('')}</tbody></table>`
