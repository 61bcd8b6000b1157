import { z } from 'zod'

/** A JSON Schema, as far as this room looks into one. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly minimum?: number
}

export type Schemas = Map<string, Schema>

/** Where a named schema stands in the document. */
const AT = '#/components/schemas/'

export const refTo = (name: string): Schema => ({ $ref: AT + name })

/** The schema that a reference leads to, or the schema itself. */
export const resolved = (schema: Schema, named: Schemas): Schema =>
  schema.$ref === undefined ? schema : (named.get(schema.$ref.slice(AT.length)) ?? {})

/**
 * A zod schema as JSON Schema. Parts that have an id (`.meta({ id })`) are put into `named`, once, and referred to: one name per
 * noun, so that generated clients have types with names.
 */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output', named: Schemas): Schema => {
  const { $defs = {}, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== 'date') return
      jsonSchema.type = 'string'
      jsonSchema.format = 'date-time'
    },
  }) as Schema & { $defs?: Record<string, Schema> }
  const names = new Map<string, string>()
  for (const [id, part] of Object.entries($defs)) if (isNamed(id)) names.set(id, nameFor(id, part, named))
  for (const [id, name] of names) named.set(name, plain($defs[id], names))
  if (json.$ref !== undefined) return plain(json, names)
  const { id } = schema.meta() ?? {}
  const whole = plain(json, names)
  if (id === undefined) return whole
  const name = nameFor(id, json, named)
  named.set(name, whole)
  return refTo(name)
}

/** Parts without a name of ours are those that zod had to take out: any JSON, which contains itself. */
const isNamed = (id: string): boolean => !id.startsWith('__')

/** What is read and what is written may differ under one name: the second one says what it is. */
const nameFor = (id: string, part: Schema | undefined, named: Schemas): string => {
  const before = named.get(id)
  return before === undefined || JSON.stringify(shape(before)) === JSON.stringify(shape(part))
    ? id
    : `${id}Input`
}

const shape = (schema: Schema | undefined) =>
  Object.keys(schema?.properties ?? {}).concat(schema?.required ?? [])

/** Without what only takes room in a description: the dialect, ids, patterns that a format says, and bounds of JavaScript. */
const plain = (schema: Schema | undefined, names: ReadonlyMap<string, string>): Schema =>
  JSON.parse(JSON.stringify(schema ?? {}), (key, part) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part) || key === 'properties') return part
    return typeof part.$ref === 'string' ? renamed(part, names) : slim(part)
  }) as Schema

/** A part that has no name of ours is any JSON. */
const renamed = (part: { readonly $ref: string }, names: ReadonlyMap<string, string>): Schema => {
  if (part.$ref.startsWith(AT)) return part
  const name = names.get(part.$ref.replace('#/$defs/', ''))
  return name === undefined ? {} : { ...part, ...refTo(name) }
}

const slim = (part: Readonly<Record<string, unknown>>): Schema => {
  const { $schema, $defs, id, pattern, minimum, maximum, ...rest } = part
  return {
    ...rest,
    ...(pattern === undefined || rest.format !== undefined ? {} : { pattern }),
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  } as Schema
}
