import type { AuditEvent } from '../model/audit.ts'
import type { OrgId } from '../model/id.ts'
import { freshInOrder } from '../model/unique.ts'

interface Pruned {
  readonly org: OrgId
  readonly before: Date
  readonly at: Date
  readonly gone: number
}

/** The line of the trail that says that old decisions were deleted. */
export const decisionsPruned = ({ org, before, at, gone }: Pruned): AuditEvent => ({
  id: freshInOrder(),
  org,
  at,
  outcome: 'done',
  actor: 'operator',
  operation: 'pruneDecisions',
  target: 'org',
  reason: `${gone} decisions older than ${before.toISOString()} were deleted`,
  effects: [{ what: 'decision', id: String(gone) }],
  subjects: ['operator', 'org'],
})
