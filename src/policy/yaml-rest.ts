/** What remains of a YAML file once what is wrong with its form is set right or left out: enough to look for further mistakes. */
import { type Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml'
import type { z } from 'zod'
import { nearest } from '../model/nearest.ts'

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

/** The missing key that an unknown one was probably meant to be. */
type Meant = (parent: Path, key: string) => string | undefined

/** What is to be left out of the document for an issue; misspelt keys are renamed. */
function* leftOut(document: Document, issue: Issue, meant: Meant): Generator<Path> {
  if (issue.code !== 'unrecognized_keys') return yield entryOf(document, issue.path)
  for (const key of issue.keys) {
    const name = meant(issue.path, key)
    if (!(name !== undefined && rename(document, issue.path, [key, name]))) yield [...issue.path, key]
  }
}

/**
 * Takes a misspelt key for what is missing beside it, and leaves out what cannot be read.
 * @param missing the keys that a map should have and lacks
 */
export function leaveOut(
  document: Document,
  issues: readonly Issue[],
  missing: (parent: Path) => readonly string[],
): void {
  const meant: Meant = (parent, key) => nearest(key, missing(parent))
  const paths = issues.flatMap(issue => [...leftOut(document, issue, meant)])
  const gone = new Map(paths.filter(({ length }) => length > 0).map(path => [JSON.stringify(path), path]))
  // From the end on: what is taken out of a list moves what comes after it.
  for (const path of [...gone.values()].reverse()) drop(document, path)
}
