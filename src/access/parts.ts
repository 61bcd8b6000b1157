import type { Commit } from '../change/commit.ts'
import type { Store } from '../ports/store.ts'

/** What this room stands on. */
export interface AccessParts {
  readonly store: Pick<Store, 'resources' | 'directory'>
  readonly commit: Commit
  now(): Date
}
