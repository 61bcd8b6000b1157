import { columnsOf, isSilent } from './columns.ts'
import {
  BadLine,
  type Item,
  type LineReader,
  membership,
  readGroup,
  readLevel,
  readResource,
  readRole,
  readSubject,
  type Terms,
} from './item.ts'
import type { Layout } from './layout.ts'

/** Hands on each line below the heading, but remarks and empty ones, as a function from a column to what stands there. */
const body = ({ separator, columns, above }: Layout, read: (at: Cells) => Item): LineReader => {
  let left = above
  return text => {
    if (isSilent(text)) return []
    if (left > 0) {
      left -= 1
      return []
    }
    const cells = columnsOf(text, separator)
    if (cells.length > columns.length)
      throw new BadLine(`the line has ${cells.length} columns, more than ${columns.join(', ')}`)
    return [read(column => cells[columns.indexOf(column)])]
  }
}

type Cells = (column: Layout['columns'][number]) => string | undefined

const both = (subject: string | undefined, other: string | undefined): readonly [string, string] => {
  if (subject === undefined || other === undefined) throw new BadLine('a line needs at least two columns')
  return [subject, other]
}

/** A subject, a resource and perhaps a level. */
export const pairsReader = (terms: Terms, layout: Layout): LineReader => {
  const levelIn = levelReader(terms, layout)
  return body(layout, at => {
    const [subject, resource] = both(at('subject'), at('resource'))
    const level = levelIn(at('level') ?? '')
    return { kind: 'grant', subject: readSubject(subject), resource: readResource(terms, resource), level }
  })
}

/** Either every line names a level, or none does: a cell that was left empty by mistake must give nothing. @throws BadLine */
const levelReader = (terms: Terms, { hasHeading, columns }: Layout) => {
  // Without a heading the first line tells.
  let named = hasHeading ? columns.includes('level') : undefined
  return (text: string): string => {
    named ??= text !== ''
    const level = text === '' ? terms.level : readLevel(terms, text)
    if (named !== (text !== '') && !terms.isAsked)
      throw new BadLine(
        named
          ? 'the level is missing: write it, or say --level for all lines without one'
          : 'this line names a level and those above name none: say --level for them',
      )
    return level
  }
}

/** A subject and a group or a role: a bare name is a role where the heading says so, otherwise a group. */
export const membershipsReader = (terms: Terms, layout: Layout): LineReader => {
  const roles = new Map<string, string>()
  const withRole = (text: string, role: string): Item => {
    const subject = readSubject(text)
    if (subject.startsWith('group:')) throw new BadLine('a group holds no role, its members do')
    const earlier = roles.get(subject)
    if (earlier !== undefined && earlier !== role)
      throw new BadLine(`${text} was given the role ${earlier} above`)
    roles.set(subject, role)
    return { kind: 'role', subject, role }
  }
  return body(layout, at => {
    const role = at('role')
    const [subject, to] = both(at('subject'), role ?? at('group'))
    if (to.startsWith('role:')) return withRole(subject, readRole(terms, to.slice('role:'.length)))
    if (role !== undefined && !to.startsWith('group:')) return withRole(subject, readRole(terms, to))
    return membership(readSubject(subject), readGroup(to))
  })
}
