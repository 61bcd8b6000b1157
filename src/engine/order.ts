import type { Names } from './names.ts'

/** Names of one type after a given name, in byte order: a range of the sorted names, merged with the unsorted ones. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly strays: readonly number[]
}

/** The first place among the sorted names whose text is not before `text`. */
const seek = (names: Names, text: string): number => {
  let low = names.prefix.texts.length
  let high = low + names.sorted
  while (low < high) {
    const middle = (low + high) >>> 1
    if (names.textOf(middle) < text) low = middle + 1
    else high = middle
  }
  return low
}

/** The names of one type that are not among the sorted ones, in order, as far as the names were looked at. */
interface Strays {
  readonly looked: number
  /** Never changed: a list goes over them in turns. */
  readonly ids: readonly number[]
}

const NONE: Strays = { looked: 0, ids: [] }

/** Names only grow: what was put in order stays so, and only new names are looked at. */
const known = new WeakMap<Names, Map<string, Strays>>()

const straysOf = (names: Names, start: string): readonly number[] => {
  const types = known.get(names) ?? new Map<string, Strays>()
  known.set(names, types)
  const before = types.get(start) ?? NONE
  const fresh = unsortedFrom(names, before.looked).filter(id => names.textOf(id).startsWith(start))
  const ids =
    fresh.length === 0
      ? before.ids
      : [...before.ids, ...fresh].sort((a, b) => (names.textOf(a) < names.textOf(b) ? -1 : 1))
  types.set(start, { looked: names.size, ids })
  return ids
}

/** The set's own names, and those added since the last build, from a number on. */
const unsortedFrom = (names: Names, from: number): number[] => {
  const shared = names.prefix.texts.length
  const ids: number[] = []
  for (let id = from; id < shared; id++) ids.push(id)
  for (let id = Math.max(from, shared + names.sorted); id < names.size; id++) ids.push(id)
  return ids
}

/** Where the text belongs among the ids: behind those that are not after it. */
const placeIn = (names: Names, ids: readonly number[], text: string): number => {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (names.textOf(ids[middle] as number) <= text) low = middle + 1
    else high = middle
  }
  return low
}

/** All names that start with `type:`. */
export const namesOfType = (names: Names, type: string, after = ''): Stretch => {
  const start = `${type}:`
  const from = seek(names, after >= start ? `${after}\0` : start)
  // `;` is the character after `:`.
  const to = Math.max(from, seek(names, `${type};`))
  const strays = straysOf(names, start)
  return { from, to, strays: after < start ? strays : strays.slice(placeIn(names, strays, after)) }
}

/** The numbers of a range, in byte order of their texts. */
export function* inOrder(names: Names, { from, to, strays }: Stretch): Generator<number> {
  let next = 0
  for (let id = from; id < to; id++) {
    for (; next < strays.length; next++) {
      const stray = strays[next] as number
      if (names.textOf(stray) > names.textOf(id)) break
      yield stray
    }
    yield id
  }
  for (; next < strays.length; next++) yield strays[next] as number
}
