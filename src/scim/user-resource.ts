/** A person as SCIM writes them: the attributes that mean something here, and the others as they came. */
import { z } from 'zod'
import { normalAddress } from '../model/email.ts'
import { invalid } from './fault.ts'
import { isJson, type Json, keyIn, MAX_NAMES } from './json.ts'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Entra ID writes booleans as texts. */
const Bool = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(?:true|false)$/i)
    .transform(text => text.toLowerCase() === 'true'),
])
const Key = z
  .string()
  .min(1)
  .max(256)
  .refine(text => text.isWellFormed(), 'is not well-formed text')
const Text = z.string().max(512).nullish()

const Person = z.object({
  userName: Key,
  externalId: Key.nullish(),
  active: Bool.nullish(),
  displayName: Text,
  name: z.object({ formatted: Text, givenName: Text, familyName: Text }).nullish(),
  emails: z
    .array(z.object({ value: z.string().max(320).nullish(), type: Text, primary: Bool.nullish() }))
    .max(50)
    .nullish(),
})

export interface ScimUser {
  readonly userName: string
  readonly externalId?: string
  /** Absent when the request does not say. */
  readonly active?: boolean
  /** What a person is called. */
  readonly name?: string
  readonly email?: string
  /** All other attributes, as they came. */
  readonly attributes: Json
}

/** Attributes that we set, that have a place of their own, or that are never kept. */
const APART = new Set(['schemas', 'id', 'meta', 'groups', 'password', 'username', 'externalid', 'active'])
const MAX_SIZE = 32_768

/** @throws ScimFault invalidValue */
export const readUser = (body: unknown): ScimUser => {
  if (!isJson(body)) throw invalid('A user is an object.')
  if (Object.keys(body).length > MAX_NAMES) throw invalid(`A user has at most ${MAX_NAMES} attributes.`)
  const parsed = Person.safeParse(named(body, Object.keys(Person.shape)))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(`${issue?.path.join('.') || 'The user'}: ${issue?.message ?? 'is not valid'}`)
  }
  const attributes = Object.fromEntries(
    Object.entries(body).filter(([key]) => !APART.has(key.toLowerCase()) && key !== '__proto__'),
  )
  if (JSON.stringify(attributes).length > MAX_SIZE)
    throw invalid(`The user is larger than ${MAX_SIZE} characters.`)
  const { userName, externalId, active } = parsed.data
  const name = nameOf(parsed.data)
  const email = emailOf(parsed.data)
  return {
    userName,
    attributes,
    ...(typeof active === 'boolean' ? { active } : {}),
    ...(externalId ? { externalId } : {}),
    ...(name ? { name: name.slice(0, 200) } : {}),
    ...(email ? { email: normalAddress(email) } : {}),
  }
}

/** The attributes of these names, whatever their case. */
const named = (body: Json, names: readonly string[]): Json =>
  Object.fromEntries(names.map(name => [name, body[keyIn(body, name) ?? name]]))

const nameOf = ({ displayName, name }: z.output<typeof Person>): string | undefined =>
  displayName || name?.formatted || [name?.givenName, name?.familyName].filter(Boolean).join(' ') || undefined

const emailOf = ({ emails, userName }: z.output<typeof Person>): string | undefined => {
  const all = (emails ?? []).filter(({ value }) => value)
  const best = all.find(({ primary }) => primary) ?? all.find(({ type }) => type === 'work') ?? all[0]
  return best?.value ?? (/^[^\s@]+@[^\s@]+$/.test(userName) ? userName : undefined)
}
