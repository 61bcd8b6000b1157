/**
 * Users and groups as an organisation's identity provider keeps them here (SCIM 2.0, RFC 7643 and 7644). Owns: what its calls
 * come to. Does not own: HTTP, nor what a role or group may do. A provider sees the people it keeps, and nobody else's.
 */

import type { ChangeRequest, Commit } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { Store } from '../ports/store.ts'
import { createGroups } from './groups.ts'
import { createScimTokens } from './tokens.ts'
import { createUsers } from './users.ts'
import type { Turns } from './work.ts'

export interface ScimParts {
  readonly store: Pick<Store, 'records'>
  readonly commit: Commit
  view(org: OrgId): Promise<RulesView | undefined>
  readonly turns: Turns
  now(): Date
}

/** Who is calling: one provider of one organisation. */
export interface ScimCaller {
  readonly org: OrgId
  readonly idp: Idp
  readonly by: Omit<ChangeRequest, 'operation' | 'target'>
  /** Where its resources are: absolute, without a slash at the end. */
  readonly location: string
}

export type Scim = ReturnType<typeof createScim>

export const createScim = (parts: ScimParts) => ({
  users: createUsers(parts),
  groups: createGroups(parts),
  tokens: createScimTokens(parts),
})
