import { readFileSync } from 'node:fs'
import { UsageError } from './verb.ts'

/**
 * A store as it is named on the command line: its URL, or `@FILE` for one that is in a file, because everybody on the machine
 * sees the words of a command and the URL may hold a password. @throws UsageError
 */
export const storeUrl = (word: string, what: string): string => {
  const url = word.startsWith('@') ? readFileSync(word.slice(1), 'utf8').trim() : word
  if (/^(?:sqlite:.|mongodb(?:\+srv)?:\/\/.)/.test(url)) return url
  throw new UsageError(`${what} is no store: it is sqlite:PATH, mongodb://... or @FILE.`)
}
