import { refuse } from './finding.ts'

/** `key = value` under `[section]`, with the line on which it starts. */
export interface IniEntry {
  readonly section: string
  readonly key: string
  readonly value: string
  readonly line: number
}

/** Lines that end in a backslash go on in the next, as they do for Casbin. */
function* logicalLines(text: string): Generator<{ text: string; line: number }> {
  let open: { text: string; line: number } | undefined
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const trimmed = raw.trim()
    if (open === undefined && /^(?:[#;]|$)/.test(trimmed)) continue
    const joined = { text: `${open?.text ?? ''}${trimmed.replace(/\\$/, '')}`, line: open?.line ?? index + 1 }
    open = trimmed.endsWith('\\') ? joined : undefined
    if (open === undefined) yield joined
  }
  if (open !== undefined) yield open
}

/**
 * The entries of an INI text, in order. Lines that begin with `#` or `;` are comments.
 * @throws Problem invalid_policy naming file and line of what is neither section, entry nor comment
 */
export function readIni(text: string, file: string): readonly IniEntry[] {
  const entries: IniEntry[] = []
  let section = ''
  for (const { text: content, line } of logicalLines(text)) {
    const heading = /^\[([^\]]*)\]$/.exec(content)
    const entry = /^([^=\s]+)\s*=\s*(.*)$/.exec(content)
    if (heading?.[1] !== undefined) section = heading[1].trim()
    else if (entry?.[1] !== undefined && entry[2])
      entries.push({ section, key: entry[1], value: entry[2], line })
    else refuse([{ file, line, message: `"${content}" is neither a [section] nor a "name = value"` }])
  }
  return entries
}
