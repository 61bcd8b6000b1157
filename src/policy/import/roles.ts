import type { Subject } from '../../model/id.ts'
import {
  BadLine,
  type Item,
  type LineReader,
  membership,
  readGroup,
  readResource,
  readSubject,
  type Terms,
} from './item.ts'

const names = (list: string): readonly string[] =>
  list === '' ? [] : list.split(',').map(name => name.trim())

/**
 * Blocks of `role: NAME`, `permissions: a, b`, `users: x, y`. Each role becomes a group that is granted its permissions
 * and whose members are its users.
 */
export const rolesReader = (terms: Terms): LineReader => {
  const seen = new Set<Subject>()
  let group: Subject | undefined

  const begin = (name: string): readonly Item[] => {
    // Until the name is known to be good, what follows must not be taken for the role above.
    group = undefined
    const next = readGroup(name)
    if (seen.has(next)) throw new BadLine(`the role ${name} is described above`)
    seen.add(next)
    group = next
    return []
  }
  const current = (): Subject => {
    if (group === undefined) throw new BadLine('no role stands above this line, or it is a bad one')
    return group
  }
  const fields: Readonly<Record<string, (value: string) => readonly Item[]>> = {
    role: begin,
    permissions: value => {
      const subject = current()
      return names(value).map(name => ({
        kind: 'grant',
        subject,
        resource: readResource(terms, name),
        level: terms.level,
      }))
    },
    users: value => {
      const to = current()
      return names(value).map(name => membership(readSubject(name), to))
    },
  }
  return text => {
    if (/^\s*(?:#|$)/.test(text)) return []
    const colon = text.indexOf(':')
    const field = colon < 0 ? undefined : fields[text.slice(0, colon).trim()]
    if (field === undefined) throw new BadLine('a line begins with role:, permissions: or users:')
    return field(text.slice(colon + 1).trim())
  }
}
