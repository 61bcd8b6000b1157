/**
 * The access room owns who was given what: registered resources, their default access, grants and versions. Each change goes
 * through the commit that it is given, rules and records together. Whether a change is allowed was asked before; what
 * follows from it, Casbin says.
 */

import { createGrants } from './grants.ts'
import type { AccessParts } from './parts.ts'
import { createResources } from './resources.ts'
import { createVersions } from './versions.ts'

export type Access = ReturnType<typeof createAccess>

export const createAccess = (parts: AccessParts) => ({
  resources: createResources(parts),
  grants: createGrants(parts),
  versions: createVersions(parts),
})
