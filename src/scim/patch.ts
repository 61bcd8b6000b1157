/**
 * PATCH (RFC 7644, section 3.5.2) on the JSON of a resource. Takes the dialects of Entra ID and Okta too: operations in
 * capitals, objects with paths for keys, a filter that meets nothing where something is to be set.
 */
import { z } from 'zod'
import { ScimFault } from './fault.ts'
import { type Filter, parseFilter } from './filter.ts'
import { matches } from './match.ts'
import { type AttributePath, isJson, type Json, keyIn, parsePath, valueIn } from './path.ts'

const Operation = z.object({
  op: z
    .string()
    .transform(op => op.toLowerCase())
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().max(1_000).optional(),
  value: z.unknown().optional(),
})
type Operation = z.output<typeof Operation>

const PatchBody = z.object({ Operations: z.array(Operation).min(1).max(1_000) })

/** Attributes that are lists, under the names by which they are kept. */
const LISTS = [
  'emails',
  'phoneNumbers',
  'addresses',
  'members',
  'roles',
  'entitlements',
  'ims',
  'photos',
  'x509Certificates',
]
const KNOWN = [
  'userName',
  'externalId',
  'displayName',
  'active',
  'name',
  'givenName',
  'familyName',
  'value',
  ...LISTS,
]

interface Target {
  readonly path: AttributePath
  readonly filter?: Filter
  /** The sub-attribute after the filter. */
  readonly sub?: string
}

/** The resource after all operations; the one given is not touched. @throws ScimFault */
export const patched = (resource: Json, body: unknown): Json => {
  const parsed = PatchBody.safeParse(isJson(body) ? { Operations: valueIn(body, 'Operations') } : body)
  if (!parsed.success) throw new ScimFault(400, 'This is not a list of operations.', 'invalidSyntax')
  const result = structuredClone(resource)
  for (const operation of parsed.data.Operations) apply(result, operation)
  return result
}

const apply = (resource: Json, { op, path, value }: Operation): void => {
  if (path !== undefined) {
    change(resource, targetOf(path), op, value)
    return
  }
  if (op === 'remove') throw new ScimFault(400, 'A removal needs a path.', 'noTarget')
  if (!isJson(value)) throw new ScimFault(400, 'Without a path the value is an object.', 'invalidSyntax')
  for (const [key, one] of Object.entries(value)) change(resource, targetOf(key), op, one)
}

const targetOf = (text: string): Target => {
  const [, before, filter, sub] = /^([^[\]]+)\[(.*)\](?:\.([\w$-]+))?$/.exec(text) ?? []
  if (before === undefined || filter === undefined) return { path: parsePath(text) }
  return {
    path: parsePath(before),
    filter: parseFilter(filter),
    ...(sub === undefined ? {} : { sub: parsePath(sub)[0] ?? sub }),
  }
}

const change = (resource: Json, { path, filter, sub }: Target, op: Operation['op'], value: unknown): void => {
  const holder = holderOf(resource, path, op !== 'remove')
  const name = path.at(-1)
  if (!holder || name === undefined) return
  if (filter) changeSome(holder, name, { filter, ...(sub === undefined ? {} : { sub }) }, { op, value })
  else if (op === 'remove') removeFrom(holder, name, value)
  else set(holder, name, op, value)
}

/** The object that has, or is to have, the last name of the path. */
const holderOf = (resource: Json, path: AttributePath, make: boolean): Json | undefined => {
  let holder = resource
  for (const step of path.slice(0, -1)) {
    const key = keyIn(holder, step) ?? nameOf(step)
    if (!isJson(holder[key])) {
      if (!make) return undefined
      holder[key] = {}
    }
    holder = holder[key] as Json
  }
  return holder
}

const nameOf = (name: string): string =>
  KNOWN.find(known => known.toLowerCase() === name.toLowerCase()) ?? name

const isList = (name: string): boolean => LISTS.some(list => list.toLowerCase() === name.toLowerCase())

const set = (holder: Json, name: string, op: 'add' | 'replace', value: unknown): void => {
  const key = keyIn(holder, name) ?? nameOf(name)
  const present = holder[key]
  if (isList(name)) {
    const values = Array.isArray(value) ? value : [value]
    holder[key] = op === 'add' && Array.isArray(present) ? union(present, values) : values
  } else if (isJson(present) && isJson(value)) {
    for (const [inner, one] of Object.entries(value)) set(present, parsePath(inner)[0] ?? inner, op, one)
  } else holder[key] = value
}

/** What makes two values of a list the same one. */
const identityOf = (value: unknown): string =>
  JSON.stringify(isJson(value) ? (valueIn(value, 'value') ?? value) : value)

const union = (present: readonly unknown[], more: readonly unknown[]): unknown[] => {
  const known = new Set(present.map(identityOf))
  return [...present, ...more.filter(value => !known.has(identityOf(value)))]
}

/** Entra ID removes members by naming them in the value; without one everything goes. */
const removeFrom = (holder: Json, name: string, value: unknown): void => {
  const key = keyIn(holder, name)
  if (key === undefined) return
  const present = holder[key]
  if (Array.isArray(present) && value !== undefined && value !== null) {
    const gone = new Set((Array.isArray(value) ? value : [value]).map(identityOf))
    holder[key] = present.filter(one => !gone.has(identityOf(one)))
  } else delete holder[key]
}

const changeSome = (
  holder: Json,
  name: string,
  { filter, sub }: { filter: Filter; sub?: string },
  { op, value }: Pick<Operation, 'op' | 'value'>,
): void => {
  const key = keyIn(holder, name) ?? nameOf(name)
  const list = Array.isArray(holder[key]) ? (holder[key] as unknown[]) : []
  const meant = list.filter((one): one is Json => isJson(one) && matches(one, filter))
  if (op === 'remove') {
    if (sub === undefined) holder[key] = list.filter(one => !meant.includes(one as Json))
    else for (const one of meant) delete one[keyIn(one, sub) ?? sub]
    return
  }
  const targets = meant.length > 0 ? meant : [described(filter)]
  if (meant.length === 0) holder[key] = [...list, ...targets]
  for (const one of targets) setIn(one, sub, op, value)
}

/** Sets a sub-attribute, or without one every part of the value. */
const setIn = (one: Json, sub: string | undefined, op: 'add' | 'replace', value: unknown): void => {
  if (sub !== undefined) set(one, sub, op, value)
  else if (isJson(value))
    for (const [inner, part] of Object.entries(value)) set(one, parsePath(inner)[0] ?? inner, op, part)
}

/** The value that a filter describes, where none is there yet. @throws ScimFault noTarget when it describes none */
const described = (filter: Filter): Json => {
  if (filter.is === 'compared' && filter.by === 'eq' && filter.path.length === 1)
    return { [nameOf(filter.path[0] ?? '')]: filter.to }
  throw new ScimFault(400, 'The path meets nothing.', 'noTarget')
}
