/** Which attributes of a resource an answer shows (RFC 7644, section 3.9). */
import { isJson, type Json } from './json.ts'
import { type AttributePath, parsePath } from './path.ts'

export interface Shown {
  /** Only these, beside those that are always shown. */
  readonly attributes?: readonly AttributePath[]
  readonly excludedAttributes?: readonly AttributePath[]
}

const ALWAYS: ReadonlySet<string> = new Set(['id', 'schemas'])
const MAX_PATHS = 100

/** Paths as a query parameter has them. @throws ScimFault invalidPath */
export const pathsIn = (text: string): readonly AttributePath[] =>
  text
    .split(',')
    .map(path => path.trim())
    .filter(path => path !== '')
    .slice(0, MAX_PATHS)
    .map(path => parsePath(path).map(step => step.toLowerCase()))

/** The paths as a tree, so that each name is looked up once, however many paths there are. A path that ends at a name has nothing beneath. */
type Names = Map<string, Names>

const treeOf = (paths: readonly AttributePath[]): Names => {
  const tree: Names = new Map()
  for (const path of paths) {
    let at = tree
    for (const [index, name] of path.entries()) {
      const below = at.get(name)
      // A shorter path takes in all that is beneath it.
      if (below?.size === 0) break
      const next: Names = index < path.length - 1 ? (below ?? new Map()) : new Map()
      at.set(name, next)
      at = next
    }
  }
  return tree
}

/** The resource with what was asked for. Attributes that are not shown are not made. */
export const shownOf = (resource: Json, { attributes, excludedAttributes = [] }: Shown): Json =>
  attributes === undefined
    ? without(resource, treeOf(excludedAttributes), true)
    : only(resource, treeOf(attributes), true)

const only = (value: Json, names: Names, top = false): Json =>
  eachName(value, (name, key) => {
    if (top && ALWAYS.has(name)) return value[key]
    const inner = names.get(name)
    if (inner === undefined) return undefined
    return inner.size === 0 ? value[key] : deeper(value[key], one => only(one, inner))
  })

const without = (value: Json, names: Names, top = false): Json =>
  eachName(value, (name, key) => {
    const inner = top && ALWAYS.has(name) ? undefined : names.get(name)
    if (inner === undefined) return value[key]
    return inner.size === 0 ? undefined : deeper(value[key], one => without(one, inner))
  })

const eachName = (value: Json, shown: (name: string, key: string) => unknown): Json =>
  Object.fromEntries(
    Object.keys(value).flatMap(key => {
      const inner = shown(key.toLowerCase(), key)
      return inner === undefined ? [] : [[key, inner] as const]
    }),
  )

const deeper = (value: unknown, change: (one: Json) => Json): unknown => {
  if (Array.isArray(value)) return value.map(one => deeper(one, change))
  return isJson(value) ? change(value) : value
}
