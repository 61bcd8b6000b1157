import { CsvError, parse } from 'csv-parse/sync'
import { Problem } from '../model/problems.ts'
import type { Answer } from './plans/drafts.ts'

const options = {
  bom: true,
  columns: true as const,
  skip_empty_lines: true,
  trim: true,
  relax_column_count: true,
}

/**
 * The answers in the table of an access review: `keep` or `remove` in its column `answer`, by its column `rule`. An empty one is kept.
 * @throws Problem malformed naming the line
 */
export const readAnswers = (text: string, file: string): readonly Answer[] => {
  const rows = rowsOf(text, file)
  return rows.flatMap(({ rule, answer = '' }, at) => {
    const said = answer.toLowerCase()
    if (rule === undefined || !['', 'keep', 'remove'].includes(said))
      throw bad(`${file}:${at + 2}`, 'a row has the column rule, and keep or remove in the column answer')
    return said === '' ? [] : [{ rule, answer: said as Answer['answer'] }]
  })
}

const rowsOf = (text: string, file: string): Readonly<Record<string, string | undefined>>[] => {
  try {
    return parse<Record<string, string | undefined>>(text, options)
  } catch (error) {
    if (error instanceof CsvError) throw bad(file, error.message)
    throw error
  }
}

const bad = (path: string, message: string): Problem =>
  new Problem('malformed', 'the answers cannot be read', { errors: [{ path, message }] })
