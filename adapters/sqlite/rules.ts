import { setImmediate as turn } from 'node:timers/promises'
import type { Revision } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import type { KeptRule } from '../../src/ports/archive.ts'
import { RuleExists, RuleMissing } from '../../src/ports/errors.ts'
import type { Database } from './database.ts'
import { parsed } from './documents.ts'
import { isDuplicate } from './driver-errors.ts'

/**
 * An organisation's rules. Each is kept as its JSON text, so no character has a meaning and no two rules share a text.
 * A rule's place says when it was added. Places alone decide what a reader sees of a revision, so a reader needs no
 * transaction that stays open.
 */
const PLACES = 65_536

/** The place of the n-th rule that a revision adds. */
export const placeOf = (revision: Revision, n: number): number => revision * PLACES + n

/** Rules per batch: a tenth of a millisecond of reading between two turns of the event loop. */
const BATCH = 256

/** Within the caller's transaction. Removals go first: a rule that is removed and added moves to the end. @throws RuleMissing, RuleExists */
export const changeRules = (
  db: Database,
  at: { readonly org: number; readonly revision: Revision },
  { adds, removes }: { readonly adds: readonly Rule[]; readonly removes: readonly Rule[] },
): void => {
  if (adds.length > PLACES) throw new RangeError(`a change adds at most ${PLACES} rules`)
  for (const rule of removes) remove(db, at, rule)
  for (const [n, rule] of adds.entries()) insert(db, [at.org, placeOf(at.revision, n), ruleKey(rule)])
}

const insert = (db: Database, row: [org: number, place: number, key: string]): void => {
  try {
    db.run('INSERT INTO rules (org, place, rule) VALUES (?, ?, ?)', ...row)
  } catch (error) {
    if (isDuplicate(error)) throw new RuleExists(`there already: ${row[2]}`)
    throw error
  }
}

const remove = (db: Database, at: { org: number; revision: Revision }, rule: Rule): void => {
  const key = ruleKey(rule)
  const row = db.get<{ place: number }>(
    'DELETE FROM rules WHERE org = ? AND rule = ? RETURNING place',
    at.org,
    key,
  )
  if (!row) throw new RuleMissing(`not there: ${key}`)
  db.run(
    'INSERT INTO past_rules (org, place, rule, removed) VALUES (?, ?, ?, ?)',
    at.org,
    row.place,
    key,
    at.revision,
  )
}

/**
 * What held at the revision, from a place on, as one JSON text: a row per rule would take twice the time. The LIMIT inside keeps
 * the order. The newest revision needs few past rules, found by when they were removed. An old revision needs many, read in order.
 */
const batchOf = (past: 'newest' | 'old') => `
  SELECT max(place) AS last, '[' || group_concat(rule, ',') || ']' AS rules, count(*) AS size FROM (
    SELECT place, rule FROM rules WHERE org = ?1 AND place >= ?2 AND place < ?3
    UNION ALL
    SELECT place, rule FROM past_rules ${past === 'newest' ? 'INDEXED BY past_rules_by_removal' : 'NOT INDEXED'}
     WHERE org = ?1 AND place >= ?2 AND place < ?3 AND removed > ?4
    ORDER BY place LIMIT ${BATCH})`

const SQL = { newest: batchOf('newest'), old: batchOf('old') }

interface Batch {
  readonly size: number
  readonly last: number
  readonly rules: string
}

/** The rules of a revision in the order in which they were added; of those, the ones added after a revision. */
export async function* rulesAt(
  db: Database,
  at: { readonly org: number; readonly revision: Revision },
  past: 'newest' | 'old',
  after: Revision = -1,
): AsyncGenerator<readonly Rule[]> {
  const end = placeOf(at.revision + 1, 0)
  let from = placeOf(after + 1, 0)
  for (;;) {
    const batch = db.get<Batch>(SQL[past], at.org, from, end, at.revision)
    if (!batch?.size) return
    yield parsed<Rule[]>(batch.rules, 'rules')
    if (batch.size < BATCH) return
    from = batch.last + 1
    await turn()
  }
}

const ORIGINS = `
  SELECT rule, max(place) AS place FROM (
    SELECT rule, place FROM rules WHERE org = ?1 AND place < ?2 AND rule IN (SELECT value FROM json_each(?4))
    UNION ALL
    SELECT rule, place FROM past_rules
     WHERE org = ?1 AND place < ?2 AND removed > ?3 AND rule IN (SELECT value FROM json_each(?4)))
  GROUP BY rule`

/** The revision that added each rule, as it held at a revision. */
export const originsOf = (
  db: Database,
  at: { readonly org: number; readonly revision: Revision },
  rules: readonly Rule[],
): (Revision | undefined)[] => {
  const keys = rules.map(ruleKey)
  const rows = db.all<{ rule: string; place: number }>(
    ORIGINS,
    at.org,
    placeOf(at.revision + 1, 0),
    at.revision,
    JSON.stringify(keys),
  )
  const found = new Map(rows.map(({ rule, place }) => [rule, Math.floor(place / PLACES)]))
  return keys.map(key => found.get(key))
}

const EVERY_RULE = `
  SELECT place, rule, NULL AS removed FROM rules WHERE org = ?1 AND place > ?2
  UNION ALL
  SELECT place, rule, removed FROM past_rules WHERE org = ?1 AND place > ?2
  ORDER BY place LIMIT ${BATCH}`

/** Every rule of an organisation, past ones too. No two have the same place, so a place is enough of a cursor. */
export async function* allRules(db: Database, org: OrgId): AsyncGenerator<readonly KeptRule[]> {
  const n = db.get<{ n: number }>('SELECT n FROM organisations WHERE id = ?', org)?.n
  let after = -1
  while (n !== undefined) {
    const rows = db.all<{ place: number; rule: string; removed: number | null }>(EVERY_RULE, n, after)
    yield rows.map(({ place, rule, removed }) => ({
      rule: parsed<Rule>(rule, 'rules'),
      since: Math.floor(place / PLACES),
      nth: place % PLACES,
      ...(removed === null ? {} : { until: removed }),
    }))
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    after = last.place
    await turn()
  }
}
