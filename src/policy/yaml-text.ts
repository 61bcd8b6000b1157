import { type Document, isCollection, isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { didYouMean } from '../model/nearest.ts'
import { MAX_FINDINGS, refuse } from './finding.ts'

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A validated value, and where in the text each part of it stands. */
export interface LocatedYaml<T> {
  readonly value: T
  /** Where the key at a path stands, or the item of a list; its nearest ancestor that exists otherwise. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place
}

/** The node that a person would point at: the key, for an entry of a map. */
const nodeAt = (document: Document, path: readonly PropertyKey[]): Node | undefined => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const key = parent.items.find(({ key }) => String(key) === String(last))?.key
    return isNode(key) ? key : undefined
  }
  const item = isCollection(parent) ? parent.get(last, true) : undefined
  return isNode(item) ? item : undefined
}

/** The largest YAML file, in characters. */
const MAX_LENGTH = 4 * 1024 * 1024

/**
 * YAML 1.2 by schema: plain data, no repeated keys, no aliases (a short text could stand for a huge value).
 * @throws Problem invalid_policy naming file, line and column of every mistake
 */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): LocatedYaml<T> {
  if (text.length > MAX_LENGTH)
    refuse([{ code: 'file-too-large', file, message: `a file has at most ${MAX_LENGTH} characters` }])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  refuse(
    document.errors
      .slice(0, MAX_FINDINGS)
      .map(error => ({ code: 'yaml-syntax', file, ...at(error.pos[0]), message: error.message })),
  )
  const placeOf = (path: readonly PropertyKey[]): Place => {
    if (path.length === 0) return { line: 1, column: 1 }
    const node = nodeAt(document, path)
    return node?.range ? at(node.range[0]) : placeOf(path.slice(0, -1))
  }
  const parsed = schema.safeParse(plain(document, file))
  if (parsed.success) return { value: parsed.data, placeOf }
  const { issues } = parsed.error
  refuse(
    issues.slice(0, MAX_FINDINGS).map(issue => ({
      code: 'yaml-form',
      file,
      ...placeOf(pathOf(issue)),
      message: inWords(issue, issues),
    })),
  )
  throw parsed.error
}

type Issue = z.core.$ZodIssue

const pathOf = ({ path, ...issue }: Issue): readonly PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path

const isMissing = ({ code, message }: Issue): boolean =>
  code === 'invalid_type' && /received undefined$/.test(message)

const named = (path: readonly PropertyKey[]): string => path.map(String).join('.') || 'the file'

/** A misspelt key is one that nobody knows beside one that is missing. */
const inWords = (issue: Issue, all: readonly Issue[]): string => {
  const { path } = issue
  if (isMissing(issue)) return `${named(path)} is missing`
  if (issue.code === 'invalid_type' && path.length === 0)
    return 'the file is empty, or holds no keys with values'
  if (issue.code !== 'unrecognized_keys') return `${named(path)}: ${issue.message}`
  const missing = all
    .filter(
      each =>
        isMissing(each) && each.path.length === path.length + 1 && path.every((at, i) => at === each.path[i]),
    )
    .map(each => String(each.path.at(-1)))
  return issue.keys
    .map(key => `${named([...path, key])} means nothing here.${didYouMean(key, missing)}`)
    .join(' ')
}

function plain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    refuse([{ code: 'yaml-form', file, line: 1, column: 1, message: (error as Error).message }])
    throw error
  }
}
