/** Names of attributes (RFC 7644, section 3.10): case means nothing in them, and a schema's URN may stand in front. */
import { ScimFault } from './fault.ts'

/** The steps from the resource to an attribute: an extension's URN, the attribute, its sub-attribute. */
export type AttributePath = readonly string[]

const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i
const EXTENSION = /^(urn:[a-z0-9:._-]+:2\.0:user)(?::(.+))?$/i
/** Begins with a letter: no name of the language's own can be reached by one. */
const NAME = /^[A-Za-z$][\w$-]{0,127}$/

export const parsePath = (text: string): AttributePath => {
  const plain = text.replace(CORE, '')
  const [, urn, rest] = EXTENSION.exec(plain) ?? []
  const names = (urn === undefined ? plain : (rest ?? '')).split('.')
  const steps = urn === undefined ? names : [urn, ...names.filter(Boolean)]
  const attributes = urn === undefined ? steps : steps.slice(1)
  if (steps.length > 3 || steps.length === 0 || !attributes.every(name => NAME.test(name)))
    throw new ScimFault(400, `"${text.slice(0, 100)}" is not the path of an attribute.`, 'invalidPath')
  return steps
}

export type Json = Record<string, unknown>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The key under which an object has this name, whatever its case. */
export const keyIn = (object: Json, name: string): string | undefined => {
  const wanted = name.toLowerCase()
  return Object.keys(object).find(key => key.toLowerCase() === wanted)
}

/** The value of that name; undefined when absent. */
export const valueIn = (object: Json, name: string): unknown => {
  const key = keyIn(object, name)
  return key === undefined ? undefined : object[key]
}
