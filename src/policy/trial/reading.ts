import type { Catalogue } from '../../model/catalogue.ts'
import { NONE } from '../../model/catalogue.ts'
import { type Resource, ResourceRef, type Subject, SubjectRef } from '../../model/id.ts'
import type { Finding } from '../finding.ts'
import type { Place } from '../yaml-text.ts'

/** The column, and the role, of an account that holds none. */
export const NO_ROLE = 'no role'

/** Where something stands in `tests.yaml`, as a path into the document. */
export type At = readonly PropertyKey[]

/** What is known and noted while the cases of one file are made. */
export interface Reading {
  readonly catalogue: Catalogue
  /** Notes a mistake; reading goes on, so that a person sees all of them at once. */
  readonly note: (at: At | number, message: string) => void
  /** A line of the file, from 1, as it is written. */
  readonly lineText: (line: number) => string
  /** Where the text at this path begins. */
  readonly placeOf: (at: At) => Place
}

/** A `tests.yaml` that was parsed. */
export interface TestsFile {
  readonly file: string
  readonly text: string
  readonly placeOf: (at: At) => Place
}

/** The column, from 1, of a word in a cell of a line of a table. */
export function cellColumn(text: string, cell: number, word = 0): number {
  const cells = text.split('|')
  const before = cells.slice(0, cell).reduce((sum, { length }) => sum + length + 1, 0)
  const words = [...(cells[cell] ?? '').matchAll(/\S+/g)]
  return before + (words[word]?.index ?? 0) + 1
}

/** A reading, and the findings that it fills. */
export function reading(catalogue: Catalogue, { file, text, placeOf }: TestsFile) {
  const findings: Finding[] = []
  const lines = text.split('\n')
  const lineText = (line: number): string => lines[line - 1] ?? ''
  const note = (at: At | number, message: string): void => {
    const where = typeof at === 'number' ? { line: at, column: cellColumn(lineText(at), 0) } : placeOf(at)
    findings.push({ code: 'test-form', file, ...where, message })
  }
  return { reading: { catalogue, note, lineText, placeOf } satisfies Reading, findings }
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

/** A role of the set, or one that the case makes; undefined for `no role`. */
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
