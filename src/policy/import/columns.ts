import { CsvError, parse } from 'csv-parse/sync'
import { BadLine } from './item.ts'

/** What may stand between two columns, and what people call it. */
const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const

export type Separator = keyof typeof SEPARATORS

const isSeparator = (text: string): text is Separator => Object.hasOwn(SEPARATORS, text)

export const nameOf = (separator: Separator): string => SEPARATORS[separator]

const quoted = (line: string, delimiter: Separator): readonly string[] => {
  try {
    const [columns = []] = parse(`${line}\n`, {
      delimiter,
      relax_column_count: true,
      record_delimiter: ['\n'],
      // Tabs are trimmed away, too: between tabs, columns are taken as they are.
      trim: delimiter !== '\t',
    })
    return columns
  } catch (error) {
    if (error instanceof CsvError) throw new BadLine('a quote is opened or closed where it cannot be')
    throw error
  }
}

/**
 * The columns of one line of CSV, without empty ones at its end: spreadsheets write those. A line is a record here, so
 * that one stray quote cannot swallow the lines behind it.
 */
export function columnsOf(line: string, separator: Separator): readonly string[] {
  const columns = line.includes('"')
    ? quoted(line, separator)
    : line.split(separator).map(column => column.trim())
  return columns.slice(0, columns.findLastIndex(column => column !== '') + 1)
}

/** A remark, or nothing at all: also a row of empty columns. */
export const isSilent = (line: string): boolean => /^\s*#|^[\s,;]*$/.test(line)

/** What `sep=;` says, which spreadsheets read and write above the first line. @throws BadLine */
export function statedSeparator(line: string): Separator | undefined {
  const stated = /^"?sep=(.*?)"?$/i.exec(line)?.[1]
  if (stated === undefined) return undefined
  if (isSeparator(stated)) return stated
  throw new BadLine('sep= takes a comma, a semicolon or a tab')
}

/** What stands between the columns of a line; commas, where there is only one column. @throws BadLine if it could be two things */
export function separatorOf(line: string): Separator {
  const bare = line.replaceAll(/"(?:[^"]|"")*"?/g, '')
  const [found = ',', ...others] = Object.keys(SEPARATORS)
    .filter(isSeparator)
    .filter(each => bare.includes(each))
  if (others.length === 0) return found
  const names = [found, ...others].map(nameOf).join(' and ')
  throw new BadLine(`the line has ${names}: write sep= and the one that parts the columns in a line above it`)
}
