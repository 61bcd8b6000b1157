/** The edits (insert, drop, replace, swap of neighbours) that turn one word into another. */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + same,
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

/** No name of ours is longer; nothing is near to a longer word. */
const LONGEST = 64

/** The word that was probably meant; undefined when none is near. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
  if (word.length > LONGEST) return undefined
  const limit = Math.max(1, Math.floor(word.length / 3))
  const ranked = words
    // The difference in length is the least number of edits: most words are left out by it.
    .filter(known => Math.abs(known.length - word.length) <= limit)
    .map(known => ({ known, edits: distance(word.toLowerCase(), known.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
  return ranked[0]?.known
}

/** ` Did you mean X?`, or nothing. Who wrote a known word in a wrong place meant no other. */
export const didYouMean = (word: string, words: readonly string[]): string => {
  const meant = words.includes(word) ? undefined : nearest(word, words)
  return meant === undefined ? '' : ` Did you mean ${meant}?`
}
