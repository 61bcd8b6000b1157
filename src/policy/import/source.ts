import type { Subject } from '../../model/id.ts'
import { BadLine, type Item, type LineReader } from './item.ts'
import { type Line, linesOf } from './lines.ts'

export interface Source {
  readonly name: string
  open(): AsyncIterable<Uint8Array>
}

/** What a line says, or what is wrong with it. */
export function readLine(read: LineReader, { text, fault }: Line): readonly Item[] | BadLine {
  if (text === undefined) return new BadLine(fault)
  try {
    return read(text)
  } catch (error) {
    if (error instanceof BadLine) return error
    throw error
  }
}

/** What the good lines of a file say, batch by batch; nothing of `disabled` accounts. */
export async function* itemsOf(file: Source, read: LineReader, disabled: ReadonlySet<Subject>) {
  let count = 0
  for await (const { lines, bytes } of linesOf(file.open())) {
    count += lines.length
    const items = lines.flatMap(line => {
      const said = readLine(read, line)
      return said instanceof BadLine ? [] : said.filter(item => !disabled.has(item.subject))
    })
    yield { items, bytes, lines: count }
  }
}
