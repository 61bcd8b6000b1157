/** Numbers by key, each key's ascending and without repeats: the one shape in which all rules are kept. */

import { ChangedRows } from './changed-rows.ts'
import { sortNumbers } from './sorting.ts'
import { inTurns, isOver, nextTurn } from './turns.ts'

const EMPTY = new Uint32Array(0)

/** What changes in one row. */
export interface RowEdit {
  readonly adds: number[]
  readonly removes: number[]
}
export type Edits = Map<number, RowEdit>

/** Notes a change of one cell. */
export const edit = (edits: Edits, key: number, cell: number, kind: 'adds' | 'removes'): void => {
  const row = edits.get(key)
  if (row) row[kind].push(cell)
  else edits.set(key, { adds: [], removes: [], [kind]: [cell] })
}

/**
 * Immutable. The rows it was built with lie end to end in one array; rows that changed since are kept whole beside it,
 * so that a change copies the rows it touches and a part of the list of changed rows, and nothing else.
 */
export class Rows {
  readonly #first: number
  readonly #offsets: Uint32Array
  readonly #cells: Uint32Array
  readonly #changed: ChangedRows
  readonly size: number

  private constructor(from: {
    first: number
    offsets: Uint32Array
    cells: Uint32Array
    changed: ChangedRows
    size: number
  }) {
    this.#first = from.first
    this.#offsets = from.offsets
    this.#cells = from.cells
    this.#changed = from.changed
    this.size = from.size
  }

  static readonly EMPTY = new Rows({
    first: 0,
    offsets: EMPTY,
    cells: EMPTY,
    changed: ChangedRows.NONE,
    size: 0,
  })

  /** Builds the rows of `keys[i] -> cells[i]`, in turns; repeats count once. */
  static async of(keys: Uint32Array, cells: Uint32Array): Promise<Rows> {
    if (keys.length === 0) return Rows.EMPTY
    let first = 0xffffffff
    let last = 0
    await inTurns(keys.length, i => {
      const key = keys[i] as number
      if (key < first) first = key
      if (key > last) last = key
    })
    // One cell more than keys: the end of the last row. While filling, `ends` walks from each row's start to its end.
    const offsets = new Uint32Array(last - first + 2)
    await inTurns(keys.length, i => {
      const next = (keys[i] as number) - first + 1
      offsets[next] = (offsets[next] as number) + 1
    })
    await inTurns(offsets.length - 1, i => {
      offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number)
    })
    const ends = offsets.slice()
    const laid = new Uint32Array(cells.length)
    await inTurns(keys.length, i => {
      const row = (keys[i] as number) - first
      const at = ends[row] as number
      laid[at] = cells[i] as number
      ends[row] = at + 1
    })
    return sortedRows(first, offsets, laid)
  }

  /** @internal for {@link sortedRows} */
  static laid(first: number, offsets: Uint32Array, cells: Uint32Array): Rows {
    return new Rows({ first, offsets, cells, changed: ChangedRows.NONE, size: cells.length })
  }

  /** The array that the row of `key` lies in, from {@link startOf} to {@link endOf}. */
  arrayOf(key: number): Uint32Array {
    return this.#changed.get(key) ?? this.#cells
  }

  startOf(key: number): number {
    if (this.#changed.has(key)) return 0
    const row = key - this.#first
    return row >= 0 && row < this.#offsets.length - 1 ? (this.#offsets[row] as number) : 0
  }

  endOf(key: number): number {
    const changed = this.#changed.get(key)
    if (changed) return changed.length
    const row = key - this.#first
    return row >= 0 && row < this.#offsets.length - 1 ? (this.#offsets[row + 1] as number) : 0
  }

  /** The row as a view; not to be written to. */
  rowOf(key: number): Uint32Array {
    return this.#changed.get(key) ?? this.#cells.subarray(this.startOf(key), this.endOf(key))
  }

  has(key: number, cell: number): boolean {
    const [array, end] = [this.arrayOf(key), this.endOf(key)]
    const at = seek(array, this.startOf(key), end, cell)
    return at < end && array[at] === cell
  }

  /** Every key that has, or once had, a row. */
  *keys(): Generator<number> {
    for (let row = 0; row < this.#offsets.length - 1; row++)
      if (this.#offsets[row] !== this.#offsets[row + 1] && !this.#changed.has(this.#first + row))
        yield this.#first + row
    yield* this.#changed.keys()
  }

  /** How many rows lie beside the array. */
  get changed(): number {
    return this.#changed.size
  }

  get bytes(): number {
    return this.#offsets.byteLength + this.#cells.byteLength + this.#changed.bytes
  }

  /** The rows after the edits; adding what is there or removing what is not changes nothing. */
  with(edits: Edits): Rows {
    if (edits.size === 0) return this
    const rows: [number, Uint32Array][] = []
    let { size } = this
    for (const [key, { adds, removes }] of edits) {
      const before = this.rowOf(key)
      const after = merged(before, adds, removes)
      rows.push([key, after])
      size += after.length - before.length
    }
    const changed = this.#changed.with(rows)
    return new Rows({ first: this.#first, offsets: this.#offsets, cells: this.#cells, changed, size })
  }
}

/** Where in a part of an array the first number is that is at least `cell`. */
export const seek = (array: Uint32Array, start: number, end: number, cell: number): number => {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((array[middle] as number) < cell) low = middle + 1
    else high = middle
  }
  return low
}

/** What lies between two cells that change is copied in one go: a row may have tens of thousands. */
const merged = (before: Uint32Array, adds: readonly number[], removes: readonly number[]): Uint32Array => {
  const added = new Set(adds)
  const after = new Uint32Array(before.length + added.size)
  let [from, kept] = [0, 0]
  for (const cell of Uint32Array.from(new Set([...adds, ...removes])).sort()) {
    const at = seek(before, from, before.length, cell)
    after.set(before.subarray(from, at), kept)
    kept += at - from
    from = before[at] === cell ? at + 1 : at
    if (added.has(cell)) after[kept++] = cell
  }
  after.set(before.subarray(from), kept)
  kept += before.length - from
  return kept === after.length ? after : after.slice(0, kept)
}

/** Sorts each row in place and closes the gaps left by duplicates. */
const sortedRows = async (first: number, offsets: Uint32Array, cells: Uint32Array): Promise<Rows> => {
  let kept = 0
  let start = 0
  for (let row = 0; row < offsets.length - 1; row++) {
    const end = offsets[row + 1] as number
    if (end - start > SHORT) await sortNumbers(cells.subarray(start, end))
    else if (end - start > 1) cells.subarray(start, end).sort()
    offsets[row] = kept
    for (let i = start; i < end; i++)
      if (i === start || cells[i] !== cells[i - 1]) cells[kept++] = cells[i] as number
    start = end
    if (row % LOOKS === 0 && isOver()) await nextTurn()
  }
  offsets[offsets.length - 1] = kept
  return Rows.laid(first, offsets, kept === cells.length ? cells : cells.slice(0, kept))
}

/** Rows up to this length are sorted in one go. */
const SHORT = 256
/** How many rows are sorted before the clock is read again. */
const LOOKS = 64

/** The rules on one resource: a part of an array. */
export interface Row {
  readonly object: number
  readonly cells: Uint32Array
  readonly start: number
  readonly end: number
}
