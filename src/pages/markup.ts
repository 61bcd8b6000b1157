/** Text that is already HTML. Everything else is escaped. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[] | undefined | false

/** An HTML template. Values are escaped, for text and quoted attributes. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: texts.map((text, i) => unbroken(text) + printed(parts[i])).join(''),
})

/** A text of ours as HTML. */
export const prose = (text: string): Markup => ({ markup: unbroken(escaped(text)) })

export const strong = (text: string): Markup => html`<strong>${isolated(text)}</strong>`

/** Letters of scripts that are written from right to left, and characters that turn the order round. */
const TURNING =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Text whose direction ends with it: brackets, numbers and words around it stay in their places. */
export const apart = (text: string): string => {
  const marks = paired(text) ? /[\u202a-\u202e]/g : /[\u202a-\u202e\u2066-\u2069]/g
  return `\u2068${text.replaceAll(marks, '')}\u2069`
}

/** Each end of a direction has its beginning in the text, as in a list of such texts. */
const paired = (text: string): boolean => {
  let open = 0
  for (const [mark] of text.matchAll(/[\u2066-\u2069]/g)) {
    open += mark === '\u2069' ? -1 : 1
    if (open < 0) return false
  }
  return open === 0
}

/** What others wrote, as it may stand in a sentence of ours that is written from left to right. */
export const isolated = (text: string): string => (TURNING.test(text) ? apart(text) : text)

/** Two words of our own texts that a browser would break at their hyphen. What others wrote stays as it is. */
const unbroken = (text: string): string => text.replaceAll(/\b(sign|e)-(ins?|mail)\b/gi, '$1\u2011$2')

const printed = (part: Part): string => {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  if ('markup' in part) return part.markup
  return part.map(each => each.markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
