import type { AuditEvent } from '../model/audit.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'

/** The trail. Events of changes are written with the change itself; `append` is for what changed nothing. */
export interface AuditStore {
  /** All of them or none. */
  append(events: readonly AuditEvent[]): Promise<void>
  /** The newest first. All filters are exact matches; `since` is inclusive, `until` exclusive. */
  query(org: OrgId, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>>
  /** Deletes events older than `before`, over all organisations; answers how many. */
  prune(before: Date): Promise<number>
}

export interface AuditFilter {
  readonly actor?: string
  readonly operation?: string
  readonly target?: string
  /** Lines that touch this one: as actor, as target, or in an effect. Lines of older versions know the first two only. */
  readonly subject?: string
  readonly since?: Date
  readonly until?: Date
}
