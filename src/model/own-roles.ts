/**
 * Roles that an organisation has beside those of its policy set. Its rules alone say which: `g, role:lead, role:member, acme` makes
 * `lead`, which is a member; rules about `role:lead` say what it may beyond that, and what it may not. Casbin reads them as they are.
 */
import type { Catalogue } from './catalogue.ts'
import type { OrgId } from './id.ts'
import type { Rule } from './rule.ts'

/** A role of one organisation. */
export interface OwnRole {
  readonly name: string
  /** The role of the set that whoever holds it is, too. */
  readonly based_on: string
}

const ROLE = 'role:'

/** What a role of an organisation may be called; a role of a set, too. */
export const ROLE_NAME = /^[a-z][a-z0-9_-]{0,62}$/

/** The most roles of its own that an organisation has, and the most rules about one. */
export const MAX_OWN_ROLES = 100
export const MAX_ROLE_RULES = 100

/** The rule that makes the role. */
export const makingRule = (org: OrgId, { name, based_on }: OwnRole): Rule => [
  'g',
  ROLE + name,
  ROLE + based_on,
  org,
]

/** The role that a rule makes; undefined for any other rule. */
export const madeBy = ([section, role = '', base = '']: Rule): OwnRole | undefined =>
  section === 'g' && role.startsWith(ROLE) && base.startsWith(ROLE)
    ? { name: role.slice(ROLE.length), based_on: base.slice(ROLE.length) }
    : undefined

/**
 * What an organisation has: its set's catalogue with the roles that its rules make. A role stands right above the one that it is based on,
 * several of them by name: of two roles that somebody could have, the first is meant.
 */
export const withOwnRoles = (set: Catalogue, made: readonly OwnRole[]): Catalogue => {
  const own = made.filter(
    ({ name, based_on }) => Object.hasOwn(set.roles, based_on) && !Object.hasOwn(set.roles, name),
  )
  if (own.length === 0) return set
  const above = Map.groupBy(own, ({ based_on }) => based_on)
  const roles = Object.entries(set.roles).flatMap(([name, means]) => [
    ...(above.get(name) ?? [])
      .map(role => role.name)
      .sort()
      .map(each => [each, ''] as const),
    [name, means] as const,
  ])
  return {
    ...set,
    roles: Object.fromEntries(roles),
    own_roles: Object.fromEntries(own.map(({ name, based_on }) => [name, based_on])),
  }
}

/** What a role of the organisation is called towards people. That there is the role, and what it may, the rules say. */
export interface RoleDescription {
  /** The role's name. */
  readonly id: string
  readonly title?: string
  readonly description?: string
  readonly created_at: Date
}
