import { createInterface } from 'node:readline'

/** The lines of standard input, without the empty ones. */
export const readLines = async (): Promise<readonly string[]> => {
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim() !== '') lines.push(line.trim())
  return lines
}
