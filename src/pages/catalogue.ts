/** Every sentence for people, by key: one file of `languages/` for each language. English is the source: it says which there are. */
import german from './languages/de.json' with { type: 'json' }
import english from './languages/en.json' with { type: 'json' }

/** The key of a sentence. */
export type Sentence = keyof typeof english

/** A text with parameters in braces; or one for each plural form, which the parameter `count` chooses. */
export type Text = string | PluralForms
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

export type Catalogue = Readonly<Record<Sentence, Text>>

export const ENGLISH: Catalogue = english

/** Those that come with the service, by tag. */
export const BUILT_IN: ReadonlyMap<string, Catalogue> = new Map([
  ['en', ENGLISH],
  ['de', german],
])

export const SENTENCES = Object.keys(english) as readonly Sentence[]

/** The sentence for a code; `otherwise` where there is none of its own. */
export const sentenceFor = (
  kind: 'error' | 'problem' | 'scope',
  code: string,
  otherwise: Sentence,
): Sentence => {
  const key = `${kind}.${code}`
  return isSentence(key) ? key : otherwise
}

export const isSentence = (key: string): key is Sentence => Object.hasOwn(english, key)
