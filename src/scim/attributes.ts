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

/** The resource with what was asked for. Attributes that are not shown are not made. */
export const shownOf = (resource: Json, { attributes, excludedAttributes = [] }: Shown): Json =>
  attributes === undefined ? without(resource, excludedAttributes, true) : only(resource, attributes, true)

const only = (value: Json, paths: readonly AttributePath[], top = false): Json =>
  eachName(value, (name, key) => {
    if (top && ALWAYS.has(name)) return value[key]
    const inner = below(paths, name)
    if (inner === undefined) return undefined
    return inner.length === 0 ? value[key] : deeper(value[key], one => only(one, inner))
  })

const without = (value: Json, paths: readonly AttributePath[], top = false): Json =>
  eachName(value, (name, key) => {
    const inner = top && ALWAYS.has(name) ? undefined : below(paths, name)
    if (inner === undefined) return value[key]
    return inner.length === 0 ? undefined : deeper(value[key], one => without(one, inner))
  })

/** What the paths say beneath a name: undefined when none of them begins with it, nothing when one ends there. */
const below = (paths: readonly AttributePath[], name: string): readonly AttributePath[] | undefined => {
  const inner = paths.filter(([first]) => first === name).map(path => path.slice(1))
  if (inner.length === 0) return undefined
  return inner.some(path => path.length === 0) ? [] : inner
}

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
