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

export const strong = (text: string): Markup => html`<strong>${text}</strong>`

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
