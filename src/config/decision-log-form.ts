import { z } from 'zod'

/** A password in it would be printed with the settings: there is a setting for the token. */
const isPlainUrl = (word: string): boolean =>
  URL.canParse(word) && new URL(word).username === '' && new URL(word).password === ''

const isDecisionPlace = (word: string): boolean =>
  /^(?:on|true|stdout|store|file:.+)$/.test(word) || (/^https?:\/\//.test(word) && isPlainUrl(word))

const placesOf = (text: string): readonly string[] =>
  text === 'off' || text === 'false' ? [] : text.split(',').map(word => word.trim())

const kindOf = (word: string): string => /^(?:file|http)/.exec(word)?.[0] ?? word

const hasEachOnce = (places: readonly string[]): boolean => new Set(places.map(kindOf)).size === places.length

export const DecisionLog = z
  .string()
  .refine(
    text => placesOf(text).every(isDecisionPlace),
    'is on, off, or a list of stdout, store, file:PATH and a URL, separated by commas',
  )
  .refine(
    text => hasEachOnce(placesOf(text)),
    'names one file and one URL at most: what came after the first would get nothing',
  )

/** Where decisions go: `on` is the log of the process. */
export const decisionLogOf = (text: string): DecisionLogSetting => {
  const places = placesOf(text)
  const file = places.find(place => place.startsWith('file:'))?.slice('file:'.length)
  const url = places.find(place => /^https?:/.test(place))
  return {
    stdout: places.some(place => ['on', 'true', 'stdout'].includes(place)),
    store: places.includes('store'),
    ...(file === undefined ? {} : { file }),
    ...(url === undefined ? {} : { url }),
  }
}

export interface DecisionLogSetting {
  readonly stdout: boolean
  readonly store: boolean
  readonly file?: string
  readonly url?: string
}
