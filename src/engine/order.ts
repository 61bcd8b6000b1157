import type { Names } from './names.ts'

/** The first place among the sorted names whose text is not before `text`. */
const seek = (names: Names, text: string): number => {
  const first = names.prefix.texts.length
  let low = first
  let high = first + names.sorted
  while (low < high) {
    const middle = (low + high) >>> 1
    if (names.textOf(middle) < text) low = middle + 1
    else high = middle
  }
  return low
}

/** Names that are not in the sorted part: the set's own, and those that came after the last building. */
const strays = (names: Names, wanted: (text: string) => boolean): number[] => {
  const ids: number[] = []
  const shared = names.prefix.texts.length
  for (let id = 0; id < shared; id++) if (wanted(names.textOf(id))) ids.push(id)
  for (let id = shared + names.sorted; id < names.size; id++) if (wanted(names.textOf(id))) ids.push(id)
  return ids.sort((a, b) => (names.textOf(a) < names.textOf(b) ? -1 : 1))
}

/** The numbers of all names of a type (`dataset`: those that start with `dataset:`) after a name, in byte order. */
export function* idsOfType(names: Names, type: string, after?: string): Generator<number> {
  const start = `${type}:`
  const wanted = (text: string) => text.startsWith(start) && (after === undefined || text > after)
  const late = strays(names, wanted)
  const end = names.prefix.texts.length + names.sorted
  let next = 0
  for (let id = seek(names, after !== undefined && after > start ? after : start); id < end; id++) {
    const text = names.textOf(id)
    if (!wanted(text)) {
      if (text === after) continue
      break
    }
    while (next < late.length && names.textOf(late[next] as number) < text) yield late[next++] as number
    yield id
  }
  while (next < late.length) yield late[next++] as number
}
