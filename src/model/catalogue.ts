import { z } from 'zod'
import type { Application } from './application.ts'
import { LanguageTag } from './language.ts'

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'a name has a-z, 0-9, _ and -, a letter first, 63 characters at most')

/** The most languages of a set. */
const MAX_LANGUAGES = 50

const Lines = z.record(Name, z.string().min(1).max(500))

/**
 * The description of a policy set (`set.yaml`): the names that the service needs to run an organisation under it. The code knows
 * none of these names; it reads them here.
 */
export const SetDescription = z.strictObject({
  title: z.string().min(1).max(200),
  /** Roles a person or a service account may be given, the strongest first, each with a line for people. */
  roles: z.record(Name, z.string().max(500)),
  /** What people are told of roles and levels, by language. A role that is not there has its line above. */
  languages: z
    .record(LanguageTag, z.strictObject({ roles: Lines.optional(), levels: Lines.optional() }))
    .refine(all => Object.keys(all).length <= MAX_LANGUAGES, `has at most ${MAX_LANGUAGES} languages`)
    .optional(),
  /** The role of which an organisation always keeps at least one enabled person; the operator acts in it. */
  administrator: z.string(),
  /** The default role of a new person. */
  newcomer: z.string(),
  /** The role whose holders get a resource's default access. */
  audience: z.string(),
  /** Access levels, the weakest first, each with the action that stands for it. */
  levels: z.record(Name, z.string()),
  /** The level that a resource's creator (or cloner) is granted. */
  creator: z.string(),
  /** The default access of new resources in a new organisation: a level, or `none`. */
  default_access: z.string(),
  /** Resource types and the collection that each one's members are registered in. */
  types: z.record(Name, Name),
  /**
   * Types whose resources need not be registered: a request about one that is not is decided as one about its collection, and
   * what is known of it is what the request says.
   */
  unregistered: z.array(z.string()).optional(),
  /** Which attributes win where both are there: those that are `stored` (when absent), or those that the `request` says. */
  attributes: z.enum(['stored', 'request']).optional(),
  /** Further names that callers of AuthZEN use for a type of subject, such as `identity: user`. */
  subject_types: z.record(Name, z.enum(['user', 'service', 'group'])).optional(),
  /** The action that each operation of the admin API asks for. An operation that is not named here is denied. */
  operations: z.record(z.string(), z.string()),
})
export type SetDescription = z.infer<typeof SetDescription>

/** In place of a level: no access. */
export const NONE = 'none'

/** A set's description, completed with what its rules say; in an organisation, with the roles of its own among `roles`. Immutable. */
export interface Catalogue extends SetDescription {
  readonly name: string
  /** The organisation's own roles, and which role of the set each is based on; absent where there are none. */
  readonly own_roles?: Readonly<Record<string, string>>
  /** The applications behind proxies, of `routes.yaml`. */
  readonly applications: readonly Application[]
  /** Every action that a request may name: read from the rules, level names left out. */
  readonly actions: ReadonlySet<string>
  /** The attributes that the matcher reads; absent when it reads none. */
  readonly reads?: ReadAttributes
  /** Set where the matcher negates a link (`!g(...)`): then a place in a group, or a role, may take as well as give, and leaving it may give. */
  readonly negates?: true
}

/** The names of attributes that a matcher reads. */
export interface ReadAttributes {
  readonly subject: readonly string[]
  readonly resource: readonly string[]
  /** Those of them that it reads as lists. */
  readonly lists: { readonly subject: readonly string[]; readonly resource: readonly string[] }
}
