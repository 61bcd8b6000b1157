/**
 * Rules as text: one Casbin line each, in strict CSV (RFC 4180), with comments on lines of their own.
 * Owns reading and printing only; what the rules mean is for the set that they belong to. Casbin's own
 * CSV is never used: it unquotes some lines and not others, and so lets one rule be read as another.
 */
import { CsvError, type InfoField, type InfoRecord, parse } from 'csv-parse/sync'
import { isOver, nextTurn } from '../engine/turns.ts'
import type { Rule } from '../model/rule.ts'
import { type Finding, MAX_FINDINGS, refuse } from './finding.ts'
import { guessOf } from './guessed-rule.ts'
import { isPlain, plainRules } from './plain-lines.ts'
import { type Block, blocksOf, endOfRule, hasOverlongLine, linesIn, MAX_RULE_BYTES } from './rule-blocks.ts'

export interface LocatedRule {
  readonly rule: Rule
  /** The line on which it starts, from 1. */
  readonly line: number
  /** That line as it is written. */
  readonly text: string
}

/** The column, from 1, at which a field of a rule begins; of its section without a field. */
export const columnOf = ({ text }: LocatedRule, field = 0): number => {
  let [at, commas, quoted] = [0, 0, false]
  for (; at < text.length && commas < field; at++) {
    if (text[at] === '"') quoted = !quoted
    else if (text[at] === ',' && !quoted) commas += 1
  }
  while (/\s/.test(text[at] ?? '')) at += 1
  return Math.min(at, Math.max(text.length - 1, 0)) + 1
}

const SECTION = /^(?:[pg][0-9]{0,2}|ends)$/

class TrailingComment extends Error {
  constructor() {
    super('a comment needs a line of its own; quote the field if the # belongs to it')
  }
}

class OverlongLine extends Error {
  constructor() {
    super(`a rule has at most ${MAX_RULE_BYTES} bytes`)
  }
}

/** `clone, deny # why` would otherwise make `deny # why` the effect. */
const refuseTrailingComment = (value: string, { quoting }: InfoField): string => {
  if (!quoting && value.includes('#')) throw new TrailingComment()
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

/** @throws CsvError, TrailingComment, OverlongLine */
function parsedBlock({ text, before }: Block): readonly LocatedRule[] {
  if (hasOverlongLine(text)) throw new OverlongLine()
  if (isPlain(text)) return plainRules({ text, before })
  const rows = parse(text, { ...options, bom: before === 0 }) as unknown as Row[]
  if (rows.length === 0) return []
  const lines = text.split('\n')
  return rows.map(({ record: [section = '', ...fields], info }) => {
    const inside = fields.reduce((sum, field) => sum + field.split('\n').length - 1, 0)
    const line = info.lines - inside
    const written = lines[line - 1] ?? ''
    return { rule: [section, ...fields], line: line + before, text: written.replace(/^\ufeff/, '').trimEnd() }
  })
}

/** The rules of a part of a text, and what is wrong with it. */
interface Part {
  readonly located: readonly LocatedRule[]
  readonly findings: readonly Finding[]
  /** What the lines that cannot be read were probably meant to say: so that they are not missed elsewhere, never to decide by. */
  readonly guessed: readonly LocatedRule[]
}

const parsedPart = (block: Block, file: string): Part | undefined => {
  try {
    const located = parsedBlock(block)
    const findings = located.flatMap(one => faultOfSection(one, file))
    if (findings.length === 0) return { located, findings, guessed: [] }
    return {
      located: located.filter(hasSection),
      findings,
      guessed: located.filter(one => !hasSection(one)),
    }
  } catch (error) {
    if ([TrailingComment, OverlongLine, CsvError].some(one => error instanceof one)) return undefined
    throw error
  }
}

const hasSection = ({ rule: [section] }: LocatedRule): boolean => SECTION.test(section)

const faultOfSection = (located: LocatedRule, file: string): Finding[] => {
  if (hasSection(located)) return []
  const message = `a rule starts with p, g, g2 ...; this one starts with "${located.rule[0]}"`
  return [{ code: 'rule-section', file, line: located.line, column: columnOf(located), message }]
}

/** What is wrong with a rule that does not parse. */
function syntaxFault(block: Block, file: string): Finding {
  const [text = ''] = block.text.replace(/^\ufeff/, '').split('\n')
  const at = { code: 'csv-syntax', file, line: block.before + 1 } as const
  try {
    parsedBlock(block)
  } catch (error) {
    if (error instanceof TrailingComment)
      return { ...at, column: Math.max(text.indexOf('#'), 0) + 1, message: error.message }
    if (error instanceof OverlongLine) return { ...at, column: 1, message: error.message }
    if (error instanceof CsvError)
      return {
        ...at,
        column: Math.max(text.indexOf('"'), 0) + 1,
        message: SYNTAX[error.code] ?? error.message,
      }
    throw error
  }
  return { ...at, column: 1, message: 'a quote is opened and never closed' }
}

const SYNTAX: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote; only a comma may',
  INVALID_OPENING_QUOTE:
    'a quote stands inside a field; quote the whole field, and write "" for a quote in it',
  CSV_MAX_RECORD_SIZE: `a rule has at most ${MAX_RULE_BYTES} bytes`,
}

/** Reads a block that does not parse rule by rule. After a rule that is wrong, reading goes on with the next line. */
function* ruleByRule(block: Block, file: string): Generator<Part> {
  const lines = [...linesIn(block.text)]
  for (let from = 0; from < lines.length; ) {
    const to = endOfRule(lines, from)
    const rule = { text: lines.slice(from, to).join(''), before: block.before + from }
    const part = parsedPart(rule, file)
    yield part ?? { located: [], findings: [syntaxFault(rule, file)], guessed: [guessOf(rule)] }
    from = part === undefined ? from + 1 : to
  }
}

/** The rules of each block, as it is asked for. */
function* partsOf(text: string, file: string): Generator<Part> {
  for (const block of blocksOf(text)) {
    const part = parsedPart(block, file)
    if (part === undefined) yield* ruleByRule(block, file)
    else yield part
  }
}

/** Puts the parts of a text together, up to so many findings that nobody would read more. */
const gathering = () => {
  const located: LocatedRule[] = []
  const findings: Finding[] = []
  const guessed: LocatedRule[] = []
  return {
    /** Whether reading should go on. */
    take(part: Part): boolean {
      for (const one of part.located) located.push(one)
      for (const finding of part.findings) findings.push(finding)
      for (const one of part.guessed) guessed.push(one)
      return findings.length < MAX_FINDINGS
    },
    part: { located, findings, guessed } satisfies Part,
  }
}

/** The rules of a text that can be read, in order, and what is wrong with the others. */
export function inspectRules(text: string, file: string): Part {
  const { take, part } = gathering()
  for (const some of partsOf(text, file)) if (!take(some)) break
  return part
}

const sound = ({ located, findings }: Part): readonly LocatedRule[] => {
  refuse(findings)
  return located
}

/**
 * The rules of a text, in order, with the line of each.
 * @param file only named in errors
 * @throws PolicyRefused naming file, line and column of every mistake
 */
export const readRules = (text: string, file: string): readonly LocatedRule[] =>
  sound(inspectRules(text, file))

/** {@link inspectRules} in turns with other work, for a text that a caller sent. */
export async function inspectRulesInTurns(text: string, file: string): Promise<Part> {
  const { take, part } = gathering()
  for (const some of partsOf(text, file)) {
    if (!take(some)) break
    if (isOver()) await nextTurn()
  }
  return part
}

/** {@link readRules} in turns with other work. @throws PolicyRefused as it does */
export const readRulesInTurns = async (text: string, file: string): Promise<readonly LocatedRule[]> =>
  sound(await inspectRulesInTurns(text, file))

const CAN_BE_RULE = /^\s*[^\s#]/

/**
 * The most lines of a text that can be rules: those that are neither empty nor a comment. Each line is looked at alone: to one
 * expression over the text a carriage return begins a line as well, and a megabyte of them takes hours. In turns with other work.
 */
export const countLines = async (text: string): Promise<number> => {
  let count = 0
  for (const line of linesIn(text)) {
    if (CAN_BE_RULE.test(line)) count += 1
    if (isOver()) await nextTurn()
  }
  return count
}

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
