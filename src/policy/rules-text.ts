/**
 * Rules as text: one Casbin line each, in strict CSV (RFC 4180), with comments on lines of their own.
 * Owns reading and printing only; what the rules mean is for the set that they belong to. Casbin's own
 * CSV is never used: it unquotes some lines and not others, and so lets one rule be read as another.
 */
import { CsvError, type InfoField, type InfoRecord, parse } from 'csv-parse/sync'
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

function rowsOf(text: string, file: string): Row[] {
  try {
    return parse(text, options) as unknown as Row[]
  } catch (error) {
    const line = lineOf(error)
    if (line !== undefined) refuse([{ file, line, message: (error as Error).message }])
    throw error
  }
}

const locate = ({ record: [section = '', ...fields], info }: Row): LocatedRule => {
  const inside = fields.reduce((sum, field) => sum + field.split('\n').length - 1, 0)
  return { rule: [section, ...fields], line: info.lines - inside }
}

/**
 * The rules of a text, in order, with the line of each.
 * @param file only named in errors
 * @throws Problem invalid_policy naming file and line
 */
export function readRules(text: string, file: string): readonly LocatedRule[] {
  const located = rowsOf(text, file).map(locate)
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
