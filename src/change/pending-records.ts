/**
 * An organisation's records as drafts that are not committed yet leave them: the second of several operations reads what the
 * first has written. What is dropped with a record (`partOf` of its row) goes here as it does in a store.
 */
import type { RecordWrite } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Page } from '../model/page.ts'
import { keyOf, lookupsOf, type RecordRow, whereOf } from '../model/record-row.ts'
import { type Kinds, records as kinds } from '../model/records.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** What drafts read beside the rules. */
export type DraftRecords = Pick<RecordStore, 'find' | 'list' | 'all'>

export interface PendingRecords extends DraftRecords {
  /** From now on, reads see what these leave. */
  take(writes: readonly RecordWrite[]): void
}

type Fields = Readonly<Record<string, unknown>>
type Where = Readonly<Record<string, string | undefined>>

const ROWS: Kinds = kinds

const placeOf = (row: RecordRow<never>, fields: Fields): string => JSON.stringify(keyOf(row, fields))

/** What is pending of one kind. */
class PendingKind {
  readonly #row: RecordRow<never>
  /** By key; undefined for one that is dropped. */
  readonly #known = new Map<string, Fields | undefined>()
  /** Drops of all that a look-up finds: by the names that they ask for, the values. */
  readonly #dropped = new Map<string, { readonly names: readonly string[]; readonly values: Set<string> }>()

  constructor(row: RecordRow<never>) {
    this.#row = row
  }

  put(value: Fields): void {
    this.#known.set(placeOf(this.#row, value), value)
  }

  drop(key: Fields): void {
    this.#known.set(placeOf(this.#row, key), undefined)
  }

  dropWhere(where: Where): void {
    const asked = whereOf(this.#row, where).toSorted(([a], [b]) => (a < b ? -1 : 1))
    const names = asked.map(([name]) => name)
    const group = this.#dropped.get(names.join()) ?? { names, values: new Set() }
    this.#dropped.set(names.join(), group)
    group.values.add(JSON.stringify(asked.map(([, value]) => value)))
    for (const [place, value] of this.#known)
      if (value && this.matches(value, asked)) this.#known.set(place, undefined)
  }

  /** The record as it is now, where the store has `stored`. */
  now(key: Fields, stored: Fields | undefined): Fields | undefined {
    const place = placeOf(this.#row, key)
    if (this.#known.has(place)) return this.#known.get(place)
    return stored && this.#isDropped(stored) ? undefined : stored
  }

  /** Those of the store's that nothing pending has touched. */
  untouched(stored: readonly Fields[]): readonly Fields[] {
    return stored.filter(each => !this.#known.has(placeOf(this.#row, each)) && !this.#isDropped(each))
  }

  /** Those that were put, and are found so. */
  found(where: Where = {}, begins = ''): readonly Fields[] {
    const asked = whereOf(this.#row, where)
    return [...this.#known.values()].filter(
      (value): value is Fields =>
        value !== undefined &&
        this.matches(value, asked) &&
        String(this.#open(value, asked)).startsWith(begins),
    )
  }

  matches(value: Fields, asked: readonly (readonly [name: string, value: string])[]): boolean {
    const found = this.#findable(value)
    return asked.every(([name, wanted]) => found[name] === wanted)
  }

  #isDropped(value: Fields): boolean {
    if (this.#dropped.size === 0) return false
    const found = this.#findable(value)
    return [...this.#dropped.values()].some(({ names, values }) =>
      values.has(JSON.stringify(names.map(name => found[name]))),
    )
  }

  #findable(value: Fields): Fields {
    const keys = Object.fromEntries(this.#row.key.map(name => [name, String(value[name])]))
    return { ...lookupsOf(this.#row, value), ...keys }
  }

  /** The part of the key that a request leaves open. */
  #open(value: Fields, asked: readonly (readonly [string, string])[]): unknown {
    const open = this.#row.key.findLast(name => !asked.some(([given]) => given === name))
    return value[open ?? this.#row.key[0]]
  }
}

/** Reads through to the store, but for what is pending. */
export const pendingRecords = (store: DraftRecords): PendingRecords => {
  const pending = new Map<string, PendingKind>()
  const of = (kind: string): PendingKind => {
    const row = ROWS[kind]
    if (!row) throw new TypeError(`there is no kind of record ${kind}`)
    const known = pending.get(kind) ?? new PendingKind(row)
    pending.set(kind, known)
    return known
  }
  const dropOne = (kind: string, key: Fields): void => {
    of(kind).drop(key)
    for (const [part, row] of Object.entries(ROWS))
      if (row.partOf === kind) of(part).dropWhere({ [row.key[0]]: String(key.id) })
  }
  const drop = (write: Extract<RecordWrite, { drop: string }>): void => {
    if (write.drop === 'sign_in') return
    if ('where' in write) of(write.drop).dropWhere(write.where)
    else dropOne(write.drop, { ...write })
  }
  const reads = {
    find: async (kind: string, org: OrgId, key: string | Fields) => {
      const stored = await store.find(kind as never, org, key as never)
      return of(kind).now(typeof key === 'string' ? { id: key } : key, stored)
    },
    /** What is pending stands on the last page: the whole list is whole, in no promised order. */
    list: async (kind: string, org: OrgId, request: { readonly where?: Where; readonly begins?: string }) => {
      const page: Page<Fields> = await store.list(kind as never, org, request as never)
      const items = of(kind).untouched(page.items)
      if (page.next !== undefined) return { ...page, items }
      return { items: [...items, ...of(kind).found(request.where, request.begins)] }
    },
    all: async (kind: string, org: OrgId) => {
      const stored: readonly Fields[] = await store.all(kind as never, org)
      return [...of(kind).untouched(stored), ...of(kind).found()]
    },
    take: (writes: readonly RecordWrite[]): void => {
      for (const write of writes) {
        if ('drop' in write) drop(write)
        else if (write.put !== 'organisation') of(write.put).put({ ...write.value })
      }
    },
  }
  // The rows say what each kind is, and the port's types follow from the rows: this is where the two meet.
  return reads as unknown as PendingRecords
}
