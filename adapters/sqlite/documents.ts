import type { AuditEvent } from '../../src/model/audit.ts'
import type { ChangeRecord } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Organisation } from '../../src/model/organisation.ts'
import { RecordDamaged } from '../../src/ports/errors.ts'

/** A row of a table whose other columns only serve to find it. */
export interface Doc {
  readonly doc: string
}

/** JSON that this store wrote. @throws RecordDamaged when other hands changed it into something else */
export const parsed = <T extends object>(text: string, of: string): T => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {}
  throw new RecordDamaged(`one of the ${of} cannot be read`)
}

/** Times are ISO 8601 in JSON. Fields are named, since an attribute may look like a time too. */
const read = <T extends object>(doc: string, of: string, ...times: string[]): T => {
  const value = parsed<Record<string, unknown>>(doc, of)
  for (const time of times) if (value[time] !== undefined) value[time] = new Date(String(value[time]))
  return value as T
}

export const readOrganisation = (doc: string) =>
  read<Organisation>(doc, 'organisations', 'created_at', 'deleted_at')
export const readEvent = (doc: string) => read<AuditEvent>(doc, 'audit lines', 'at')

export interface ChangeRow {
  readonly revision: number
  readonly at: number
  readonly doc: string
  readonly adds: string
  readonly removes: string
}

export const readChange = (org: OrgId, row: ChangeRow): ChangeRecord => ({
  ...parsed<ChangeRecord>(row.doc, 'changes'),
  org,
  revision: row.revision,
  at: new Date(row.at),
  adds: parsed(row.adds, 'changes'),
  removes: parsed(row.removes, 'changes'),
})
