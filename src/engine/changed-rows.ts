/** Rows that changed since all rows were laid end to end, whole and by key. A further change copies a small part of the list. */

/** A list of 2,000 changed rows has about eight in each part. */
const PARTS = 256

const EMPTY: ReadonlyMap<number, Uint32Array> = new Map()

/** What a row takes beside its cells: its place in a part and its own header. */
const ROW_BYTES = 160

/** Immutable. */
export class ChangedRows {
  readonly #parts: readonly ReadonlyMap<number, Uint32Array>[]
  readonly size: number
  readonly bytes: number

  private constructor(parts: readonly ReadonlyMap<number, Uint32Array>[], size: number, bytes: number) {
    this.#parts = parts
    this.size = size
    this.bytes = bytes
  }

  static readonly NONE = new ChangedRows(
    Array.from({ length: PARTS }, () => EMPTY),
    0,
    0,
  )

  get(key: number): Uint32Array | undefined {
    return this.#parts[key % PARTS]?.get(key)
  }

  has(key: number): boolean {
    return this.#parts[key % PARTS]?.has(key) ?? false
  }

  *keys(): Generator<number> {
    for (const part of this.#parts) yield* part.keys()
  }

  /** The same with these rows in the place of what was there. */
  with(rows: Iterable<readonly [key: number, row: Uint32Array]>): ChangedRows {
    const parts = this.#parts.slice()
    const own = new Set<number>()
    let { size, bytes } = this
    for (const [key, row] of rows) {
      const place = key % PARTS
      const part = (own.has(place) ? parts[place] : new Map(parts[place])) as Map<number, Uint32Array>
      own.add(place)
      parts[place] = part
      const before = part.get(key)
      size += before ? 0 : 1
      bytes += row.byteLength - (before?.byteLength ?? -ROW_BYTES)
      part.set(key, row)
    }
    return new ChangedRows(parts, size, bytes)
  }
}
