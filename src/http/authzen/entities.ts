/** Subjects, resources and actions as AuthZEN writes them. Members that it does not name are left out, as it asks. */
import { z } from 'zod'
import type { Catalogue } from '../../model/catalogue.ts'
import { ORG, type OrgId, type Resource, ResourceRef, type Subject, SubjectRef } from '../../model/id.ts'
import { isPlainResource, isPlainSubject } from '../check/plain.ts'

const Text = z.string().min(1)
/** Null is as if it were left out, here and wherever a member may be. */
const Properties = z.record(z.string(), z.unknown()).nullish()

export const AuthzenSubject = z.object({ type: Text, id: Text, properties: Properties })
export const AuthzenResource = z.object({ type: Text, id: Text, properties: Properties })
export const AuthzenAction = z.object({ name: Text, properties: Properties })
export const AuthzenContext = z.record(z.string(), z.unknown())

type Named = Readonly<{ type: string; id: string }>

/** What a type may look like; with a colon in it, it would be read as another type. */
const TYPE = /^[a-z][a-z0-9_-]{0,62}$/

/** The type of subject that a caller's name for it stands for: the policy set may know further names. */
export const subjectTypeOf = ({ subject_types: names = {} }: Catalogue, type: string): string =>
  Object.hasOwn(names, type) ? (names[type] as string) : type

/** Undefined for one that nobody can be: another kind of subject, or an id that no account has. */
export const subjectOf = (catalogue: Catalogue, { type, id }: Named): Subject | undefined => {
  const text = `${subjectTypeOf(catalogue, type)}:${id}`
  if (isPlainSubject(text)) return text
  return TYPE.test(type) ? SubjectRef.safeParse(text).data : undefined
}

/** The organisation itself is `{type: "org", id: its id}`. Undefined for what cannot be there. */
export const resourceOf = (org: OrgId, { type, id }: Named): Resource | undefined => {
  if (type === ORG) return id === org ? ORG : undefined
  const text = `${type}:${id}`
  if (isPlainResource(text)) return text
  return TYPE.test(type) ? ResourceRef.safeParse(text).data : undefined
}
