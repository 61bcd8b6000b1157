/** Reads whom to invite from a text: pasted addresses, or a CSV file whose header names `email`. */
import { CsvError, parse } from 'csv-parse/sync'
import { EmailAddress } from '../model/email.ts'
import { Problem } from '../model/problems.ts'

export const MAX_INVITED = 1_000

/** One person, with the role that their line names. */
export interface Listed {
  readonly email: string
  readonly role?: string
}

interface Line {
  readonly line: number
  readonly text: string
  readonly role?: string
}

/** Every address once, in the order of the text. @throws Problem malformed, with a place for each line that cannot be read */
export const invitedPeople = (text: string): readonly Listed[] => {
  const lines = isTable(text) ? tableLines(text) : pastedLines(text)
  const read = lines.map(({ line, text, role }) => ({
    line,
    role,
    address: EmailAddress.safeParse(addressIn(text)),
  }))
  const errors = read.flatMap(({ line, address }) =>
    address.success ? [] : [{ path: `body.text:${line}`, message: 'is not an e-mail address' }],
  )
  if (errors.length > 0) throw new Problem('malformed', undefined, { errors: errors.slice(0, 100) })
  const people = new Map<string, Listed>()
  for (const { address, role } of read)
    if (address.success && !people.has(address.data))
      people.set(address.data, { email: address.data, ...(role ? { role } : {}) })
  if (people.size === 0) throw new Problem('malformed', 'there is no address in `text`')
  if (people.size > MAX_INVITED)
    throw new Problem('change_too_large', `at most ${MAX_INVITED} people are invited at once`)
  return [...people.values()]
}

const isTable = (text: string): boolean => {
  const [first = ''] = text
    .replace(/^\ufeff/, '')
    .trimStart()
    .split(/\r?\n/, 1)
  return first.split(/[,;\t]/).some(cell => /^\W*e-?mail\W*$/i.test(cell))
}

const tableLines = (text: string): readonly Line[] => {
  try {
    const rows: readonly { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      bom: true,
      columns: (header: string[]) => header.map(name => name.trim().toLowerCase().replace('e-mail', 'email')),
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    return rows.map(({ record: { email = '', role = '' }, info: { lines } }) => ({
      line: lines,
      text: email,
      role,
    }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Problem('malformed', `\`text\` is not CSV: ${error.message}`)
  }
}

const pastedLines = (text: string): readonly Line[] =>
  text.split(/\r?\n/).flatMap((row, at) =>
    row
      .split(/[,;]|(?<=>)\s+|(?<=@[^\s<>]+)\s+/)
      .map(one => one.trim())
      .filter(one => one !== '')
      .map(one => ({ line: at + 1, text: one })),
  )

/** `Ann <ann@example.com>` is what mail programs paste. */
const addressIn = (text: string): string => /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text
