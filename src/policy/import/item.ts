import type { Catalogue } from '../../model/catalogue.ts'
import { type OrgId, type Resource, ResourceRef, type Subject, SubjectRef } from '../../model/id.ts'
import { isVisible } from '../../model/visible-id.ts'

/** One thing that a file says. */
export type Item =
  | { readonly kind: 'grant'; readonly subject: Subject; readonly resource: Resource; readonly level: string }
  | { readonly kind: 'membership'; readonly subject: Subject; readonly group: Subject }
  | { readonly kind: 'role'; readonly subject: Subject; readonly role: string }

/** What a file's bare names mean. */
export interface Terms {
  readonly catalogue: Catalogue
  /** The level of a line that names none. */
  readonly level: string
  /** Whether it was asked for; else it is the lowest. */
  readonly isAsked: boolean
  /** The organisation that the file is loaded into. */
  readonly org: OrgId
  /** The level that an action of another system means, by `--actions`. */
  readonly actions: ReadonlyMap<string, string>
}

/** Reads the lines of one format, one after the other. @throws BadLine */
export type LineReader = (text: string) => readonly Item[]

/** A line that says nothing that can be loaded. The message is for the person who has the file. */
export class BadLine extends Error {
  override readonly name = 'BadLine'
}

const TYPED = /^[a-z][a-z0-9_-]{0,62}:/

/** `alice` is `user:alice`; a name that begins with another type is not taken for a person. */
const typed = (text: string, types: readonly string[], bare: string): string => {
  const type = TYPED.exec(text)?.[0].slice(0, -1)
  if (type === undefined) return `${bare}:${text}`
  if (types.includes(type)) return text
  throw new BadLine(
    `"${type}:" is not one of ${types.map(each => `${each}:`).join(', ')}; write ${bare}:${text} if that is the id`,
  )
}

const readable = <T extends Subject | Resource>(parsed: { success: boolean; data?: T }, text: string): T => {
  if (parsed.data !== undefined && isVisible(parsed.data)) return parsed.data
  if (parsed.data !== undefined)
    throw new BadLine(
      `${JSON.stringify(text.slice(0, 80))} has characters that cannot be seen: leave them out`,
    )
  throw new BadLine(text === '' ? 'a name is missing' : `"${text.slice(0, 80)}" is no id of 1 to 256 bytes`)
}

/** A person, a service account or a group. */
export const readSubject = (text: string): Subject => {
  // Other systems write it for everybody.
  if (/^(?:user:)?\*$/.test(text))
    throw new BadLine('"*" is nobody: name each person or group, or set the default access of the resource')
  return readable(SubjectRef.safeParse(typed(text, ['user', 'service', 'group'], 'user')), text)
}

export const readGroup = (text: string): Subject =>
  readable(SubjectRef.safeParse(typed(text, ['group'], 'group')), text)

/** A resource; without a type it is one of the set's first. */
export const readResource = ({ catalogue }: Terms, text: string): Resource => {
  const types = Object.keys(catalogue.types)
  return readable(ResourceRef.safeParse(typed(text, types, types[0] ?? '')), text)
}

export const readLevel = ({ catalogue }: Terms, text: string): string => {
  if (Object.hasOwn(catalogue.levels, text)) return text
  throw new BadLine(
    `"${text.slice(0, 80)}" is not one of the levels ${Object.keys(catalogue.levels).join(', ')}`,
  )
}

export const readRole = ({ catalogue }: Pick<Terms, 'catalogue'>, text: string): string => {
  if (Object.hasOwn(catalogue.roles, text)) return text
  throw new BadLine(
    `"${text.slice(0, 80)}" is not one of the roles ${Object.keys(catalogue.roles).join(', ')}`,
  )
}

/** @throws BadLine when a group would be in itself */
export const membership = (member: Subject, group: Subject): Item => {
  if (member === group) throw new BadLine('a group cannot be in itself')
  return { kind: 'membership', subject: member, group }
}
