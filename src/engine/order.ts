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

/** The set's own names, and those added since the last build, as far as they are wanted. */
const straysOf = (names: Names, wanted: (text: string) => boolean): number[] => {
  const ids: number[] = []
  const shared = names.prefix.texts.length
  for (let id = 0; id < shared; id++) if (wanted(names.textOf(id))) ids.push(id)
  for (let id = shared + names.sorted; id < names.size; id++) if (wanted(names.textOf(id))) ids.push(id)
  return ids.sort((a, b) => (names.textOf(a) < names.textOf(b) ? -1 : 1))
}

/** All names that start with `type:`. */
export const namesOfType = (names: Names, type: string, after = ''): Stretch => {
  const start = `${type}:`
  const from = seek(names, after >= start ? `${after}\0` : start)
  // `;` is the character after `:`.
  const to = Math.max(from, seek(names, `${type};`))
  return { from, to, strays: straysOf(names, text => text.startsWith(start) && text > after) }
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
