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

const SUBJECTS: ReadonlySet<string> = new Set(['subject', 'user', 'account', 'person', 'principal'])

/** What the second column of a heading makes of the file. */
const HEADINGS: Readonly<Record<string, 'pairs' | 'memberships'>> = {
  resource: 'pairs',
  object: 'pairs',
  dataset: 'pairs',
  permission: 'pairs',
  group: 'memberships',
  role: 'memberships',
}

/** What the file is, if its first line is a heading. */
export const headingOf = (columns: readonly string[]): 'pairs' | 'memberships' | undefined => {
  const [first = '', second = ''] = columns.map(column => column.toLowerCase())
  return SUBJECTS.has(first) && Object.hasOwn(HEADINGS, second) ? HEADINGS[second] : undefined
}

/** Hands on all lines but remarks, empty ones and a heading at the top. */
const body = (
  read: (columns: readonly string[]) => Item,
  onHeading: (columns: readonly string[]) => void = () => {},
): LineReader => {
  let first = true
  return text => {
    if (isSilent(text)) return []
    const columns = columnsOf(text)
    const top = first
    first = false
    if (!(top && headingOf(columns) !== undefined)) return [read(columns)]
    onHeading(columns)
    return []
  }
}

/** `subject,resource[,level]` */
export const pairsReader = (terms: Terms): LineReader =>
  body(([subject, resource, level, ...more]) => {
    if (subject === undefined || resource === undefined || more.length > 0)
      throw new BadLine('a line has two columns, subject and resource, or a third, the level')
    return {
      kind: 'grant',
      subject: readSubject(subject),
      resource: readResource(terms, resource),
      level: level ? readLevel(terms, level) : terms.level,
    }
  })

/** `subject,group` or `subject,role:NAME`; bare names are roles where the heading says so. */
export const membershipsReader = (terms: Terms): LineReader => {
  const roles = new Map<string, string>()
  let bareIsRole = false
  const withRole = (text: string, role: string): Item => {
    const subject = readSubject(text)
    if (subject.startsWith('group:')) throw new BadLine('a group holds no role, its members do')
    const earlier = roles.get(subject)
    if (earlier !== undefined && earlier !== role)
      throw new BadLine(`${text} was given the role ${earlier} above`)
    roles.set(subject, role)
    return { kind: 'role', subject, role }
  }
  return body(
    ([subject, to, ...more]) => {
      if (subject === undefined || to === undefined || more.length > 0)
        throw new BadLine('a line has two columns, subject and group, or subject and role:NAME')
      if (to.startsWith('role:')) return withRole(subject, readRole(terms, to.slice('role:'.length)))
      if (bareIsRole && !to.startsWith('group:')) return withRole(subject, readRole(terms, to))
      return membership(readSubject(subject), readGroup(to))
    },
    ([, second]) => {
      bareIsRole = second?.toLowerCase() === 'role'
    },
  )
}
