/**
 * How lines of the trail are looked for: by the most selective index, the newest first. What no index answers is looked for among a
 * number of lines at a time, and requests are answered in between: a rare operation may be far back.
 */
import type { AuditEvent } from '../../src/model/audit.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { AuditFilter } from '../../src/ports/audit-store.ts'
import type { Turns } from '../../src/ports/turns.ts'
import type { Database } from './database.ts'
import { momentOf } from './paging.ts'

/** Lines a step: a millisecond. */
const STEP = 500

/** As in the index of refusals. */
const OUTCOMES = {
  refused: "a.doc ->> '$.outcome' = 'refused'",
  done: "a.doc ->> '$.outcome' = 'done'",
} as const satisfies Record<AuditEvent['outcome'], string>

/** An index, and the filters that it answers beside the organisation and the time. SQLite keeps no statistics here and might choose another. */
interface WayIn {
  readonly from: string
  /** The table whose columns are in the order of the index. */
  readonly by: 's' | 'a'
  readonly answers?: 'subject' | 'target' | 'actor' | 'operation' | 'outcome'
}

const wayIn = ({ subject, actor, target, operation, outcome }: AuditFilter): WayIn => {
  if (subject !== undefined) return { from: 'audit_subjects s', by: 's', answers: 'subject' }
  if (target !== undefined) return indexed('target', 'audit_by_target')
  if (actor !== undefined) return indexed('actor', 'audit_by_actor')
  if (outcome === 'refused') return indexed('outcome', 'audit_refused')
  if (operation !== undefined) return indexed('operation', 'audit_by_operation')
  return { from: 'audit a INDEXED BY audit_by_time', by: 'a' }
}

const indexed = (answers: NonNullable<WayIn['answers']>, index: string): WayIn => ({
  from: `audit a INDEXED BY ${index}`,
  by: 'a',
  answers,
})

/** A condition, and what is bound in it. Column names are ours. */
interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

const condition = (sql: string, ...values: (string | number | undefined)[]): Condition[] => {
  const given = values.filter(value => value !== undefined)
  return given.length === values.length ? [{ sql, values: given }] : []
}

const all = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => sql).join(' AND '),
  values: conditions.flatMap(({ values }) => values),
})

type Place = readonly [at: number, n: number]

interface Asked {
  readonly org: OrgId
  readonly filter: AuditFilter
  readonly after: string | undefined
}

/** What the filter says, by its name. */
const said = ({ actor, operation, target, outcome }: AuditFilter) => ({
  actor: condition('a.actor = ?', actor),
  operation: condition('a.operation = ?', operation),
  target: condition('a.target = ?', target),
  outcome: outcome === undefined ? [] : condition(OUTCOMES[outcome]),
})

const inIndex = ({ by, answers }: WayIn, { org, filter }: Asked): Condition[] => [
  ...condition(`${by}.org = ?`, org),
  ...(answers === undefined
    ? []
    : answers === 'subject'
      ? condition('s.subject = ?', filter.subject)
      : said(filter)[answers]),
  ...condition(`${by}.at >= ?`, filter.since?.getTime()),
  ...condition(`${by}.at < ?`, filter.until?.getTime()),
]

const besideIndex = ({ answers }: WayIn, { filter }: Asked): Condition[] =>
  Object.entries(said(filter)).flatMap(([name, conditions]) => (name === answers ? [] : conditions))

/** Statements, each without its LIMIT, that answer the lines one after the other: one where an index answers all that was asked. */
export async function* stepsOf(db: Database, asked: Asked, turns: Turns): AsyncGenerator<Condition> {
  const way = wayIn(asked.filter)
  const { from, by } = way
  const [within, beside] = [inIndex(way, asked), besideIndex(way, asked)]
  const order = `ORDER BY ${by}.at DESC, ${by}.n DESC`
  const at = (compared: '<' | '>=', place: Place | undefined) =>
    place ? condition(`(${by}.at, ${by}.n) ${compared} (?, ?)`, ...place) : []
  let place: Place | undefined = asked.after === undefined ? undefined : momentOf(asked.after)
  do {
    const left = [...within, ...at('<', place)]
    const among = all(left)
    const end =
      beside.length === 0
        ? undefined
        : db.get<{ at: number; n: number }>(
            `SELECT ${by}.at, ${by}.n FROM ${from} WHERE ${among.sql} ${order} LIMIT 1 OFFSET ${STEP - 1}`,
            ...among.values,
          )
    const last: Place | undefined = end && [end.at, end.n]
    const wanted = all([...left, ...at('>=', last), ...beside])
    const joined = by === 's' ? `${from} CROSS JOIN audit a ON a.n = s.n` : from
    yield {
      sql: `SELECT a.n, a.at, a.doc FROM ${joined} WHERE ${wanted.sql} ${order}`,
      values: wanted.values,
    }
    place = last
    if (place && turns.isOver()) await turns.nextTurn()
  } while (place)
}
