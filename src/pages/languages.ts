/** Which language a page or a mail is in. */
import { BUILT_IN, ENGLISH, type Sentence } from './catalogue.ts'
import { lackingIn, type OwnCatalogue } from './own-catalogue.ts'
import { createSay, type Say } from './say.ts'

/** What is known of somebody's languages, the strongest first. */
export interface Wish {
  /** As OpenID Connect has it: tags with spaces between. */
  readonly ui_locales?: unknown
  /** The header Accept-Language. */
  readonly accept?: string | undefined
  /** The invitation's, then the organisation's: tags with spaces between. */
  readonly otherwise?: string | undefined
}

export interface Languages {
  readonly tags: readonly string[]
  /** English where nothing else is known. */
  choose(wish: Wish): Say
  /** Sentences that a file of the operator's own leaves to English. */
  readonly lacking: readonly { readonly language: string; readonly sentences: readonly Sentence[] }[]
}

/** @param own the operator's catalogues by tag: whole languages, or some sentences in place of ours */
export const createLanguages = (own: ReadonlyMap<string, OwnCatalogue> = new Map()): Languages => {
  const says = new Map<string, Say>()
  const lacking: { language: string; sentences: readonly Sentence[] }[] = []
  for (const tag of new Set([...BUILT_IN.keys(), ...own.keys()])) {
    const known = { ...BUILT_IN.get(tag.split('-')[0] ?? ''), ...own.get(tag) }
    const sentences = lackingIn(known)
    if (sentences.length > 0) lacking.push({ language: tag, sentences })
    says.set(tag, createSay(tag, { ...ENGLISH, ...known }))
  }
  const tags = [...says.keys()]
  const english = createSay('en', ENGLISH)
  return {
    tags,
    lacking,
    choose: ({ ui_locales, accept, otherwise }) => {
      for (const wished of [...localesIn(ui_locales), ...acceptedIn(accept), ...localesIn(otherwise)]) {
        const tag = nearest(wished, tags)
        if (tag !== undefined) return says.get(tag) ?? english
      }
      return says.get('en') ?? english
    },
  }
}

/** The most that is read of what a browser or an application sends. */
const LONGEST = 1_000

const localesIn = (text: unknown): readonly string[] =>
  typeof text === 'string' ? text.slice(0, LONGEST).split(' ').filter(isTag) : []

/** What is longer is no language; to shorten it field by field would take as long as it has fields, for each language that there is. */
const LONGEST_TAG = 35

const isTag = (text: string): boolean => text !== '' && text.length <= LONGEST_TAG

/** By weight; those of one weight as they stand. */
const acceptedIn = (header = ''): readonly string[] =>
  header
    .slice(0, LONGEST)
    .split(',')
    .map(item => {
      const [tag = '', ...parameters] = item.split(';').map(part => part.trim())
      const weight = Number(parameters.find(part => part.startsWith('q='))?.slice(2) ?? 1)
      return { tag, weight }
    })
    .filter(({ tag, weight }) => isTag(tag) && tag !== '*' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)

/** The tag itself, or shortened from its end (RFC 4647, section 3.4); else one that is more than it: `de` finds `de-AT`. */
const nearest = (wished: string, tags: readonly string[]): string | undefined => {
  const lower = wished.toLowerCase()
  const fields = lower.split('-')
  for (let n = fields.length; n > 0; n -= 1) {
    const found = tags.find(tag => tag.toLowerCase() === fields.slice(0, n).join('-'))
    if (found !== undefined) return found
  }
  return tags.find(tag => tag.toLowerCase().startsWith(`${fields[0]}-`))
}
