import { readFileSync } from 'node:fs'
import { type Call, UsageError } from '../verb.ts'
import { keyOf, type Operation, type Place, type Reading } from './operation.ts'

export interface Request {
  /** With the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

type Given = readonly [place: Place, word: string, shown: string]

/** The request that the words of a call make. @throws UsageError naming the word that is not understood */
export const requestOf = (operation: Operation, call: Call, org: string | undefined): Request => {
  const given = wordsOf(operation, call)
  const at = (where: Place['in']) => given.filter(([place]) => place.in === where)
  const path = at('path').reduce(
    (made, [{ key }, word]) => made.replace(`{${key}}`, encodeURIComponent(bare(key, word))),
    operation.path.replace('{org}', encodeURIComponent(org ?? '')),
  )
  const query = Object.fromEntries(at('query').map(([{ key }, word]) => [key, word]))
  if (operation.method === 'GET' || operation.method === 'DELETE') return { path, query }
  const members = at('body').map(([{ key, as }, word, shown]) => [key, READ[as](word, shown)] as const)
  return {
    path,
    query,
    body: { ...fileOf(operation, call), ...Object.fromEntries(members) },
  }
}

/** `user:ann` where the path already says that it is a person. */
const bare = (key: string, word: string): string => (key === 'user' ? word.replace(/^user:/, '') : word)

const wordsOf = ({ takes, flags }: Operation, call: Call): readonly Given[] => [
  ...Object.entries(takes).map(([name, place], at): Given => [place, call.args[at] ?? '', name]),
  ...Object.entries(flags).flatMap(([name, flag]): Given[] => {
    const word = call.flags[name]
    return word === undefined ? [] : [[{ ...flag, key: keyOf(name) }, String(word), `--${name}`]]
  }),
]

const READ: Readonly<Record<Reading, (word: string, shown: string) => unknown>> = {
  text: word => word,
  words: word => word.split(',').filter(part => part !== ''),
  number: (word, shown) => {
    if (word.trim() === '' || !Number.isFinite(Number(word)))
      throw new UsageError(`${shown} takes a number, not "${word}".`)
    return Number(word)
  },
  json: (word, shown) => parsed(word, shown),
  grants: (word, shown) => pairsIn(word, shown, 'level'),
  rights: (word, shown) => pairsIn(word, shown, 'action'),
}

const pairsIn = (word: string, shown: string, key: 'level' | 'action'): unknown => {
  if (word.startsWith('[')) return parsed(word, shown)
  return word === '' ? [] : word.split(',').map(text => pairIn(text, shown, key))
}

/** `dataset:streets=can_view`: an id may have `=` in it, a level or an action has not. */
const pairIn = (text: string, shown: string, key: 'level' | 'action') => {
  const [, resource, given] = /^(.+)=([^=]+)$/.exec(text.trim()) ?? []
  if (resource !== undefined) return { resource, [key]: given }
  const word = key.toUpperCase()
  throw new UsageError(`${shown} takes RESOURCE=${word}, such as dataset:streets=${word}, not "${text}".`)
}

const parsed = (text: string, shown: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${shown} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

const STANDARD_INPUT = 0

/** The body that `--file` names; `-` is standard input. */
const fileOf = ({ fromFile }: Operation, { flags: { file } }: Call): object => {
  if (!fromFile || file === undefined) return {}
  const body = parsed(contents(String(file)), `${file}`)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new UsageError(`${file} does not hold a JSON object.`)
  return body
}

const contents = (file: string): string => {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
}
