/** A language in which no letter of English is left: what is left of English on a page was not said by the catalogue. */
import { ENGLISH, type Text } from '../../src/pages/catalogue.ts'
import { createLanguages } from '../../src/pages/languages.ts'

/** A language whose dates and lists have no latin letters, either. */
const TAG = 'ja'

/** Full-width letters in place of ours; parameters stay. */
const changed = (text: string): string =>
  text.replace(/\{[a-z_]+\}|[A-Za-z]/g, part =>
    part.length > 1 ? part : String.fromCharCode(part.charCodeAt(0) + 0xfee0),
  )

const changedText = (text: Text): Text =>
  typeof text === 'string'
    ? changed(text)
    : Object.fromEntries(Object.entries(text).map(([form, one]) => [form, changed(one)]))

const catalogue = Object.fromEntries(
  Object.entries<Text>(ENGLISH).map(([key, text]) => [key, changedText(text)]),
)

export const pseudoLanguages = createLanguages(new Map([[TAG, catalogue]]))

export const pseudo = pseudoLanguages.choose({ otherwise: TAG })

/** Words in latin letters that people would read: neither in markup nor marked as English for others, nor codes. */
export const leftIn = (document: string): readonly string[] => {
  const read = document
    .replaceAll(/<(style|script|code)\b.*?<\/\1>/gs, '')
    .replaceAll(/<dd lang="en" translate="no">.*?<\/dd>/gs, '')
    .replaceAll(/<[^>]*? (?:alt|title|aria-label|label)="([^"]*)"[^>]*>/g, '$1')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#?\w+;|\bUTC\b|https?:\S+/g, ' ')
  return read.match(/[A-Za-z]{2,}/g) ?? []
}
