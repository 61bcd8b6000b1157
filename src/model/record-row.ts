/** The description of one kind of record, for all stores. */
export interface RecordRow<T> {
  /** The name of its table or collection, and what people call several of them. */
  readonly table: string
  /** The fields that make it this record within its organisation. Two, when it is kept under something: the first says under what. */
  readonly key: readonly [string] | readonly [string, string]
  /** The kind whose record its first key field names: when that record is dropped, this one goes with it. */
  readonly partOf?: string
  /** Further fields by which it is found. */
  readonly lookups: Readonly<Record<string, Lookup<T>>>
  /** By what it is found under each of several values: of kinds with one key field. */
  readonly among?: Readonly<Record<string, (record: T) => readonly string[]>>
  /** Its times, as paths: `secrets.expires_at` is in each of `secrets`. The first is in every record. */
  readonly dates: readonly [string, ...string[]]
  /** Paths of JSON whose keys are a caller's: kept as text, so that no key of theirs is ever a field name of the store. */
  readonly opaque?: readonly string[]
  /** True where the noun names its organisation in a field `org`. */
  readonly namesOrg?: true
  /** A time that is written outside changes, and never moves back. */
  readonly noted?: string
  /** With `noted`: the other fields that a record may be without. */
  readonly optional?: readonly string[]
  /** The most records of an organisation. Absent: no limit, and every list is paged. */
  readonly bound?: number
}

export interface Lookup<T> {
  /** `installation`: found without naming an organisation. */
  readonly over: 'organisation' | 'installation'
  /** No two records of the kind have the same value. Such a lookup is a field that every record has. */
  readonly unique?: true
  /** An optional field: records without it are not found by it. */
  readonly optional?: true
  /** Key fields that every such look-up also gives. */
  readonly within?: readonly string[]
  /** Its value, in a column of its own; absent: the field of its name. Undefined: not found by it. */
  of?(record: T): string | undefined
}

type Fields = Readonly<Record<string, unknown>>

/** The values of the key, in order. */
export const keyOf = ({ key }: RecordRow<never>, fields: Fields): string[] =>
  key.map(name => String(fields[name]))

/** The lookups of a record that are no fields of its key; undefined where it is not found by one. */
export const lookupsOf = (
  { key, lookups }: RecordRow<never>,
  record: Fields,
): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(lookups)
      .filter(([name]) => !key.includes(name))
      .map(([name, { of }]) => [name, of ? of(record as never) : (record[name] as string | undefined)]),
  )

/** The values of each name that it is found among. */
export const amongOf = (
  { among = {} }: RecordRow<never>,
  record: Fields,
): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(among).map(([name, of]) => [name, of(record as never)]))

/** The record with what is at the path changed, in each element where the path leads through a list. What is absent stays so. */
export const changedAt = (value: unknown, path: string, change: (at: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map(element => changedAt(element, path, change))
  if (typeof value !== 'object' || value === null) return value
  const dot = path.indexOf('.')
  const name = dot < 0 ? path : path.slice(0, dot)
  const inner: unknown = Object.hasOwn(value, name) ? (value as Fields)[name] : undefined
  if (inner === undefined) return value
  return { ...value, [name]: dot < 0 ? change(inner) : changedAt(inner, path.slice(dot + 1), change) }
}

/** The same for what it is found among. @throws TypeError for one that the row has not */
export const amongIn = ({ among = {}, table }: RecordRow<never>, name: string): string => {
  if (!Object.hasOwn(among, name)) throw new TypeError(`${table} are not found among ${name}`)
  return name
}

/** The name of a lookup, which becomes part of a query. @throws TypeError for one that the row has not */
export const lookupIn = ({ lookups, table }: RecordRow<never>, name: string): string => {
  if (!Object.hasOwn(lookups, name)) throw new TypeError(`${table} are not found by ${name}`)
  return name
}

/**
 * The conditions of a look-up. Their names become part of a query, so a name that is not in the row is an error;
 * values are texts, whatever a caller handed in.
 */
export const whereOf = (
  { key, lookups, table }: RecordRow<never>,
  where: Readonly<Record<string, string | undefined>>,
): (readonly [name: string, value: string])[] =>
  Object.entries(where).flatMap(([name, value]) => {
    if (!key.includes(name) && !Object.hasOwn(lookups, name))
      throw new TypeError(`${table} are not found by ${name}`)
    return value === undefined ? [] : [[name, String(value)] as const]
  })

/** The parts of a cursor; none where it is not one of ours, since callers may send anything. */
export const placesIn = (after: string): string[] => {
  try {
    const parts: unknown = JSON.parse(after)
    return Array.isArray(parts) ? parts.map(String) : []
  } catch {
    return []
  }
}
