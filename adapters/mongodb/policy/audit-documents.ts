import type { AuditEvent } from '../../../src/model/audit.ts'
import type { OrgId } from '../../../src/model/id.ts'
import type { AuditDocument } from '../schema/collections.ts'

export const auditDocument = ({ id, ...event }: AuditEvent): AuditDocument => ({ ...event, _id: id })

export const auditEvent = ({ _id, org, ...event }: AuditDocument): AuditEvent =>
  ({ ...event, id: _id, org: org as OrgId }) as AuditEvent
