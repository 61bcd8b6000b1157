import { jsonIn, textIn } from '../named-files.ts'
import { type Call, UsageError } from '../verb.ts'
import { momentOf } from '../verbs/moment.ts'
import { keyOf, type Operation, type Place, type Reading } from './operation.ts'

export interface Request {
  /** With the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

type Given = readonly [place: Place, word: string, shown: string]

/** The request that the words of a call make. @throws UsageError naming the word that is not understood */
export const requestOf = async (
  operation: Operation,
  call: Call,
  org: string | undefined,
): Promise<Request> => {
  const given = wordsOf(operation, call)
  const at = (where: Place['in']) => given.filter(([place]) => place.in === where)
  const path = at('path').reduce(
    (made, [{ key }, word]) => made.replace(`{${key}}`, encodeURIComponent(bare(key, word))),
    operation.path.replace('{org}', encodeURIComponent(org ?? '')),
  )
  const query = Object.fromEntries(
    at('query').map(([{ key, as }, word, shown]) => [key, String(READ[as](word, shown))]),
  )
  if (operation.method === 'GET' || operation.method === 'DELETE') return { path, query }
  const members = at('body').map(([{ key, as }, word, shown]) => [key, READ[as](word, shown)] as const)
  return {
    path,
    query,
    body: { ...(await fileOf(operation, call)), ...Object.fromEntries(members) },
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
  moment: (word, shown) => momentOf(shown, word),
  words: word => word.split(',').filter(part => part !== ''),
  number: (word, shown) => {
    if (word.trim() === '' || !Number.isFinite(Number(word)))
      throw new UsageError(`${shown} takes a number, not "${word}".`)
    return Number(word)
  },
  json: (word, shown) => jsonIn(word, shown),
  grants: (word, shown) => pairsIn(word, shown, 'level'),
  rights: (word, shown) => pairsIn(word, shown, 'action'),
}

const pairsIn = (word: string, shown: string, key: 'level' | 'action'): unknown => {
  if (word.startsWith('[')) return jsonIn(word, shown)
  return word === '' ? [] : word.split(',').map(text => pairIn(text, shown, key))
}

/** `dataset:streets=can_view`: an id may have `=` in it, a level or an action has not. */
const pairIn = (text: string, shown: string, key: 'level' | 'action') => {
  const [, resource, given] = /^(.+)=([^=]+)$/.exec(text.trim()) ?? []
  if (resource !== undefined) return { resource, [key]: given }
  const word = key.toUpperCase()
  throw new UsageError(`${shown} takes RESOURCE=${word}, such as dataset:streets=${word}, not "${text}".`)
}

/** The body that `--file` names; `-` is standard input. */
const fileOf = async ({ name, fromFile }: Operation, { flags: { file } }: Call): Promise<object> => {
  if (fromFile === 'must' && file === undefined)
    throw new UsageError(`kasbah ${name} needs --file FILE: what it sends, as a JSON object.`)
  if (!fromFile || file === undefined) return {}
  const body = jsonIn(await textIn(String(file)), String(file))
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new UsageError(`${file} does not hold a JSON object.`)
  return body
}
