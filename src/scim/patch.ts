/**
 * Applies a PATCH (RFC 7644, section 3.5.2) to the JSON of a resource, with the dialects of Entra ID and Okta: objects with
 * paths for keys, members to remove named in `value`, and a filter that matches nothing where something is to be set.
 */
import { ScimFault } from './fault.ts'
import type { Filter } from './filter.ts'
import { isJson, type Json, keyIn, MAX_NAMES } from './json.ts'
import { testOf } from './match.ts'
import { type Op, type Operation, readOperations, type Target, targetOf } from './patch-operations.ts'
import { type AttributePath, parsePath } from './path.ts'
import { listOf, ValueList, withPlainLists } from './value-list.ts'
import { boundedWork, type Work } from './work.ts'

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
const NAMES = new Map(
  [
    'userName',
    'externalId',
    'displayName',
    'active',
    'name',
    'givenName',
    'familyName',
    'value',
    ...LISTS,
  ].map(name => [name.toLowerCase(), name]),
)
const LIST_NAMES = new Set(LISTS.map(name => name.toLowerCase()))

/** The resource after all operations. The one given is not touched. @throws ScimFault */
export const patched = (resource: Json, body: unknown): Json => {
  const operations = readOperations(body)
  const work = boundedWork()
  const patch = new Patch(structuredClone(resource), work)
  for (const { op, path, value } of operations) {
    if (path !== undefined) patch.change(targetOf(path, work), op, value)
    else if (op === 'remove') throw new ScimFault(400, 'A removal needs a path.', 'noTarget')
    else if (!isJson(value))
      throw new ScimFault(400, 'Without a path the value must be an object.', 'invalidSyntax')
    else for (const [key, one] of Object.entries(value)) patch.change(targetOf(key, work), op, one)
  }
  return withPlainLists(patch.resource)
}

class Patch {
  readonly resource: Json
  readonly #work: Work

  constructor(resource: Json, work: Work) {
    this.resource = resource
    this.#work = work
  }

  change({ path, filter, sub }: Target, op: Op, value: unknown): void {
    const holder = this.#holderOf(path, op !== 'remove')
    const name = path.at(-1)
    if (!holder || name === undefined) return
    if (!filter) {
      if (op === 'remove') this.#remove(holder, name, value)
      else this.#set(holder, name, op, value)
      return
    }
    if (op === 'remove' && keyIn(holder, name, this.#work) === undefined) return
    const list = this.#listIn(holder, name)
    const id = sub === undefined ? idIn(name, filter) : undefined
    if (op === 'remove' && id !== undefined) list.removeOf(id)
    else
      this.#changeSome(list, { path: [name], filter, ...(sub === undefined ? {} : { sub }) }, { op, value })
  }

  /** The object that has, or is to have, the last name of the path. */
  #holderOf(path: AttributePath, make: boolean): Json | undefined {
    let holder = this.resource
    for (const step of path.slice(0, -1)) {
      const key = this.#keyOf(holder, step)
      if (!isJson(holder[key])) {
        if (!make) return undefined
        this.#put(holder, key, {})
      }
      holder = holder[key] as Json
    }
    return holder
  }

  #keyOf(holder: Json, name: string): string {
    return keyIn(holder, name, this.#work) ?? NAMES.get(name.toLowerCase()) ?? name
  }

  #put(holder: Json, key: string, value: unknown): void {
    if (!Object.hasOwn(holder, key) && Object.keys(holder).length >= MAX_NAMES)
      throw new ScimFault(400, `An object has at most ${MAX_NAMES} attributes.`, 'invalidValue')
    holder[key] = value
  }

  /** The list of that name, made when there is none. */
  #listIn(holder: Json, name: string): ValueList {
    const key = this.#keyOf(holder, name)
    const present = holder[key]
    if (present instanceof ValueList) return present
    const list = new ValueList(Array.isArray(present) ? present : [], this.#work)
    this.#put(holder, key, list)
    return list
  }

  #set(holder: Json, name: string, op: 'add' | 'replace', value: unknown): void {
    const key = this.#keyOf(holder, name)
    if (LIST_NAMES.has(name.toLowerCase())) {
      if (op === 'add') this.#listIn(holder, name).add(listOf(value))
      else this.#put(holder, key, new ValueList(listOf(value), this.#work))
      return
    }
    const present = holder[key]
    if (isJson(present) && isJson(value)) this.#merge(present, op, value)
    else this.#put(holder, key, value)
  }

  /** Sets the attributes of `value` and leaves the others of a complex attribute as they are. */
  #merge(present: Json, op: 'add' | 'replace', value: Json): void {
    for (const [inner, one] of Object.entries(value))
      this.#set(present, parsePath(inner)[0] ?? inner, op, one)
  }

  /** Entra ID removes members by naming them in the value; without one everything goes. */
  #remove(holder: Json, name: string, value: unknown): void {
    const key = keyIn(holder, name, this.#work)
    if (key === undefined) return
    const isList = holder[key] instanceof ValueList || Array.isArray(holder[key])
    if (isList && value !== undefined && value !== null) this.#listIn(holder, name).remove(listOf(value))
    else delete holder[key]
  }

  #changeSome(
    list: ValueList,
    { path, filter, sub }: Target & { filter: Filter },
    { op, value }: Pick<Operation, 'op' | 'value'>,
  ): void {
    const test = testOf(filter, this.#work, path[0])
    let met = false
    list.map(one => {
      if (!isJson(one) || !test(one)) return one
      met = true
      return this.#changed(one, sub, op, value)
    })
    if (!met && op !== 'remove') list.append(this.#changed(described(filter), sub, op, value))
  }

  /** One value that the filter matched, after the operation; undefined when it is gone. */
  #changed(one: Json, sub: string | undefined, op: Op, value: unknown): Json | undefined {
    if (op === 'remove') {
      if (sub === undefined) return undefined
      delete one[this.#keyOf(one, sub)]
    } else if (sub !== undefined) this.#set(one, sub, op, value)
    else if (!isJson(value)) throw new ScimFault(400, 'The value of this path is an object.', 'invalidValue')
    else if (op === 'replace') return { ...value }
    else this.#merge(one, op, value)
    return one
  }
}

/** The id of `members[value eq "ID"]`, which providers send once for each member who leaves. */
const idIn = (name: string, filter: Filter): string | undefined => {
  const plain = filter.is === 'compared' && filter.by === 'eq' && typeof filter.to === 'string'
  if (!plain || name.toLowerCase() !== 'members') return undefined
  return filter.path.length === 1 && filter.path[0]?.toLowerCase() === 'value' ? String(filter.to) : undefined
}

/** The value that a filter describes, to be made where there is none. @throws ScimFault noTarget when it describes none */
const described = (filter: Filter): Json => {
  if (filter.is === 'and') return { ...described(filter.all[0]), ...described(filter.all[1]) }
  const [name] = filter.is === 'compared' && filter.by === 'eq' && filter.path.length === 1 ? filter.path : []
  if (name === undefined || filter.is !== 'compared')
    throw new ScimFault(400, 'The path matches nothing.', 'noTarget')
  return { [NAMES.get(name.toLowerCase()) ?? name]: filter.to }
}
