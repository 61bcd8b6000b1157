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

/** How many groups a file may name: their names are in memory while it is read. */
export const MAX_GROUPS = 100_000

/** What a `g` line puts its subject into, without `group:`; undefined for any other line. */
export function groupNamedBy(line: string): string | undefined {
  if (!/^\s*g\s*,/.test(line)) return undefined
  const to = columnsOf(line, ',')[2]
  return to === undefined || to.startsWith('role:') ? undefined : to.replace(/^group:/, '')
}

/**
 * Casbin's own policy file: `p, subject, object, action` and `g, subject, group`, also with a domain, which must be the
 * organisation, and with `allow`. What `g` names is a group, wherever the file names it.
 */
export const casbinReader = (terms: Terms, { groups }: Layout): LineReader => {
  const unlessRole = (name: string): string => {
    if (!Object.hasOwn(terms.catalogue.roles, name)) return name
    throw new BadLine(
      `"${name}" is a role here: write role:${name}, or group:${name} for a group of that name`,
    )
  }
  const subjectOf = (name: string) => (groups.has(unlessRole(name)) ? readGroup(name) : readSubject(name))

  const within = (domain: string | undefined): void => {
    if (domain !== undefined && domain !== terms.org)
      throw new BadLine(`the line is about "${domain.slice(0, 80)}", not about the organisation ${terms.org}`)
  }
  const granted = (fields: readonly string[]): Item => {
    const { subject, domain, object, action } = permission(fields)
    within(domain)
    if (object.includes('*'))
      throw new BadLine(`"${object.slice(0, 80)}" is a pattern, not the name of one thing`)
    return {
      kind: 'grant',
      subject: subjectOf(subject),
      resource: readResource(terms, object),
      level: levelFor(terms, action),
    }
  }
  const joined = ([subject, to, domain, ...more]: readonly string[]): Item => {
    if (subject === undefined || to === undefined || more.length > 0)
      throw new BadLine('a g line is g, subject, group or g, subject, group, domain')
    within(domain)
    if (to.startsWith('role:'))
      return { kind: 'role', subject: accountOf(subject), role: readRole(terms, to.slice('role:'.length)) }
    return membership(subjectOf(subject), readGroup(unlessRole(to)))
  }
  const accountOf = (name: string) => {
    const subject = subjectOf(name)
    if (subject.startsWith('group:')) throw new BadLine('a group holds no role, its members do')
    return subject
  }
  return text => {
    if (isSilent(text)) return []
    const [kind = '', ...fields] = columnsOf(text, ',')
    if (kind === 'p') return [granted(fields)]
    if (kind === 'g') return [joined(fields)]
    throw new BadLine(`a line begins with p or g, not with "${kind.slice(0, 80)}"`)
  }
}

/** Tells the forms of a `p` line apart: a domain may stand behind the subject, an effect at the end. */
function permission(fields: readonly string[]) {
  const effect = fields.length > 3 ? fields.at(-1) : undefined
  const stated = effect === 'allow' || effect === 'deny'
  const rest = stated ? fields.slice(0, -1) : fields
  const [subject, domain, object, action] = rest.length === 3 ? [rest[0], undefined, rest[1], rest[2]] : rest
  if (rest.length > 4 || subject === undefined || object === undefined || action === undefined)
    throw new BadLine(
      'a p line is p, subject, object, action, perhaps with a domain behind the subject and allow at the end',
    )
  if (effect === 'deny') throw new BadLine('a deny is not imported: add it to the policy of the organisation')
  return { subject, domain, object, action }
}

/** What a grant of this action is here: what `--actions` says, a level, or the action that stands for one. */
const levelFor = (terms: Terms, action: string): string => {
  const level = terms.actions.get(action)
  if (level !== undefined) return level
  const { levels } = terms.catalogue
  const standing = Object.keys(levels).find(each => levels[each] === action)
  if (standing !== undefined) return standing
  if (Object.hasOwn(levels, action)) return readLevel(terms, action)
  const names = Object.keys(levels)
  throw new BadLine(
    `"${action.slice(0, 80)}" is no level of ${names.join(', ')}: say which one it means, such as --actions ${action.slice(0, 20)}=${names[0]}`,
  )
}
