/** What the URL of the store says, and what it may not say. */
import { StoreUnusable } from '../../../src/ports/errors.ts'

const DEFAULT_DATABASE = 'kasbah'

/** The database that the URL names after its hosts, or the default one. */
export const databaseName = (url: string): string => {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]*)/.exec(url)?.[1]
  return path ? decodeURIComponent(path) : DEFAULT_DATABASE
}

/** The options of the URL. Names are in lower case: MongoDB takes them in any. */
export const optionsOf = (url: string): ReadonlyMap<string, string> => {
  const query = /\?(.*)$/.exec(url)?.[1] ?? ''
  return new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]))
}

interface Promised {
  readonly option: string
  readonly only: string
  readonly why: string
}

/** Options that would break what the store promises, with the one value that does not. */
const PROMISED: readonly Promised[] = [
  { option: 'readPreference', only: 'primary', why: 'a secondary may not have heard of a revoke' },
  { option: 'readConcernLevel', only: 'majority', why: 'a failover could take back what was read' },
  { option: 'w', only: 'majority', why: 'a failover could take back what was written' },
  { option: 'journal', only: 'true', why: 'a power failure could take back what was written' },
]

/** @throws StoreUnusable for an option that would break a promise of the store */
export const requireKept = (url: string): void => {
  const options = optionsOf(url)
  for (const { option, only, why } of PROMISED) {
    const value = options.get(option.toLowerCase())
    if (value === undefined || value === only) continue
    throw new StoreUnusable(
      `The URL of the store says ${option}=${value}: Kasbah needs ${only}, because ${why}. Remove it.`,
    )
  }
}
