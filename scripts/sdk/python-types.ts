/** JSON schemas as types of Python: a TypedDict for each object, defined before it is used. */
import { refName, type Schema } from './described.ts'

type Schemas = Readonly<Record<string, Schema>>

export const literals = (values: readonly unknown[]): string =>
  `Literal[${values.map(value => (typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value))).join(', ')}]`

const PLAIN: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
}

const isObject = (schema: Schema): boolean =>
  schema.allOf !== undefined || (schema.type === 'object' && schema.properties !== undefined)

const valueType = (schema: Schema): string => {
  if (Array.isArray(schema.enum)) return literals(schema.enum)
  if ('const' in schema) return literals([schema.const])
  return schema.type === 'object' ? 'dict[str, Any]' : (PLAIN[String(schema.type)] ?? 'Any')
}

/** All the properties of an object that is made of several. */
const merged = (schemas: Schemas, schema: Schema): { properties: Schemas; required: readonly string[] } => {
  const name = refName(schema)
  if (name !== undefined) return merged(schemas, schemas[name] as Schema)
  const own = {
    properties: (schema.properties ?? {}) as Schemas,
    required: (schema.required ?? []) as string[],
  }
  const parts = [own, ...((schema.allOf ?? []) as readonly Schema[]).map(part => merged(schemas, part))]
  return {
    properties: Object.assign({}, ...parts.map(part => part.properties)),
    required: parts.flatMap(part => part.required),
  }
}

export const createPythonTypes = (schemas: Schemas) => {
  const done = new Map<string, string>()

  /** Defines the schema of this name, and answers the name. */
  const named = (name: string): string => {
    if (done.has(name)) return name
    done.set(name, '')
    const schema = schemas[name] as Schema
    const definition = isObject(schema) ? typedDict(name, schema) : `${name} = ${of(schema, name)}\n`
    done.delete(name)
    done.set(name, definition)
    return name
  }

  const typedDict = (name: string, schema: Schema): string => {
    const { properties, required } = merged(schemas, schema)
    const fields = (wanted: boolean) =>
      Object.entries(properties)
        .filter(([key]) => required.includes(key) === wanted)
        .map(([key, one]) => `"${key}": ${of(one, `${name}_${key}`)}`)
        .join(', ')
    const [must, may] = [fields(true), fields(false)]
    if (may === '') return `${name} = TypedDict("${name}", {${must}})\n`
    if (must === '') return `${name} = TypedDict("${name}", {${may}}, total=False)\n`
    return [
      `_${name}Must = TypedDict("_${name}Must", {${must}})`,
      `_${name}May = TypedDict("_${name}May", {${may}}, total=False)`,
      `\n\nclass ${name}(_${name}Must, _${name}May):\n    pass\n\n`,
    ].join('\n')
  }

  /** @param name what an object without a name of its own is called */
  const of = (schema: Schema, name: string): string => {
    const known = refName(schema)
    if (known !== undefined) return named(known)
    const alternatives = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined
    if (alternatives) return union(alternatives.map((one, at) => of(one, `${name}_${at}`)))
    if (schema.type === 'array') return `list[${of((schema.items ?? {}) as Schema, `${name}_item`)}]`
    if (!isObject(schema)) return valueType(schema)
    if (!done.has(name)) done.set(name, typedDict(name, schema))
    return name
  }

  return { named, of, text: () => `${[...done.values()].join('')}\n` }
}

const union = (types: readonly string[]): string => {
  const different = [...new Set(types)]
  return different.length === 1 ? (different[0] as string) : `Union[${different.join(', ')}]`
}
