/** What remains of a YAML file once what is wrong with its form is set right or left out: enough to look for further mistakes. */
import { type Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml'
import { z } from 'zod'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

const at = (document: Document, path: Path): unknown =>
  path.length === 0 ? document.contents : document.getIn(path, true)

const pairOf = (map: YAMLMap, key: PropertyKey) => map.items.find(each => String(each.key) === String(key))

/** Removes a key or an item. The places of the others stay. */
const drop = (document: Document, path: Path): void => {
  const parent = at(document, path.slice(0, -1))
  const last = path.at(-1) ?? ''
  if (isSeq(parent) && Number(last) < parent.items.length) {
    parent.items.splice(Number(last), 1)
    return
  }
  const pair = isMap(parent) ? pairOf(parent, last) : undefined
  if (pair && isMap(parent)) parent.items.splice(parent.items.indexOf(pair), 1)
}

/** Of a list, the whole entry in which the mistake is: half of one would say something else. */
const entryOf = (document: Document, path: Path): Path => {
  const entry = path.findLastIndex(
    (key, index) => typeof key === 'number' && isMap(at(document, path.slice(0, index + 1))),
  )
  return entry < 0 ? path : path.slice(0, entry + 1)
}

const rename = (document: Document, parent: Path, [from, to]: readonly [string, string]): boolean => {
  const map = at(document, parent)
  const key = isMap(map) ? pairOf(map, from)?.key : undefined
  if (!isScalar(key)) return false
  key.value = to
  return true
}

/** The key that an unknown one was probably meant to be. */
type Meant = (parent: Path, key: string) => string | undefined

/** What is to be left out of the document for an issue; misspelt keys are renamed. */
function* leftOut(document: Document, issue: Issue, meant: Meant): Generator<Path> {
  if (issue.code !== 'unrecognized_keys') return yield entryOf(document, issue.path)
  for (const key of issue.keys) {
    const name = meant(issue.path, key)
    if (!(name !== undefined && rename(document, issue.path, [key, name])))
      yield entryOf(document, [...issue.path, key])
  }
}

/**
 * Takes a misspelt key for the one that it is near to, and leaves out what cannot be read.
 * @returns the names of what is left out
 */
export function leaveOut(document: Document, issues: readonly Issue[], meant: Meant): readonly string[] {
  const paths = issues.flatMap(issue => [...leftOut(document, issue, meant)])
  const gone = new Map(paths.filter(({ length }) => length > 0).map(path => [JSON.stringify(path), path]))
  // From the end on: what is taken out of a list moves what comes after it.
  for (const path of [...gone.values()].reverse()) drop(document, path)
  return [...gone.values()].map(path => String(path.at(-1)))
}

/** What a map may hold and does not, by the schema. */
export const lackingAt = (document: Document, schema: z.ZodType, parent: Path): readonly string[] => {
  const map = at(document, parent)
  const present = new Set(isMap(map) ? map.items.map(({ key }) => String(key)) : [])
  return keysAt(schema, parent).filter(key => !present.has(key))
}

const keysAt = (schema: z.ZodType, [key, ...path]: Path): readonly string[] => {
  const plain = unwrapped(schema)
  if (key === undefined) return plain instanceof z.ZodObject ? Object.keys(plain.shape) : []
  const next = partOf(plain, key)
  return next === undefined ? [] : keysAt(next, path)
}

const partOf = (schema: z.ZodType, key: PropertyKey): z.ZodType | undefined => {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)]
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined
}

const unwrapped = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema
