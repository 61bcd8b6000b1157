/** The types and the table of operations of `sdk/typescript`, from the API's description. */
import type { Description } from '../../src/http/openapi/document.ts'
import {
  isRead,
  type Operation,
  operationsOf,
  type Parameter,
  refName,
  type Schema,
  statusesOf,
} from './described.ts'

const HEAD = `// Made by \`npm run generate\` from docs/openapi.json: do not edit.
`

export const typescriptApi = (description: Description): string => {
  const schemas = (description.components as unknown as { schemas: Readonly<Record<string, Schema>> }).schemas
  const operations = operationsOf(description)
  const codes = (schemas.Problem as unknown as { properties: { code: { enum: readonly string[] } } })
    .properties.code.enum
  return [
    HEAD,
    ...Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)}\n`),
    `/** Every code of a problem. */\nexport type ProblemCode = ${codes.map(quoted).join(' | ')}\n`,
    `/** The status that goes with each code. */\nexport const PROBLEM_STATUS: Readonly<Partial<Record<ProblemCode, number>>> = ${JSON.stringify(statusesOf(codes, description))}\n`,
    `/** What each operation takes and answers. */\nexport interface Operations {\n${operations.map(member).join('\n')}\n}\n`,
    `/** How each operation is sent. */\nexport const OPERATIONS: { readonly [N in keyof Operations]: Sent } = {\n${operations.map(row).join('\n')}\n}\n`,
    SENT,
  ].join('\n')
}

const SENT = `export interface Sent {
  readonly method: string
  readonly path: string
  /** The names that go into the query. */
  readonly query: readonly string[]
  /** It changes nothing. */
  readonly read?: true
  /** It takes an Idempotency-Key. */
  readonly once?: true
}
`

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`

const member = (operation: Operation): string => {
  const { id, summary, method, path, params, query, body, bodyRequired, reply, canDryRun } = operation
  const parts = [
    `params: ${object(params.filter(({ name }) => name !== 'org'))}`,
    `org: ${params.some(({ name }) => name === 'org')}`,
    `query: ${object(query)}`,
    `body: ${body ? `${typeOf(body)}${bodyRequired ? '' : ' | undefined'}` : 'undefined'}`,
    `reply: ${reply ? typeOf(reply) : 'string'}`,
    `dryRun: ${canDryRun}`,
  ]
  return `  /** ${summary}: \`${method} ${path}\`. */\n  ${id}: { ${parts.join('; ')} }`
}

const object = (parameters: readonly Parameter[]): string =>
  parameters.length === 0
    ? '{}'
    : `{ ${parameters.map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)}`).join('; ')} }`

const row = (operation: Operation): string => {
  const { id, method, path, query, conditions } = operation
  const parts = [
    `method: ${quoted(method)}`,
    `path: ${quoted(path)}`,
    `query: [${query.map(({ name }) => quoted(name)).join(', ')}]`,
    ...(isRead(operation) ? ['read: true'] : []),
    ...(conditions.includes('Idempotency-Key') ? ['once: true'] : []),
  ]
  return `  ${id}: { ${parts.join(', ')} },`
}

const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** A JSON schema as a TypeScript type. */
const typeOf = (schema: Schema): string => {
  const name = refName(schema)
  if (name !== undefined) return name
  if (Array.isArray(schema.enum)) return schema.enum.map(one => literal(one)).join(' | ')
  if ('const' in schema) return literal(schema.const)
  const alternatives = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined
  if (alternatives) return joined(alternatives, ' | ')
  if (schema.allOf) return joined(schema.allOf as readonly Schema[], ' & ')
  if (schema.type === 'array') return `readonly ${bracketed(schema.items as Schema | undefined)}[]`
  if (schema.type === 'object') return objectType(schema)
  return PLAIN[String(schema.type)] ?? 'unknown'
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? quoted(value) : JSON.stringify(value)

const joined = (schemas: readonly Schema[], sign: string): string => {
  const types = [...new Set(schemas.map(typeOf))]
  return types.length === 1 ? (types[0] as string) : `(${types.join(sign)})`
}

const bracketed = (items: Schema | undefined): string => {
  const type = items ? typeOf(items) : 'unknown'
  return /^[\w']+$/.test(type) ? type : `(${type})`
}

const objectType = ({ properties, required, additionalProperties }: Schema): string => {
  const members = Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>).map(
    ([name, schema]) =>
      `readonly ${/^\w+$/.test(name) ? name : quoted(name)}${isIn(required, name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  if (members.length > 0) return `{ ${members.join('; ')} }`
  return `Readonly<Record<string, ${isSchema(additionalProperties) ? typeOf(additionalProperties) : 'unknown'}>>`
}

const isIn = (required: unknown, name: string): boolean => Array.isArray(required) && required.includes(name)

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
