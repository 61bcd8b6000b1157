import type { Decision } from '../../src/model/decision.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { PageRequest } from '../../src/model/page.ts'
import type { DecisionFilter, DecisionStore } from '../../src/ports/decision-store.ts'
import type { Database } from './database.ts'
import { parsed } from './documents.ts'
import { cut, momentOf, placeOf } from './paging.ts'
import { pruneBefore } from './pruning.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

/** One statement for all of them: they arrive by the hundred. */
const INSERT = `INSERT INTO decisions (org, at, subject, resource, doc)
  SELECT value ->> 'org', value ->> 'ms', value ->> 'subject', value ->> 'resource', json_remove(value, '$.ms')
  FROM json_each(?)`

interface Row {
  readonly n: number
  readonly at: number
  readonly doc: string
}

const decisionOf = ({ doc, at }: Row): Decision => ({
  ...parsed<Omit<Decision, 'at'>>(doc, 'decisions'),
  at: new Date(at),
})

/** Each filter that is given, as a condition and its value. Column names are ours; values are always bound. */
const conditions = (
  subject: string | undefined,
  { resource, action, allowed, since, until }: DecisionFilter,
) =>
  [
    ['subject = ?', subject],
    ['resource = ?', resource],
    ["doc ->> 'action' = ?", action],
    ["doc ->> 'allowed' = ?", allowed === undefined ? undefined : Number(allowed)],
    ['at >= ?', since?.getTime()],
    ['at < ?', until?.getTime()],
  ].filter((line): line is [string, string | number] => line[1] !== undefined)

/** The most selective index. */
const wayIn = (subject: string | undefined, { resource }: DecisionFilter): string => {
  if (subject !== undefined) return 'decisions_by_subject'
  return resource === undefined ? 'decisions_by_time' : 'decisions_by_resource'
}

interface Asked {
  readonly org: OrgId
  readonly subject: string | undefined
  readonly filter: DecisionFilter
}

/** One more than the page holds. */
const rowsOf = (db: Database, { org, subject, filter }: Asked, page: PageRequest): Row[] => {
  const asked = conditions(subject, filter)
  const after = page.after === undefined ? [] : momentOf(page.after)
  const beyond = after.length > 0 ? ['(at, n) < (?, ?)'] : []
  const where = ['org = ?', ...asked.map(([sql]) => sql), ...beyond]
  return db.all<Row>(
    `SELECT n, at, doc FROM decisions INDEXED BY ${wayIn(subject, filter)}
      WHERE ${where.join(' AND ')} ORDER BY at DESC, n DESC LIMIT ?`,
    org,
    ...asked.map(([, value]) => value),
    ...after,
    page.limit + 1,
  )
}

export const decisionStore = (db: Database, writer: Writer): DecisionStore => ({
  append: async decisions => {
    if (decisions.length === 0) return
    await writer.run(
      statement(INSERT, JSON.stringify(decisions.map(({ at, ...rest }) => ({ ...rest, ms: at.getTime() })))),
    )
  },
  query: async (org, filter, page) => {
    // Each of them in the order of the index, and then the newest of all.
    const found = (filter.subjects ?? [undefined]).flatMap(subject =>
      rowsOf(db, { org, subject, filter }, page),
    )
    const rows = found.sort((one, other) => other.at - one.at || other.n - one.n)
    const { items, next } = cut(rows.slice(0, page.limit + 1), page.limit, placeOf)
    return { items: items.map(decisionOf), ...(next === undefined ? {} : { next }) }
  },
  prune: before => pruneBefore(writer, 'decisions', before),
})
