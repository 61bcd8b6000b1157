import { type Document, isCollection, isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { IN_WORDS, MISSING } from '../model/form-words.ts'
import { nearest } from '../model/nearest.ts'
import { type Finding, MAX_FINDINGS, refuse } from './finding.ts'
import { lackingAt, leaveOut } from './yaml-rest.ts'

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

/** What was made of a YAML text: what is wrong with it, and the value; where its form is wrong, what can be made of the rest. */
export interface InspectedYaml<T> {
  readonly findings: readonly Finding[]
  readonly read?: LocatedYaml<T>
  /** The names of what is left out of the value. */
  readonly left?: readonly string[]
}

/** Says what stands for top-level keys that are missing, so that the others can be looked at. */
export type Fill = (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** Mistakes of form show themselves one behind the other so often. */
const MAX_ROUNDS = 8

/**
 * YAML 1.2 by schema: plain data, no repeated keys, no aliases (a short text could stand for a huge value).
 * What has findings is never to be used, only to be looked through for more of them.
 */
export function inspectYaml<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  fill: Fill = () => ({}),
): InspectedYaml<T> {
  if (text.length > MAX_LENGTH)
    return {
      findings: [{ code: 'file-too-large', file, message: `a file has at most ${MAX_LENGTH} characters` }],
    }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const placeOf = (path: readonly PropertyKey[]): Place => {
    if (path.length === 0) return { line: 1, column: 1 }
    const node = nodeAt(document, path)
    return node?.range ? at(node.range[0]) : placeOf(path.slice(0, -1))
  }
  const findings: Finding[] = document.errors
    .slice(0, MAX_FINDINGS)
    .map(error => ({ code: 'yaml-syntax', file, ...at(error.pos[0]), message: syntaxWords(error) }))
  // Beside a repeated key the rest is as it was meant; behind another mistake of syntax nothing need be.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { findings }
  const value = plain(document)
  if (value instanceof Error)
    return { findings: [...findings, { code: 'yaml-form', file, ...placeOf([]), message: value.message }] }
  const parsed = schema.safeParse(value, IN_WORDS)
  if (parsed.success) return { findings, read: { value: parsed.data, placeOf } }
  const meant: Meant = (parent, key) => nearest(key, lackingAt(document, schema, parent))
  for (const { path, message } of mistakesOf(parsed.error.issues, meant).slice(0, MAX_FINDINGS))
    findings.push({ code: 'yaml-form', file, ...placeOf(path), message })
  const { value: rest, left } = restOf(document, { schema, fill, meant })
  return rest === undefined ? { findings } : { findings, read: { value: rest, placeOf }, left }
}

/** The key that an unknown one was probably meant to be. */
type Meant = (parent: readonly PropertyKey[], key: string) => string | undefined

type Parsed = ReturnType<typeof parseDocument>

interface Resting<T> {
  readonly schema: z.ZodType<T>
  readonly fill: Fill
  readonly meant: Meant
}

/** What the schema takes once what is wrong is left out, and the names of that. */
const restOf = <T>(document: Parsed, { schema, fill, meant }: Resting<T>) => {
  const left: string[] = []
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = schema.safeParse(withFill(plain(document), fill), IN_WORDS)
    if (parsed.success) return { value: parsed.data, left }
    left.push(...leaveOut(document, parsed.error.issues, meant))
  }
  return { value: undefined, left }
}

/** @throws Problem invalid_policy naming file, line and column of every mistake */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): LocatedYaml<T> {
  const { findings, read } = inspectYaml(text, file, schema)
  refuse(findings)
  if (!read) throw new Error('a file that was not read has no findings')
  return read
}

const withFill = (value: unknown, fill: Fill): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...fill(value as Record<string, unknown>), ...value }
    : value

/** The parser's sentences end with its own view of the text. */
const syntaxWords = ({ code, message }: { code: string; message: string }): string => SYNTAX[code] ?? message

const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here twice',
  TAB_AS_INDENT: 'lines are indented with spaces, not with tabs',
}

type Issue = z.core.$ZodIssue

const isMissing = ({ code, message }: Issue): boolean => code === 'invalid_type' && message === MISSING

const named = (path: readonly PropertyKey[]): string => path.map(String).join('.') || 'the file'

/** Each mistake with the path to it. What is missing under its own name and there under a misspelt one is one mistake. */
function mistakesOf(issues: readonly Issue[], meant: Meant) {
  const unknown = issues.flatMap(issue =>
    issue.code === 'unrecognized_keys' ? issue.keys.map(key => ({ parent: issue.path, key })) : [],
  )
  const taken = new Set(
    unknown.map(({ parent, key }) => JSON.stringify([...parent, meant(parent, key) ?? key])),
  )
  return issues.flatMap((issue): readonly { path: readonly PropertyKey[]; message: string }[] => {
    const { path } = issue
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => ({ path: [...path, key], message: unknownKey(path, key, meant) }))
    return isMissing(issue) && taken.has(JSON.stringify(path)) ? [] : [{ path, message: inWords(issue) }]
  })
}

const unknownKey = (parent: readonly PropertyKey[], key: string, meant: Meant): string => {
  const name = meant(parent, key)
  return `${named([...parent, key])} means nothing here.${name === undefined ? '' : ` Did you mean ${name}?`}`
}

const inWords = (issue: Issue): string => {
  const { path, message } = issue
  if (issue.code === 'invalid_type' && path.length === 0)
    return 'the file is empty, or holds no keys with values'
  return isMissing(issue) ? `${named(path)} ${MISSING}` : `${named(path)}: ${message}`
}

/** The value, or why there is none. */
function plain(document: Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    return error
  }
}
