import type { Finding } from '../finding.ts'

/** A table written with `|` between its columns: a header line, then a line for each row. */
export interface Grid {
  /** The header, its first column (what the rows are) left out. */
  readonly columns: readonly string[]
  readonly rows: readonly GridRow[]
}

export interface GridRow {
  /** The leading columns: one, or as many as `keys`. */
  readonly keys: readonly string[]
  /** A cell for each column; its words, as a cell may hold several. */
  readonly cells: readonly (readonly string[])[]
  readonly line: number
}

const split = (line: string): string[] => line.split('|').map(cell => cell.trim())

/**
 * @param line the line on which the text begins
 * @param keys how many leading columns name the row
 */
export function readGrid(
  text: string,
  line: number,
  keys: number,
): { grid: Grid; findings: Omit<Finding, 'file'>[] } {
  const lines = text.split('\n').map((content, index) => ({ content, line: line + index }))
  const [header, ...body] = lines.filter(({ content }) => content.trim() !== '')
  const columns = split(header?.content ?? '').slice(keys)
  const findings: Omit<Finding, 'file'>[] = []
  const rows: GridRow[] = []
  for (const { content, line } of body) {
    const cells = split(content)
    if (cells.length !== keys + columns.length)
      findings.push({
        code: 'test-form',
        line,
        message: `this row has ${cells.length} columns, the header ${keys + columns.length}`,
      })
    else
      rows.push({ keys: cells.slice(0, keys), cells: cells.slice(keys).map(cell => cell.split(/\s+/)), line })
  }
  return { grid: { columns, rows }, findings }
}
