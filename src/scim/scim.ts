/**
 * Users and groups as an organisation's identity provider keeps them here (SCIM 2.0, RFC 7643 and 7644). Owns: what each call reads
 * and changes. Does not own: HTTP, nor what a role or group may do. A provider sees the people it keeps, and no others.
 */
import type { ScimParts } from './caller.ts'
import { createGroups } from './groups.ts'
import { createScimTokens } from './tokens.ts'
import { createUsers } from './users.ts'

export type Scim = ReturnType<typeof createScim>

export const createScim = (parts: ScimParts) => ({
  users: createUsers(parts),
  groups: createGroups(parts),
  tokens: createScimTokens(parts),
})
