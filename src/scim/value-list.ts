/** The values of a list attribute while a PATCH works on it: found by their `value`, without walking the list each time. */

import { tooMany } from './fault.ts'
import { isJson, type Json, MAX_LIST, valueIn } from './json.ts'
import type { Work } from './work.ts'

export class ValueList {
  readonly #work: Work
  /** By identity. Two addresses may be equal and differ in their type, so there may be several. */
  #values = new Map<string, unknown[]>()
  #size = 0

  constructor(values: readonly unknown[], work: Work) {
    this.#work = work
    this.#fill(values)
  }

  toJSON(): unknown[] {
    return [...this.#values.values()].flat()
  }

  /** Values that are there already are not added twice. */
  add(values: readonly unknown[]): void {
    this.#work.spend(values.length)
    for (const value of values) {
      const identity = this.#identityOf(value)
      if (!this.#values.has(identity)) this.#put(identity, value)
    }
  }

  /** Adds a value even when one of the same identity is there. */
  append(value: unknown): void {
    this.#put(this.#identityOf(value), value)
  }

  /** Those that are the same as one of these. */
  remove(values: readonly unknown[]): void {
    this.#work.spend(values.length)
    for (const value of values) this.removeOf(value)
  }

  /** Those whose identity is that of `value`. */
  removeOf(value: unknown): void {
    const identity = this.#identityOf(value)
    this.#size -= this.#values.get(identity)?.length ?? 0
    this.#values.delete(identity)
  }

  /** Replaces each value by what `change` makes of it; undefined removes it. */
  map(change: (value: unknown) => unknown): void {
    this.#fill(
      this.toJSON()
        .map(change)
        .filter(value => value !== undefined),
    )
  }

  #fill(values: readonly unknown[]): void {
    this.#work.spend(values.length)
    this.#values = new Map()
    this.#size = 0
    for (const value of values) this.#put(this.#identityOf(value), value)
  }

  #put(identity: string, value: unknown): void {
    this.#size += 1
    if (this.#size > MAX_LIST) throw tooMany(`A list has at most ${MAX_LIST} values.`)
    const same = this.#values.get(identity)
    if (same) same.push(value)
    else this.#values.set(identity, [value])
  }

  #identityOf(value: unknown): string {
    const plain = isJson(value) ? (valueIn(value, 'value', this.#work) ?? value) : value
    if (typeof plain === 'string') return `"${plain}"`
    const text = JSON.stringify(plain) ?? ''
    this.#work.spend(text.length >>> 5)
    return text
  }
}

/** A value as the list of it. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** The resource with its lists as JSON again. */
export const withPlainLists = (resource: Json): Json =>
  Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [
      name,
      value instanceof ValueList ? value.toJSON() : isJson(value) ? withPlainLists(value) : value,
    ]),
  )
