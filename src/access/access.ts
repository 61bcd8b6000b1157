/**
 * The access room owns who was given what: registered resources, their default access, grants and versions. Each change goes
 * through the commit that it is given, rules and records together. Whether a change is allowed was asked before; what
 * follows from it, Casbin says.
 */
import type { Commit } from '../ports/committer.ts'
import type { Store } from '../ports/store.ts'
import { createGrants } from './grants.ts'
import { createResources } from './resources.ts'
import { createVersions } from './versions.ts'

export interface AccessParts {
  readonly store: Pick<Store, 'resources' | 'directory'>
  readonly commit: Commit
  now(): Date
}

export type Access = ReturnType<typeof createAccess>

export const createAccess = (parts: AccessParts) => ({
  resources: createResources(parts),
  grants: createGrants(parts),
  versions: createVersions(parts),
})
