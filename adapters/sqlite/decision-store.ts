import { setImmediate as turn } from 'node:timers/promises'
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

type Condition = readonly [sql: string, value: string | number]

const given = (...lines: (readonly [string, string | number | undefined])[]): readonly Condition[] =>
  lines.filter((line): line is [string, string | number] => line[1] !== undefined)

/** Those that an index answers. Column names are ours; values are always bound. */
const indexed = (org: OrgId, subject: string | undefined, { resource, since, until }: DecisionFilter) =>
  given(
    ['org = ?', org],
    ['subject = ?', subject],
    ['resource = ?', subject === undefined ? resource : undefined],
    ['at >= ?', since?.getTime()],
    ['at < ?', until?.getTime()],
  )

/** Those for which each decision is read. */
const looked = (subject: string | undefined, { resource, action, allowed }: DecisionFilter) =>
  given(
    ['resource = ?', subject === undefined ? undefined : resource],
    ["doc ->> 'action' = ?", action],
    ["doc ->> 'allowed' = ?", allowed === undefined ? undefined : Number(allowed)],
  )

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

/** Decisions that are read for one answer before other work has its turn: few of them may be what is asked for. */
const WINDOW = 5_000

type Place = readonly [at: number, n: number]

const bound = (compared: '<' | '>=', place: Place | undefined) =>
  place ? [[`(at, n) ${compared} (?, ?)`, ...place] as const] : []

/** One more than the page holds, the newest first. */
const rowsOf = async (
  db: Database,
  { org, subject, filter }: Asked,
  page: PageRequest,
): Promise<readonly Row[]> => {
  const [by, beside] = [indexed(org, subject, filter), looked(subject, filter)]
  const read = (columns: string, conditions: readonly Condition[], range: Range, limit: string): Row[] => {
    const where = [...conditions, ...bound('<', range.before), ...bound('>=', range.from)]
    return db.all<Row>(
      `SELECT ${columns} FROM decisions INDEXED BY ${wayIn(subject, filter)}
        WHERE ${where.map(([sql]) => sql).join(' AND ')} ORDER BY at DESC, n DESC LIMIT ${limit}`,
      ...where.flatMap(([, ...values]) => values),
    )
  }
  const found: Row[] = []
  let before: Place | undefined = page.after === undefined ? undefined : momentOf(page.after)
  for (;;) {
    const [end] = beside.length > 0 ? read('n, at', by, { before }, `1 OFFSET ${WINDOW}`) : []
    const from: Place | undefined = end && [end.at, end.n]
    found.push(...read('n, at, doc', [...by, ...beside], { before, from }, String(page.limit + 1)))
    if (!from || found.length > page.limit) return found
    before = from
    await turn()
  }
}

/** A stretch of the index, from its newest end to its oldest. */
interface Range {
  readonly before?: Place | undefined
  readonly from?: Place | undefined
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
    const found: Row[] = []
    for (const subject of filter.subjects ?? [undefined])
      found.push(...(await rowsOf(db, { org, subject, filter }, page)))
    const rows = found.sort((one, other) => other.at - one.at || other.n - one.n)
    const { items, next } = cut(rows.slice(0, page.limit + 1), page.limit, placeOf)
    return { items: items.map(decisionOf), ...(next === undefined ? {} : { next }) }
  },
  prune: before => pruneBefore(writer, 'decisions', before),
})
