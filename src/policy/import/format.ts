import { columnsOf, isSilent } from './columns.ts'
import { headingOf, membershipsReader, pairsReader } from './csv.ts'
import type { LineReader, Terms } from './item.ts'
import { linesOf } from './lines.ts'
import { rolesReader } from './roles.ts'

/** The formats, and how each is read. */
export const formats = {
  pairs: pairsReader,
  memberships: membershipsReader,
  roles: rolesReader,
} as const satisfies Record<string, (terms: Terms) => LineReader>

export type ImportFormat = keyof typeof formats

const formatOfLine = (line: string): ImportFormat => {
  if (/^role:[^,]*$/.test(line)) return 'roles'
  try {
    const columns = columnsOf(line)
    const second = columns[1] ?? ''
    return headingOf(columns) ?? (/^(?:group|role):/.test(second) ? 'memberships' : 'pairs')
  } catch {
    return 'pairs'
  }
}

/** What a file seems to be, by its first line that says anything, and how many bytes it took to tell. */
export async function detectFormat(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly format: ImportFormat; readonly seen: number }> {
  let seen = 0
  for await (const { lines, bytes } of linesOf(chunks)) {
    seen = bytes
    const line = lines.find(({ text }) => text !== undefined && !isSilent(text))
    if (line?.text !== undefined) return { format: formatOfLine(line.text), seen }
  }
  return { format: 'pairs', seen }
}
