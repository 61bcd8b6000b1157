import { readFileSync } from 'node:fs'
import { UsageError } from './verb.ts'

/**
 * A store as the command line names it: its URL, or `@FILE` for a file that holds the URL. A URL may hold a password, and every user
 * of the machine can see the words of a command.
 * @throws UsageError
 */
export const storeUrl = (word: string, what: string): string => {
  const url = word.startsWith('@') ? readFileSync(word.slice(1), 'utf8').trim() : word
  if (/^(?:sqlite:.|mongodb(?:\+srv)?:\/\/.)/.test(url)) return url
  throw new UsageError(`${what} is no store: it is sqlite:PATH, mongodb://... or @FILE.`)
}
