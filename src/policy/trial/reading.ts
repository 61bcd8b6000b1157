import type { Catalogue } from '../../model/catalogue.ts'
import { NONE } from '../../model/catalogue.ts'
import { type Resource, ResourceRef, type Subject, SubjectRef } from '../../model/id.ts'
import type { Finding } from '../finding.ts'

/** The column, and the role, of an account that holds none. */
export const NO_ROLE = 'no role'

/** Where something stands in `tests.yaml`, as a path into the document. */
export type At = readonly PropertyKey[]

/** What is known and noted while the cases of one file are made. */
export interface Reading {
  readonly catalogue: Catalogue
  /** Notes a mistake; reading goes on, so that a person sees all of them at once. */
  readonly note: (at: At | number, message: string) => void
  /** The line at which the text at this path begins. */
  readonly lineOf: (at: At) => number
}

/** A reading, and the findings that it fills. */
export function reading(catalogue: Catalogue, file: string, lineOf: (at: At) => number) {
  const findings: Finding[] = []
  const note = (at: At | number, message: string): void => {
    findings.push({ file, line: typeof at === 'number' ? at : lineOf(at), message })
  }
  return { reading: { catalogue, note, lineOf } satisfies Reading, findings }
}

export const readSubject = ({ note }: Reading, at: At, text: string): Subject => {
  const parsed = SubjectRef.safeParse(text)
  if (!parsed.success) note(at, `"${text}" is no subject, such as user:gil, service:etl or group:lab`)
  return (parsed.data ?? text) as Subject
}

export const readResource = ({ note }: Reading, at: At, text: string): Resource => {
  const parsed = ResourceRef.safeParse(text)
  if (!parsed.success) note(at, `"${text}" is no resource, such as dataset:streets or org`)
  return (parsed.data ?? text) as Resource
}

/** A role of the set; undefined for `no role`. */
export const readRole = ({ catalogue, note }: Reading, at: At | number, text: string): string | undefined => {
  if (text === NO_ROLE) return undefined
  if (!Object.hasOwn(catalogue.roles, text)) note(at, `the set has no role "${text}"`)
  return text
}

/** A level of the set; undefined for `none`. */
export const readLevel = (
  { catalogue, note }: Reading,
  at: At | number,
  text: string,
): string | undefined => {
  if (text === NONE) return undefined
  if (!Object.hasOwn(catalogue.levels, text)) note(at, `the set has no level "${text}"`)
  return text
}

export const readAction = ({ catalogue, note }: Reading, at: At | number, text: string): string => {
  if (!catalogue.actions.has(text)) note(at, `the set has no action "${text}"`)
  return text
}
