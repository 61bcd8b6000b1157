/** The JSON of a resource. Names in it are found whatever their case (RFC 7643, section 2.1). */
import { invalid, tooMany } from './fault.ts'
import type { Work } from './work.ts'

export type Json = Record<string, unknown>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The key under which an object has this name, whatever its case. The keys that were compared count as work. */
export const keyIn = (object: Json, name: string, work?: Work): string | undefined => {
  work?.spend(1)
  if (Object.hasOwn(object, name)) return name
  const wanted = name.toLowerCase()
  const keys = Object.keys(object)
  work?.spend(keys.length)
  return keys.find(key => key.toLowerCase() === wanted)
}

/** The value of that name; undefined when absent. */
export const valueIn = (object: Json, name: string, work?: Work): unknown => {
  const key = keyIn(object, name, work)
  return key === undefined ? undefined : object[key]
}

/** Attributes of one object, values of one list, and values of a whole body. The longest list is the members of a group. */
export const MAX_NAMES = 200
export const MAX_LIST = 20_000
export const MAX_VALUES = 150_000

/**
 * Answers the body when each list and object in it is small enough to be worked on. How deep it nests, and how many values it
 * has, was asked when it was read.
 * @throws ScimFault tooMany, invalidValue
 */
export const requireMeasured = (body: unknown): unknown => {
  const waiting: unknown[] = [body]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const inner = innerOf(value)
    for (const one of inner) if (typeof one === 'object' && one !== null) waiting.push(one)
  }
  return body
}

const innerOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) {
    if (value.length > MAX_LIST) throw tooMany(`A list has at most ${MAX_LIST} values.`)
    return value
  }
  const inner = isJson(value) ? Object.values(value) : []
  if (inner.length > MAX_NAMES) throw invalid(`An object has at most ${MAX_NAMES} attributes.`)
  return inner
}

/** The resource with an attribute that is made when somebody looks at it: most lists and filters leave the long ones alone. */
export const made = (resource: Json, name: string, make: () => unknown): Json => {
  let value: { readonly is: unknown } | undefined
  return Object.defineProperty(resource, name, {
    enumerable: true,
    get: () => {
      value ??= { is: make() }
      return value.is
    },
  })
}
