/** Below this many, asking Casbin about each rule costs less than telling them apart. */
const FEW = 8

/** The numbers of one rule: who, on what, and its shape. */
const WIDTH = 3

/**
 * Leaves out rules that are alike in their shape, where that alone decides whether they match: of each shape the first and the last
 * stay, in their order, because Casbin names one of them for its answer. So a decision about somebody in thousands of groups with the
 * same level costs what one about two of them does.
 * @param found the numbers of the rules, one after the other
 */
export const unlike = (found: readonly number[]): readonly number[] => {
  if (found.length <= FEW * WIDTH) return found
  const last = new Map<number, number>()
  for (let at = 0; at < found.length; at += WIDTH) last.set(found[at + 2] as number, at)
  const seen = new Set<number>()
  const kept: number[] = []
  for (let at = 0; at < found.length; at += WIDTH) {
    const shape = found[at + 2] as number
    if (seen.has(shape) && last.get(shape) !== at) continue
    seen.add(shape)
    kept.push(found[at] as number, found[at + 1] as number, shape)
  }
  return kept
}
