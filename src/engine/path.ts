/** The most names, and the most characters, of a printed path. */
const MAX_NAMES = 64
const MAX_LENGTH = 8_192

/** Stands for the groups left out of the middle of a long path. No name looks like this. */
export const LEFT_OUT = '...'

/** A path from a subject through groups and roles, as it is shown. A long one is shortened to its two ends. */
export const shortened = (path: readonly string[]): readonly string[] => {
  const length = path.reduce((sum, name) => sum + name.length, 0)
  if (path.length <= MAX_NAMES && length <= MAX_LENGTH) return path
  const ends = length <= MAX_LENGTH ? MAX_NAMES / 2 : 2
  return path.length <= 2 * ends ? path : [...path.slice(0, ends), LEFT_OUT, ...path.slice(-ends)]
}
