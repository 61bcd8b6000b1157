/** A language file of the operator's own, checked: what a translator can get wrong is refused with the file and the key. */
import {
  type Catalogue,
  ENGLISH,
  isSentence,
  type PluralForms,
  SENTENCES,
  type Sentence,
} from './catalogue.ts'

export type OwnCatalogue = Partial<Catalogue>

const LONGEST = 2_000
const FORMS: ReadonlySet<string> = new Set(['zero', 'one', 'two', 'few', 'many', 'other'])

/** What the file says, and each fault as `FILE: KEY: ...`. A file with faults is not used. */
export const ownCatalogue = (
  file: string,
  text: string,
): { readonly catalogue: OwnCatalogue; readonly faults: readonly string[] } => {
  const read = parsed(text)
  if (typeof read === 'string') return { catalogue: {}, faults: [`${file}: ${read}`] }
  const faults = Object.entries(read).flatMap(([key, value]) =>
    faultsOf(key, value).map(fault => `${file}: ${key}: ${fault}`),
  )
  return { catalogue: read as OwnCatalogue, faults }
}

/** Those that the file leaves to another language. */
export const lackingIn = (catalogue: OwnCatalogue): readonly Sentence[] =>
  SENTENCES.filter(key => !Object.hasOwn(catalogue, key))

const parsed = (text: string): object | string => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value
      : 'is no JSON object of sentences by key'
  } catch (error) {
    return `is not JSON: ${error instanceof Error ? error.message : ''}`
  }
}

const faultsOf = (key: string, value: unknown): readonly string[] => {
  if (!isSentence(key)) return ['there is no sentence with this key']
  const source = ENGLISH[key]
  if (typeof value === 'string') return textFaults(value, parametersOf(source))
  if (!isForms(value)) return ['must be a text']
  if (typeof source === 'string') return ['is one text, without plural forms']
  if (value.other === undefined) return ['lacks the plural form `other`']
  return Object.entries(value).flatMap(([form, text]) => {
    if (!FORMS.has(form)) return [`there is no plural form \`${form}\``]
    // "One day" names the number by itself.
    const needed = parametersOf(source).filter(name => name !== 'count' || form === 'other')
    return textFaults(text, needed, ['count'])
  })
}

const isForms = (value: unknown): value is PluralForms =>
  typeof value === 'object' && value !== null && Object.values(value).every(text => typeof text === 'string')

const textFaults = (
  text: string,
  needed: readonly string[],
  allowed: readonly string[] = [],
): readonly string[] => {
  const named = parametersOf(text)
  return [
    ...needed.filter(name => !named.includes(name)).map(name => `the parameter {${name}} is missing`),
    ...named
      .filter(name => !needed.includes(name) && !allowed.includes(name))
      .map(name => `there is no parameter {${name}}`),
    ...(/[<>]|&#?\w+;/.test(text) ? ['HTML is not allowed: write plain text'] : []),
    ...(/\p{Cc}/u.test(text) ? ['line breaks and control characters are not allowed'] : []),
    ...(text.trim() === '' ? ['is empty'] : []),
    ...(text.length > LONGEST ? [`is longer than ${LONGEST} characters`] : []),
  ]
}

/** The names in braces; of plural forms, those of `other`. */
const parametersOf = (text: Catalogue[Sentence]): readonly string[] =>
  [...(typeof text === 'string' ? text : (text.other ?? '')).matchAll(/\{([^{}]*)\}/g)].map(
    ([, name = '']) => name,
  )
