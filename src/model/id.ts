/**
 * Ids in their internal form: `type:id`, with the id percent-encoded so that no character has a meaning in Casbin, CSV or a URL,
 * or misleads a reader. The encoding is reversible and needs no table.
 */
import { z } from 'zod'

/** An organisation's id, and so its Casbin domain. */
export type OrgId = string & { readonly __org: true }
/** An encoded principal: `user:alice`, `group:annotators`, `service:etl`, `role:NAME`. */
export type Subject = string & { readonly __subject: true }
/** An encoded resource: `dataset:quickstart`, the organisation `org`, or a collection such as `datasets`. */
export type Resource = string & { readonly __resource: true }

/** The longest id, in bytes of UTF-8. */
export const MAX_ID_BYTES = 256

/** All but `A-Z a-z 0-9 . _ ~ - @` becomes `%XX`, byte by byte of its UTF-8. The text must be well formed. */
export const encodeId = (id: string): string => (PLAIN.test(id) ? id : escaped(id))

/** Most ids are of these characters alone: they are written as they are. */
const PLAIN = /^[A-Za-z0-9._~@-]*$/

const escaped = (id: string): string =>
  encodeURIComponent(id)
    .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%40', '@')

/** The inverse of {@link encodeId}. */
export const decodeId = (encoded: string): string => decodeURIComponent(encoded)

/** `user:a,b` (as callers write it) -> `user:a%2Cb` (as rules have it). The type ends at the first colon. */
export const encodeRef = (ref: string): string => {
  const colon = ref.indexOf(':')
  return colon < 0 ? ref : `${ref.slice(0, colon)}:${encodeId(ref.slice(colon + 1))}`
}

/** The inverse of {@link encodeRef}. */
export const decodeRef = (ref: string): string => {
  const colon = ref.indexOf(':')
  return colon < 0 ? ref : `${ref.slice(0, colon)}:${decodeId(ref.slice(colon + 1))}`
}

/** The part before the first colon; the whole text where there is none. */
export const typeOf = (ref: string): string => {
  const colon = ref.indexOf(':')
  return colon < 0 ? ref : ref.slice(0, colon)
}

/** The decoded part after the first colon. */
export const idOf = (ref: string): string => decodeId(ref.slice(ref.indexOf(':') + 1))

export const subject = (type: 'user' | 'group' | 'service' | 'role', id: string): Subject =>
  `${type}:${encodeId(id)}` as Subject

export const resource = (type: string, id: string): Resource => `${type}:${encodeId(id)}` as Resource

/** The organisation itself, as a resource. */
export const ORG = 'org' as Resource

/** A URL cannot have `.` or `..` as a path segment: every parser removes them. */
const fits = (id: string): boolean =>
  id.length > 0 && id !== '.' && id !== '..' && id.isWellFormed() && Buffer.byteLength(id) <= MAX_ID_BYTES

/** A raw id, as a caller writes it in a path segment or a body. */
export const RawId = z
  .string()
  .max(MAX_ID_BYTES)
  .refine(fits, `an id is 1 to ${MAX_ID_BYTES} bytes of well-formed UTF-8, and not . or ..`)

/** The id after the type is short enough and does not repeat the type: `user:user:ann` is a mistake. */
const fitsBehind = (text: string, start: number): boolean =>
  fits(text.slice(start)) && !text.startsWith(text.slice(0, start), start)

const ref = (types: string, what: string) => {
  const begins = new RegExp(`^(?:${types}):`)
  return z
    .string()
    .max(MAX_ID_BYTES + 64)
    .refine(text => begins.test(text) && fitsBehind(text, text.indexOf(':') + 1), what)
}

/** A principal as a caller writes it; encoded on the way in. */
export const SubjectRef = ref(
  'user|group|service|role',
  'a subject is user:ID, group:ID or service:ID',
).transform(text => encodeRef(text) as Subject)

/** A person or a service account. Only these hold roles and keys. */
export const AccountRef = ref('user|service', 'an account is user:ID or service:ID').transform(
  text => encodeRef(text) as Subject,
)

/** A subject that can be given access: an account or a group. Roles get a resource's default access instead. */
export const HolderRef = ref('user|group|service', 'this is user:ID, group:ID or service:ID').transform(
  text => encodeRef(text) as Subject,
)

/** A resource as a caller writes it: `type:id`, or a bare name such as `org`. */
export const ResourceRef = z.union([
  ref('[a-z][a-z0-9_-]{0,62}', 'a resource is type:ID').transform(text => encodeRef(text) as Resource),
  z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'a resource is type:ID, org or a collection')
    .transform(text => text as Resource),
])

export const OrgRef = z
  .string()
  .regex(/^[a-z0-9-]{1,63}$/, 'an organisation id is 1 to 63 of a-z, 0-9 and -')
  .transform(text => text as OrgId)
