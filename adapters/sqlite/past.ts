import { setImmediate as turn } from 'node:timers/promises'
import type { Revision } from '../../src/model/change.ts'
import { PastPruned } from '../../src/ports/errors.ts'
import type { Database } from './database.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

/** From which revision on the rules of an organisation are kept. */
export const keptSince = (db: Database, org: number): Revision =>
  db.get<{ since: Revision }>('SELECT since FROM past_kept WHERE org = ?', org)?.since ?? 1

/** @throws PastPruned when the rules of the revision are not kept any more */
export const requireKept = (db: Database, org: number, revision: Revision): void => {
  const since = keptSince(db, org)
  if (since > 1 && revision < since) throw new PastPruned(since)
}

/** Organisations that are looked at between two turns of the event loop. */
const LOOKS = 200

/** Rows per step: some milliseconds, after which other writes have their turn. */
const STEP = 5_000

/** Organisations after `?1` with past rules that no revision since `?2` had, and the newest revision at that time. */
const PRUNABLE = `
  SELECT n, since FROM (
    SELECT n, (SELECT revision FROM changes WHERE org = n AND at <= ?2 ORDER BY at DESC, revision DESC LIMIT 1) AS since
      FROM organisations WHERE n > ?1 AND n <= ?1 + ${LOOKS} ORDER BY n)
   WHERE EXISTS (SELECT 1 FROM past_rules INDEXED BY past_rules_by_removal WHERE org = n AND removed <= since)`

const DELETE = `
  DELETE FROM past_rules WHERE org = ?1 AND place IN (
    SELECT place FROM past_rules INDEXED BY past_rules_by_removal WHERE org = ?1 AND removed <= ?2 LIMIT ${STEP})`

/** Deletes the past rules that were gone at that time. What is kept is noted first, so nobody reads a part. */
export const prunePast = async (db: Database, writer: Pick<Writer, 'run'>, before: Date): Promise<number> => {
  let total = 0
  const last = db.get<{ n: number }>('SELECT max(n) AS n FROM organisations')?.n ?? 0
  for (let after = 0; after < last; after += LOOKS) {
    const found = db.all<{ n: number; since: Revision }>(PRUNABLE, after, before.getTime() - 1)
    for (const { n, since } of found) total += await pruneOne(writer, n, since)
    await turn()
  }
  return total
}

const pruneOne = async (writer: Pick<Writer, 'run'>, org: number, since: Revision): Promise<number> => {
  const note = `INSERT INTO past_kept (org, since) VALUES (?, ?)
    ON CONFLICT (org) DO UPDATE SET since = max(since, excluded.since)`
  await writer.run(statement(note, org, since))
  for (let total = 0; ; ) {
    const [ran] = await writer.run(statement(DELETE, org, since))
    const deleted = ran?.changes ?? 0
    total += deleted
    if (deleted < STEP) return total
  }
}
