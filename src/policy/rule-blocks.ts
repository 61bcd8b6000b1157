/** Cuts a text of rules into parts that can be parsed one after the other. */

/** The longest rule, in bytes of text. */
export const MAX_RULE_BYTES = 65_536

/** A part of a text that ends where a rule ends. */
export interface Block {
  readonly text: string
  /** How many lines stand before it. */
  readonly before: number
}

/** So many lines, and about so many characters, are parsed at once: two tenths of a millisecond. */
const BLOCK_LINES = 16
const BLOCK_CHARACTERS = 2_048

/** A block that grows beyond this has a quote that was never closed. */
const MAX_BLOCK = 2 * MAX_RULE_BYTES

/**
 * Cuts a text where a rule ends. A line break inside quotes ends no rule; a quote in a comment opens nothing. Where this
 * should be wrong about a quote, the block it ends has an open one and is refused.
 */
export function* blocksOf(text: string): Generator<Block> {
  let block = ''
  let [lines, before, quoted] = [0, 0, false]
  for (const line of linesIn(text)) {
    block += line
    lines += 1
    quoted = leavesOpen(line, quoted)
    const small = lines - before < BLOCK_LINES && block.length < BLOCK_CHARACTERS
    if (block.length <= MAX_BLOCK && (quoted || small)) continue
    yield { text: block, before }
    block = ''
    before = lines
    quoted = false
  }
  if (block !== '') yield { text: block, before }
}

/** The lines of a text, each with its end. */
export function* linesIn(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? text.length : newline + 1
    yield text.slice(from, end)
    from = end
  }
}

const COMMENT = /^\s*#/

/** Whether a line is longer than any rule: nobody parses it. */
export const hasOverlongLine = (text: string): boolean => {
  if (text.length <= MAX_RULE_BYTES) return false
  for (const line of linesIn(text)) if (line.length > MAX_RULE_BYTES && !COMMENT.test(line)) return true
  return false
}

/** Whether a quote is open behind the line. */
const leavesOpen = (line: string, before: boolean): boolean => {
  if (!before && COMMENT.test(line)) return false
  const quotes = line.split('"').length - 1
  return quotes % 2 === 0 ? before : !before
}

/** The line behind the last one of the rule that begins in a line. */
export function endOfRule(lines: readonly string[], from: number): number {
  let [to, quoted, length] = [from, false, 0]
  do {
    const line = lines[to] ?? ''
    quoted = leavesOpen(line, quoted)
    length += line.length
    to += 1
  } while (quoted && to < lines.length && length <= MAX_RULE_BYTES)
  return to
}
