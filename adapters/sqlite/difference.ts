/** What turns the rules of one revision into those of another, read off the rules themselves and not off every change between. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Revision } from '../../src/model/change.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import type { Database } from './database.ts'
import { parsed } from './documents.ts'
import { placeOf, rulesAt } from './rules.ts'

export interface Between {
  /** The organisation's number. */
  readonly org: number
  readonly low: Revision
  readonly high: Revision
  readonly isNewest: boolean
}

/** Removed rules that are passed over between two turns of the event loop. */
const WINDOW = 512

const END = `SELECT removed, place FROM past_rules INDEXED BY past_rules_by_removal
  WHERE org = ? AND (removed, place) > (?, ?) AND removed <= ? ORDER BY removed, place LIMIT 1 OFFSET ${WINDOW - 1}`

const GONE = `SELECT '[' || group_concat(rule, ',') || ']' AS rules FROM past_rules INDEXED BY past_rules_by_removal
  WHERE org = ? AND (removed, place) > (?, ?) AND (removed, place) <= (?, ?) AND place < ?`

type Place = readonly [removed: Revision, place: number]

/** The rules that held at `low` and were removed by `high`. */
async function* gone(db: Database, { org, low, high }: Between): AsyncGenerator<readonly Rule[]> {
  let from: Place = [low, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const end = db.get<{ removed: Revision; place: number }>(END, org, ...from, high)
    const to: Place = end ? [end.removed, end.place] : [high, Number.MAX_SAFE_INTEGER]
    const rows = db.get<{ rules: string | null }>(GONE, org, ...from, ...to, placeOf(low + 1, 0))
    if (rows?.rules) yield parsed<Rule[]>(rows.rules, 'past_rules')
    if (!end) return
    from = to
    await turn()
  }
}

/** All of them by their keys; undefined when there are more than so many. */
const gathered = async (
  rules: AsyncIterable<readonly Rule[]>,
  most: number,
): Promise<Map<string, Rule> | undefined> => {
  const all = new Map<string, Rule>()
  for await (const some of rules) {
    for (const rule of some) all.set(ruleKey(rule), rule)
    if (all.size > most) return undefined
  }
  return all
}

/** From the lower revision to the higher one; undefined when either side has more than so many rules. */
export const differenceOf = async (
  db: Database,
  between: Between,
  most: number,
): Promise<{ adds: readonly Rule[]; removes: readonly Rule[] } | undefined> => {
  const { org, low, high, isNewest } = between
  const went = await gathered(gone(db, between), most)
  if (!went) return undefined
  const came = await gathered(rulesAt(db, { org, revision: high }, isNewest ? 'newest' : 'old', low), most)
  if (!came) return undefined
  // A rule that was removed and added again holds on both sides.
  for (const key of came.keys()) if (went.delete(key)) came.delete(key)
  return { adds: [...came.values()], removes: [...went.values()] }
}
