import { CsvError, parse } from 'csv-parse/sync'
import { BadLine } from './item.ts'

/** The columns of one line of CSV. A line is a record here, so that one stray quote cannot swallow the lines behind it. */
export function columnsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',').map(column => column.trim())
  try {
    const [columns = []] = parse(`${line}\n`, {
      trim: true,
      relax_column_count: true,
      record_delimiter: ['\n'],
    })
    return columns
  } catch (error) {
    if (error instanceof CsvError) throw new BadLine('a quote is opened or closed where it cannot be')
    throw error
  }
}

/** A remark, or nothing at all. */
export const isSilent = (line: string): boolean => /^\s*(?:#|$)/.test(line)
