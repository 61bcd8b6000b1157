/** The people of a list, each with what all lines about them say. */
import { EmailAddress } from '../../model/email.ts'
import type { Subject } from '../../model/id.ts'
import type { BadLines } from './check.ts'
import { columnsOf, isSilent } from './columns.ts'
import { BadLine, readGroup, readRole, readSubject, type Terms } from './item.ts'
import { type Line, linesOf } from './lines.ts'
import type { PeopleColumn, PeopleLayout } from './people-heading.ts'
import type { Source } from './source.ts'

/** A person as a list has them. What it does not say is absent. */
export interface WishedPerson {
  readonly line: number
  readonly email: string
  readonly user?: Subject
  readonly external_id?: string
  readonly name?: string
  readonly role?: string
  readonly groups: readonly Subject[]
}

/** More people than this are no list that one looks through; SCIM brings more. */
export const MAX_PEOPLE = 100_000

const LISTED = 100

/** Bad lines, all counted and a hundred of them kept. */
export class Complaints implements BadLines {
  readonly bad: { line: number; message: string }[] = []
  badLines = 0

  note(line: number, message: string): void {
    this.badLines += 1
    if (this.bad.length < LISTED) this.bad.push({ line, message })
  }
}

interface Reading {
  readonly layout: PeopleLayout
  readonly terms: Pick<Terms, 'catalogue'>
}

/** Reads a list of people to its end. */
export async function readPeople(
  file: Source,
  reading: Reading,
  complaints: Complaints,
): Promise<readonly WishedPerson[]> {
  const people = new Map<string, WishedPerson>()
  let above = reading.layout.above
  for await (const { lines } of linesOf(file.open())) {
    const said = lines.filter(({ text }) => text === undefined || !isSilent(text))
    for (const line of said.slice(above)) take(people, { line, reading, complaints })
    above = Math.max(0, above - said.length)
  }
  return [...people.values()]
}

const take = (
  people: Map<string, WishedPerson>,
  { line, reading, complaints }: { line: Line; reading: Reading; complaints: Complaints },
): void => {
  try {
    if (line.text === undefined) throw new BadLine(line.fault)
    keep(people, personIn(line.text, line.number, reading))
  } catch (error) {
    if (!(error instanceof BadLine)) throw error
    complaints.note(line.number, error.message)
  }
}

/** Several lines of one person are one, unless they contradict each other: some lists have a line for each group. */
const keep = (people: Map<string, WishedPerson>, person: WishedPerson): void => {
  const before = people.get(person.email)
  if (before === undefined && people.size === MAX_PEOPLE)
    throw new BadLine(`the file has more than ${MAX_PEOPLE} people`)
  for (const field of ['user', 'external_id', 'name', 'role'] as const)
    if (before?.[field] !== undefined && person[field] !== undefined && before[field] !== person[field])
      throw new BadLine(`line ${before.line} gives ${person.email} another ${field}`)
  const groups = [...new Set([...(before?.groups ?? []), ...person.groups])]
  people.set(person.email, { ...person, ...before, groups })
}

const personIn = (text: string, line: number, { layout, terms }: Reading): WishedPerson => {
  const { separator, columns } = layout
  const cells = columnsOf(text, separator)
  if (cells.length > columns.length)
    throw new BadLine(`the line has ${cells.length} columns, the heading ${columns.length}`)
  const at = (column: PeopleColumn): string | undefined => cells[columns.indexOf(column)] || undefined
  const [user, external_id, role, name] = [at('user'), at('external_id'), at('role'), nameIn(at)]
  return {
    line,
    email: addressIn(at('email')),
    groups: (at('groups') ?? '')
      .split(/[;|]/)
      .flatMap(group => (group.trim() ? [readGroup(group.trim())] : [])),
    ...(user === undefined ? {} : { user: personId(user) }),
    ...(external_id === undefined ? {} : { external_id }),
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role: readRole(terms, role) }),
  }
}

const addressIn = (text: string | undefined): string => {
  const { success, data } = EmailAddress.safeParse(text)
  if (success) return data
  throw new BadLine(
    text === undefined
      ? 'the address is missing'
      : `"${text.slice(0, 80)}" is no address such as ann@example.com`,
  )
}

const personId = (text: string): Subject => {
  const id = readSubject(text)
  if (id.startsWith('user:')) return id
  throw new BadLine(`"${text.slice(0, 80)}" is no person`)
}

const nameIn = (at: (column: PeopleColumn) => string | undefined): string | undefined => {
  const parts = [at('first_name'), at('last_name')].filter(part => part !== undefined)
  const name = at('name') ?? (parts.length > 0 ? parts.join(' ') : undefined)
  if (name !== undefined && name.length > 200) throw new BadLine('the name is longer than 200 characters')
  return name
}
