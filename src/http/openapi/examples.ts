import { BODIES, NOUNS, VALUES } from './example-values.ts'
import { resolved, type Schema, type Schemas } from './schemas.ts'

/** An example of what is sent to an operation. */
export const exampleBody = (operation: string, schema: Schema, named: Schemas): unknown =>
  operation === 'updateIdentityProvider'
    ? BODIES.createIdentityProvider
    : (BODIES[operation] ?? exampleOf(schema, named))

/** A value of the schema, made of the names of its properties: what it requires, and what we have an example of. */
export const exampleOf = (given: Schema, named: Schemas, depth = 0): unknown => {
  const noun = NOUNS[given.$ref?.split('/').at(-1) ?? '']
  if (noun) return Object.assign({}, madeOf(given, named, depth), noun)
  return madeOf(given, named, depth)
}

const madeOf = (given: Schema, named: Schemas, depth: number): unknown => {
  const schema = resolved(given, named)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(part => exampleOf(part, named, depth)))
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first) return exampleOf(first, named, depth)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.properties) return objectOf(schema, named, depth)
  if (schema.type === 'array')
    return schema.items && depth < 4 ? [exampleOf(schema.items, named, depth + 1)] : []
  return plainOf(schema)
}

const objectOf = ({ properties = {}, required = [] }: Schema, named: Schemas, depth: number): unknown =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, property]) => [
        name,
        known(name, property, named) ?? exampleOf(property, named, depth + 1),
      ]),
  )

/** What the name of a property stands for, where it is of the property's type. */
const known = (name: string, property: Schema, named: Schemas): unknown => {
  const value = VALUES[name]
  const { type, enum: listed, anyOf = [] } = resolved(property, named)
  const types = [type, ...anyOf.map(one => one.type)]
  return value !== undefined && listed === undefined && types.includes(typeOf(value)) ? value : undefined
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const plainOf = ({ type, format, minimum, default: otherwise }: Schema): unknown => {
  if (otherwise !== undefined) return otherwise
  if (type === 'string') return format === 'date-time' ? '2026-05-03T12:00:00Z' : 'text'
  if (type === 'integer' || type === 'number') return Math.max(1, minimum ?? 1)
  if (type === 'boolean') return false
  if (type === 'array') return []
  if (type === 'null') return null
  return {}
}
