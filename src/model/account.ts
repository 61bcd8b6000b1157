import { idOf, type Subject } from './id.ts'
import type { Attributes } from './resource.ts'

/**
 * A person or a service account of one organisation. The rules say which role, groups and grants
 * it has; this record only describes it.
 */
export interface Account {
  readonly id: Subject
  readonly name?: string
  readonly email?: string
  /** A person's stable id at an identity provider of the organisation: their first sign-in is recognised by it where the provider's rule says so. */
  readonly external_id?: string
  /** Made by the token of an invitation: the first sign-in with its address, once that is believed, is this person's. */
  readonly unclaimed?: true
  /** Identities that an admin unlinked, by their short names: no rule joins them to this account again. */
  readonly unlinked?: readonly string[]
  readonly attributes: Attributes
  /** Set while disabled. A disabled account has no role rule. */
  readonly disabled?: Disabled
  readonly created_at: Date
}

/** What a person is called towards people: name and address, as far as they are known. */
export const calledOf = ({ id, name, email }: Pick<Account, 'id' | 'name' | 'email'>): string =>
  name === undefined ? (email ?? idOf(id)) : email === undefined ? name : `${name} (${email})`

/** A group of people, service accounts and groups. The rules say who is in it. */
export interface Group {
  readonly id: Subject
  readonly name?: string
  readonly created_at: Date
}

export interface Disabled {
  /** The role to give back. */
  readonly role: string
  readonly at: Date
  /** When the role to give back ends. */
  readonly until?: Date
  /** Their identity provider deactivated them, and may activate them again; or their role ended. Otherwise an admin did. */
  readonly by?: 'idp' | 'end'
}
