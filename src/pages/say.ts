import type { Catalogue, Sentence } from './catalogue.ts'
import { apart, html, isolated, type Markup, prose } from './markup.ts'

type Plain = Readonly<Record<string, string | number>>

/** Says sentences in one language. */
export interface Say {
  /** As HTML: the sentence and plain values are escaped, markup is put in as it is. */
  (sentence: Sentence, values?: Readonly<Record<string, string | number | Markup>>): Markup
  /** As plain text, for titles, attributes and mails. */
  text(sentence: Sentence, values?: Plain): string
  /** As in the `lang` of a document. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  day(at: Date): string
  moment(at: Date): string
  list(items: readonly string[]): string
}

const RIGHT_TO_LEFT = /^(?:ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/

export const createSay = (language: string, catalogue: Catalogue): Say => {
  // A tag that nobody knows has English forms, and not those of the machine.
  const tags = [language, 'en']
  const plural = new Intl.PluralRules(tags)
  const day = new Intl.DateTimeFormat(tags, { dateStyle: 'long', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(tags, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  const list = new Intl.ListFormat(tags)
  /** Text and names of parameters by turns. */
  const parts = (sentence: Sentence, count: unknown): readonly string[] => {
    const text = catalogue[sentence]
    const form = typeof text === 'string' ? text : (text[plural.select(Number(count))] ?? text.other ?? '')
    return form.split(/\{([a-z_]+)\}/)
  }
  const direction = RIGHT_TO_LEFT.test(language) ? ('rtl' as const) : ('ltr' as const)
  const spoken = (value: string | number | undefined): string =>
    direction === 'rtl' ? apart(String(value ?? '')) : isolated(String(value ?? ''))
  const alone = (value: string | number | Markup | undefined): Markup => {
    if (typeof value !== 'object') return html`${spoken(value)}`
    return direction === 'rtl' ? { markup: apart(value.markup) } : value
  }
  const say = (sentence: Sentence, values: Readonly<Record<string, string | number | Markup>> = {}): Markup =>
    html`${parts(sentence, values.count).map((part, i) => (i % 2 === 0 ? prose(part) : alone(values[part])))}`
  return Object.assign(say, {
    language,
    direction,
    text: (sentence: Sentence, values: Plain = {}): string =>
      parts(sentence, values.count)
        .map((part, i) => (i % 2 === 0 ? part : spoken(values[part])))
        .join(''),
    day: (at: Date): string => day.format(at),
    moment: (at: Date): string => `${moment.format(at)} UTC`,
    list: (items: readonly string[]): string => list.format(items.map(spoken)),
  })
}
