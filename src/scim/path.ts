/** Attribute names and paths (RFC 7644, section 3.10). They are case-insensitive, and a schema's URN may precede them. */
import { ScimFault } from './fault.ts'

/** The steps from the resource to an attribute: an extension's URN, the attribute, its sub-attribute. */
export type AttributePath = readonly string[]

const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i
const EXTENSION = /^(urn:[a-z0-9:._-]+:2\.0:user)(?::(.+))?$/i
/** Begins with a letter, so that `__proto__` is not a name. */
const NAME = /^[A-Za-z$][\w$-]{0,127}$/

/** @throws ScimFault invalidPath */
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
