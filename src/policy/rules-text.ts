/**
 * Rules as text: one Casbin line each, in strict CSV (RFC 4180), with comments on lines of their own.
 * Owns reading and printing only; what the rules mean is for the set that they belong to. Casbin's own
 * CSV is never used: it unquotes some lines and not others, and so lets one rule be read as another.
 */
import { CsvError, type InfoField, type InfoRecord, parse } from 'csv-parse/sync'
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Rule } from '../model/rule.ts'
import { refuse } from './finding.ts'

export interface LocatedRule {
  readonly rule: Rule
  /** The line on which it starts, from 1. */
  readonly line: number
}

/** The longest rule, in bytes of text. */
const MAX_RULE_BYTES = 65_536

const SECTION = /^[pg][0-9]{0,2}$/

class TrailingComment extends Error {
  readonly line: number
  constructor(line: number) {
    super('a comment needs a line of its own; quote the field if the # belongs to it')
    this.line = line
  }
}

/** `clone, deny # why` would otherwise make `deny # why` the effect. */
const refuseTrailingComment = (value: string, { quoting, lines }: InfoField): string => {
  if (!quoting && value.includes('#')) throw new TrailingComment(lines)
  return value
}

interface Row {
  readonly record: string[]
  readonly info: InfoRecord
}

const options = {
  bom: true,
  cast: refuseTrailingComment,
  comment: '#',
  comment_no_infix: true,
  info: true,
  max_record_size: MAX_RULE_BYTES,
  record_delimiter: ['\n', '\r\n'],
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
}

/** The line of a mistake in the text; undefined for any other error. */
const lineOf = (error: unknown): number | undefined => {
  if (error instanceof TrailingComment) return error.line
  return error instanceof CsvError ? Number(error.lines) : undefined
}

/** A part of a text that ends where a rule ends. */
interface Block {
  readonly text: string
  /** How many lines stand before it. */
  readonly before: number
}

/** So many lines are parsed at once: some milliseconds. */
const BLOCK_LINES = 128

/**
 * Cuts a text where a rule ends. A line break inside quotes ends no rule; a quote in a comment opens nothing. Where this
 * should be wrong about a quote, the block it ends has an open one and is refused.
 */
function* blocksOf(text: string): Generator<Block> {
  let block = ''
  let [lines, before, quoted] = [0, 0, false]
  for (const line of linesIn(text)) {
    block += line
    lines += 1
    quoted = leavesOpen(line, quoted)
    if (quoted || lines - before < BLOCK_LINES) continue
    yield { text: block, before }
    block = ''
    before = lines
  }
  if (block !== '') yield { text: block, before }
}

/** The lines of a text, each with its end. */
function* linesIn(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? text.length : newline + 1
    yield text.slice(from, end)
    from = end
  }
}

/** Whether a quote is open behind the line. */
const leavesOpen = (line: string, before: boolean): boolean => {
  if (!before && /^\s*#/.test(line)) return false
  const quotes = line.split('"').length - 1
  return quotes % 2 === 0 ? before : !before
}

function rowsOf({ text, before }: Block, file: string): Row[] {
  try {
    return parse(text, { ...options, bom: before === 0 }) as unknown as Row[]
  } catch (error) {
    const line = lineOf(error)
    if (line !== undefined) refuse([{ file, line: line + before, message: (error as Error).message }])
    throw error
  }
}

const locate = ({ record: [section = '', ...fields], info }: Row, before: number): LocatedRule => {
  const inside = fields.reduce((sum, field) => sum + field.split('\n').length - 1, 0)
  return { rule: [section, ...fields], line: info.lines - inside + before }
}

/** The rules of each block, as it is asked for. */
function* locatedIn(text: string, file: string): Generator<readonly LocatedRule[]> {
  for (const block of blocksOf(text)) yield rowsOf(block, file).map(row => locate(row, block.before))
}

const required = (located: readonly LocatedRule[], file: string): readonly LocatedRule[] => {
  refuse(
    located
      .filter(({ rule: [section] }) => !SECTION.test(section))
      .map(({ rule: [section], line }) => ({
        file,
        line,
        message: `a rule starts with p, g, g2 ...; this one starts with "${section}"`,
      })),
  )
  return located
}

/**
 * The rules of a text, in order, with the line of each.
 * @param file only named in errors
 * @throws Problem invalid_policy naming file and line
 */
export const readRules = (text: string, file: string): readonly LocatedRule[] =>
  required([...locatedIn(text, file)].flat(), file)

/** The same in turns with other work, for a text that a caller sent. @throws Problem invalid_policy naming file and line */
export async function readRulesInTurns(text: string, file: string): Promise<readonly LocatedRule[]> {
  const located: LocatedRule[] = []
  for (const some of locatedIn(text, file)) {
    for (const one of some) located.push(one)
    if (isOver()) await nextTurn()
  }
  return required(located, file)
}

/** The most lines of a text that can be rules: those that are neither empty nor a comment. */
export const countLines = (text: string): number => text.match(/^[^\S\n]*[^\s#]/gm)?.length ?? 0

/** The inverse of {@link printRules}. @throws Problem invalid_policy naming file and line */
export const parseRules = (text: string, file = 'policy.csv'): readonly Rule[] =>
  readRules(text, file).map(({ rule }) => rule)

/** Needs no quotes, and reads the same to a person: no space, comma, quote, `#` or look-alike. */
const PLAIN = /^[A-Za-z0-9_.:*@%~/+-]+$/

const printField = (field: string): string => (PLAIN.test(field) ? field : `"${field.replaceAll('"', '""')}"`)

/** One rule as a line, without its end: `p, role:guest, *, datasets, clone, deny`. */
export const printRule = (rule: Rule): string => rule.map(printField).join(', ')

/** A line for each rule. Fields must be well-formed Unicode: CSV is UTF-8. */
export const printRules = (rules: readonly Rule[]): string =>
  rules.map(rule => `${printRule(rule)}\n`).join('')
