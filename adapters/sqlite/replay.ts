import type { DatabaseSync } from 'node:sqlite'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import { placeOf } from './rules.ts'

interface Organisation {
  readonly n: number
  readonly id: string
  readonly head: number
}

/** Whether each organisation's revisions have no gap, and its rules, present and past, are what its changes come to. */
export const replayFindings = (connection: DatabaseSync): string[] =>
  connection
    .prepare('SELECT n, id, head FROM organisations')
    .all()
    .map(row => ({ n: Number(row.n), id: String(row.id), head: Number(row.head) }))
    .flatMap(organisation => [...gaps(connection, organisation), ...differences(connection, organisation)])

const gaps = (connection: DatabaseSync, { n, id, head }: Organisation): string[] => {
  const seen = connection
    .prepare(
      'SELECT count(*) AS total, min(revision) AS low, max(revision) AS high FROM changes WHERE org = ?',
    )
    .get(n)
  return seen?.total === head && seen.low === 1 && seen.high === head
    ? []
    : [`${id}: head ${head}, but ${seen?.total} changes from ${seen?.low} to ${seen?.high}`]
}

const differences = (connection: DatabaseSync, { n, id }: Organisation): string[] => {
  const { present, past } = replay(connection, n)
  return [
    ...compare(
      connection.prepare('SELECT place || rule AS line FROM rules WHERE org = ?').iterate(n),
      present.entries().map(([key, place]) => `${place}${key}`),
      `${id}: the rules`,
    ),
    ...compare(
      connection.prepare('SELECT place || rule || removed AS line FROM past_rules WHERE org = ?').iterate(n),
      past.values(),
      `${id}: the past rules`,
    ),
  ]
}

/** Every rule of the changes with its place, and where it went again. */
const replay = (connection: DatabaseSync, n: number) => {
  const present = new Map<string, number>()
  const past: string[] = []
  const changes = connection
    .prepare('SELECT revision, adds, removes FROM changes WHERE org = ? ORDER BY revision')
    .iterate(n)
  for (const { revision, adds, removes } of changes) {
    for (const rule of rules(removes)) {
      past.push(`${present.get(ruleKey(rule))}${ruleKey(rule)}${revision}`)
      present.delete(ruleKey(rule))
    }
    for (const [i, rule] of rules(adds).entries()) present.set(ruleKey(rule), placeOf(Number(revision), i))
  }
  return { present, past }
}

const rules = (text: unknown): Rule[] => JSON.parse(String(text))

const compare = (
  kept: Iterable<Record<string, unknown>>,
  replayed: Iterable<string>,
  what: string,
): string[] => {
  const expected = new Set(replayed)
  let foreign = 0
  for (const { line } of kept) if (!expected.delete(String(line))) foreign += 1
  return foreign + expected.size === 0
    ? []
    : [`${what} are not what its changes come to: ${expected.size} missing, ${foreign} too many`]
}
