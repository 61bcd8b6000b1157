import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { refuse } from './finding.ts'

/** A validated value, and where in the text each part of it stands. */
export interface LocatedYaml<T> {
  readonly value: T
  /** The line of the node at a path; of its nearest ancestor that exists otherwise. */
  readonly lineOf: (path: readonly PropertyKey[]) => number
}

/** The largest YAML file, in characters. */
const MAX_LENGTH = 4 * 1024 * 1024

/**
 * YAML 1.2 by schema: plain data, no repeated keys, no aliases (a short text could stand for a huge value).
 * @throws Problem invalid_policy naming file and line
 */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): LocatedYaml<T> {
  if (text.length > MAX_LENGTH) refuse([{ file, message: `a file has at most ${MAX_LENGTH} characters` }])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  refuse(
    document.errors.map(error => ({ file, line: lines.linePos(error.pos[0]).line, message: error.message })),
  )
  const lineOf = (path: readonly PropertyKey[]): number => {
    const node = document.getIn(path, true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1))
  }
  const parsed = schema.safeParse(plain(document, file))
  if (parsed.success) return { value: parsed.data, lineOf }
  refuse(
    parsed.error.issues.map(({ path, message }) => ({
      file,
      line: lineOf(path),
      message: `${path.map(String).join('.') || 'the file'}: ${message}`,
    })),
  )
  throw parsed.error
}

function plain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    refuse([{ file, message: (error as Error).message }])
    throw error
  }
}
