import { escaped, prose, rows } from './html.ts'
import type { Schema } from './schemas.ts'

/** A schema in one line, with links to those that have a name: `Group[]`, `"allow" | "deny"`. */
export const typeOf = (schema: Schema): string => {
  if (schema.$ref !== undefined) return link(schema.$ref.split('/').at(-1) ?? '')
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map(value => escaped(JSON.stringify(value))).join(' | ')
  if (schema.allOf) return schema.allOf.map(typeOf).join(' &amp; ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return either.map(typeOf).join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items ?? {})}[]`
  if (schema.properties) return objectOf(schema)
  if (schema.type === 'object') return 'object'
  return schema.format === undefined ? (schema.type ?? 'any JSON') : `${schema.type} (${schema.format})`
}

const link = (name: string): string => `<a href="#schema-${name}">${name}</a>`

const objectOf = ({ properties = {}, required = [] }: Schema): string =>
  `{ ${Object.entries(properties)
    .map(([name, part]) => `${escaped(name)}${required.includes(name) ? '' : '?'}: ${typeOf(part)}`)
    .join(', ')} }`

/** The properties of a schema as a table; the schema in one line where it has none. */
export const schemaView = (schema: Schema): string => {
  const { properties, required = [] } = schema
  if (!properties) return `<p><code>${typeOf(schema)}</code></p>`
  return rows(
    ['Name', 'Type', ''],
    Object.entries(properties).map(([name, part]) => [
      `<code>${escaped(name)}</code>${required.includes(name) ? '' : ' <span class="soft">optional</span>'}`,
      `<code>${typeOf(part)}</code>`,
      prose(part.description ?? ''),
    ]),
  )
}
