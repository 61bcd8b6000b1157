/**
 * The commands of an administrator as rows: each calls one operation of the HTTP API by its own names. What is the same for all of
 * them (asking, paging, printing) is in `verb-of.ts`; a row says only what differs.
 */

/** How a word becomes a value of the request. */
export type Reading = 'text' | 'moment' | 'words' | 'number' | 'json' | 'grants' | 'rights'

/** Where a word of the command line goes in the request. */
export interface Place {
  readonly in: 'path' | 'body' | 'query'
  readonly key: string
  readonly as: Reading
}

/** A flag; its name is that of a member of the body or of the query: `--expires-at` is `expires_at`. */
export interface AdminFlag extends Omit<Place, 'key'> {
  readonly about: string
  /** The placeholder of the value in the help. */
  readonly value: string
}

/** The name in the request of what a flag gives. */
export const keyOf = (flag: string): string => flag.replaceAll('-', '_')

export interface Operation {
  /** A noun and what is done: `member list`. */
  readonly name: string
  readonly about: string
  /** A whole command, as somebody would type it. */
  readonly example: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path as in openapi.json. */
  readonly path: string
  /** What follows the name, in order. */
  readonly takes: Readonly<Record<string, Place>>
  readonly flags: Readonly<Record<string, AdminFlag>>
  /** It answers a list: what people see of each item. */
  readonly columns?: readonly string[]
  /** Further columns, each shown when the flag of its name is given. */
  readonly askedFor?: readonly string[]
  /** The list comes in pages. */
  readonly paged?: true
  /** It answers one thing: what people see of it; everything when absent. */
  readonly shows?: readonly string[]
  /** What people see of its answer, or of each item of a list. Programs get it as it is. */
  readonly seen?: (reply: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  /** It answers with lines for people in the member `text`; these are what they see. */
  readonly readsText?: true
  /** The body may come from a JSON file (`--file`), or comes from nowhere else; flags go before it. */
  readonly fromFile?: 'may' | 'must'
  /** It ends something for good: people are asked first. */
  readonly ends?: true
  /** What a trial says that has no rules to tell of, where it takes more with it than rules. */
  readonly tried?: string
}

type Row = Pick<Operation, 'about' | 'example'> & Partial<Operation>

const operation =
  (method: Operation['method']) =>
  (name: string, path: string, row: Row): Operation => ({
    takes: {},
    flags: {},
    ...row,
    name,
    method,
    path,
  })

export const get = operation('GET')
export const post = operation('POST')
export const put = operation('PUT')
export const patch = operation('PATCH')
export const remove = operation('DELETE')

export const inPath = (key: string): Place => ({ in: 'path', key, as: 'text' })
export const inBody = (key: string, as: Reading = 'text'): Place => ({ in: 'body', key, as })

/** A flag that becomes a member of the body. */
export const member = (about: string, value: string, as: Reading = 'text'): AdminFlag => ({
  in: 'body',
  about,
  value,
  as,
})

/** A flag that narrows a list. */
export const narrowing = (about: string, value: string, as: Reading = 'text'): AdminFlag => ({
  in: 'query',
  about,
  value,
  as,
})

/** What happened between two times. */
export const TIMES: Readonly<Record<'since' | 'until', AdminFlag>> = {
  since: narrowing('Not before: 7d, 12h, 30m ago, or a time', 'TIME', 'moment'),
  until: narrowing('Before: as since', 'TIME', 'moment'),
}
