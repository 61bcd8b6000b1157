/** Sorts long lists in turns with other work. */
import { inTurns, isOver, nextTurn } from './turns.ts'

/** How many texts are sorted in one go. */
const BLOCK = 1_024

/** The texts in byte order. */
export const sortedTexts = async (texts: string[]): Promise<string[]> => {
  for (let from = 0; from < texts.length; from += BLOCK) {
    const block = texts.slice(from, from + BLOCK).sort()
    for (let i = 0; i < block.length; i++) texts[from + i] = block[i] as string
    if (isOver()) await nextTurn()
  }
  let [source, target] = [texts, new Array<string>(texts.length)]
  for (let width = BLOCK; width < texts.length; width *= 2) {
    await merge(source, target, width)
    ;[source, target] = [target, source]
  }
  return source
}

/** Merges neighbouring runs of a width. */
const merge = async (source: readonly string[], target: string[], width: number): Promise<void> => {
  let [left, right] = [0, 0]
  let [middle, end] = [0, 0]
  await inTurns(source.length, at => {
    if (at === end) {
      left = at
      middle = right = Math.min(at + width, source.length)
      end = Math.min(at + 2 * width, source.length)
    }
    const takesLeft = left < middle && (right >= end || (source[left] as string) <= (source[right] as string))
    target[at] = (takesLeft ? source[left++] : source[right++]) as string
  })
}

/** Numbers that take longer than this to sort are sorted in turns. */
const LONG = 8_192
const DIGIT = 16

/** Sorts in place. */
export const sortNumbers = async (numbers: Uint32Array): Promise<void> => {
  if (numbers.length <= LONG) {
    numbers.sort()
    if (isOver()) await nextTurn()
    return
  }
  const other = new Uint32Array(numbers.length)
  await byDigit(numbers, other, 0)
  await byDigit(other, numbers, DIGIT)
}

/** One pass of a radix sort: orders by 16 bits, and keeps the order of equals. */
const byDigit = async (from: Uint32Array, to: Uint32Array, shift: number): Promise<void> => {
  const starts = new Uint32Array(2 ** DIGIT + 1)
  const digitOf = (at: number): number => ((from[at] as number) >>> shift) & (2 ** DIGIT - 1)
  await inTurns(from.length, at => {
    const next = digitOf(at) + 1
    starts[next] = (starts[next] as number) + 1
  })
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number)
  await inTurns(from.length, at => {
    const digit = digitOf(at)
    const place = starts[digit] as number
    to[place] = from[at] as number
    starts[digit] = place + 1
  })
}
