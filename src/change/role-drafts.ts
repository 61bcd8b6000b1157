/** Roles of an organisation's own, as they are wished for and drafted: alone, or as one of many operations. */
import type { Resource } from '../model/id.ts'
import type { RoleDescription } from '../model/own-roles.ts'
import type { Answering, Draft, Drafting } from './commit.ts'
import type { DraftRecords } from './pending-records.ts'
import type { Giver } from './reach.ts'

/** Something that a role may do, or may never do. */
export interface RoleRight {
  readonly resource: Resource
  /** An action, a level, or a bundle of actions that the set names. */
  readonly action: string
  readonly expires_at?: Date | undefined
}

/** What a role is to be. What is absent stays as it is. */
export interface RoleWish {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly based_on?: string | undefined
  readonly may?: readonly RoleRight[] | undefined
  readonly may_not?: readonly RoleRight[] | undefined
}

/** A wish, and whether whoever has it says that the role may come to what administrators alone may. */
export interface SaidWish extends RoleWish {
  readonly accepted: boolean
}

/** A role that goes, and the one that takes its place where it is in use. */
export interface RoleGoing {
  readonly role: string
  readonly move_to?: string | undefined
}

export interface RoleDrafts {
  /**
   * Makes the role, or changes it.
   * @throws Problem invalid_policy, unknown_resource, change_too_large, review_needed, role_too_strong, escalation_unconfirmed
   */
  put(role: string, wish: SaidWish, giver: Giver): Drafting<Answering<RoleDescription>>
  /**
   * The role goes; where it is in use, another takes its place.
   * @throws Problem not_found, role_in_use, unknown_role, role_too_strong, review_needed; MoreThanOneChange
   */
  remove(going: RoleGoing, giver: Giver): Drafting<Draft>
  /** As many as one change takes of those who have it get the other one. The role itself stays. @throws Problem as `remove` */
  moveSome(going: RoleGoing, giver: Giver): Drafting<Draft>
}

/** The drafts on these records. */
export type DraftingRoles = (parts: { readonly records: DraftRecords; now(): Date }) => RoleDrafts
