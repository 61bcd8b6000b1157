import { setImmediate as turn } from 'node:timers/promises'
import type { ChangeRecord, Revision } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Page, PageRequest } from '../../src/model/page.ts'
import { ruleKey } from '../../src/model/rule.ts'
import type { Database } from './database.ts'
import { type ChangeRow, readChange } from './documents.ts'
import { cut } from './paging.ts'

const SELECT = `SELECT revision, at, doc, adds, removes FROM changes
  WHERE org = (SELECT n FROM organisations WHERE id = ?)`

/** Changes per read: each may hold thousands of rules. */
const BATCH = 2

/** Within the caller's transaction. */
export const keepChange = (db: Database, org: number, record: ChangeRecord): void => {
  const { org: _, revision, at, adds, removes, ...doc } = record
  db.run(
    'INSERT INTO changes (org, revision, at, doc, adds, removes) VALUES (?, ?, ?, ?, ?, ?)',
    org,
    revision,
    at.getTime(),
    JSON.stringify(doc),
    `[${adds.map(ruleKey).join(',')}]`,
    `[${removes.map(ruleKey).join(',')}]`,
  )
}

export const history = (db: Database, org: OrgId, { limit, after }: PageRequest): Page<ChangeRecord> => {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number.parseInt(after, 10) || 0
  const rows = db.all<ChangeRow>(
    `${SELECT} AND revision < ? ORDER BY revision DESC LIMIT ?`,
    org,
    before,
    limit + 1,
  )
  return cut(
    rows.map(row => readChange(org, row)),
    limit,
    ({ revision }) => String(revision),
  )
}

export async function* changesBetween(
  db: Database,
  org: OrgId,
  { after, until }: { readonly after: Revision; readonly until: Revision },
): AsyncGenerator<ChangeRecord> {
  let from = after
  for (;;) {
    const rows = db.all<ChangeRow>(
      `${SELECT} AND revision > ? AND revision <= ? ORDER BY revision LIMIT ${BATCH}`,
      org,
      from,
      until,
    )
    for (const row of rows) yield readChange(org, row)
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    from = last.revision
    await turn()
  }
}

export const revisionAt = (db: Database, org: OrgId, at: Date): Revision =>
  db.get<{ revision: Revision }>(
    `SELECT revision FROM changes WHERE org = (SELECT n FROM organisations WHERE id = ?) AND at <= ?
      ORDER BY at DESC, revision DESC LIMIT 1`,
    org,
    at.getTime(),
  )?.revision ?? 0
