import type { Change, ChangeRecord, Revision } from '../../src/model/change.ts'
import { changeEvents, changeRecord } from '../../src/model/commit.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { LineClock } from '../../src/model/line-clock.ts'
import type { Kinds } from '../../src/model/records.ts'
import type { Rule } from '../../src/model/rule.ts'
import type { PolicyStore } from '../../src/ports/policy-store.ts'
import { changesBetween, history, revisionAt } from './changes.ts'
import type { Database } from './database.ts'
import { differenceOf } from './difference.ts'
import { readOrganisation } from './documents.ts'
import { keptSince, prunePast, requireKept } from './past.ts'
import { recordStatements } from './records/record-writes.ts'
import { originsOf, rulesAt } from './rules.ts'
import type { Stream } from './stream.ts'
import type { Writer } from './writer/writer.ts'

interface HeadRow {
  readonly n: number
  readonly head: Revision
  readonly doc: string
}

export const policyStore = (db: Database, pen: Pen, stream: Stream): PolicyStore => {
  const find = (org: OrgId) => db.get<HeadRow>('SELECT n, head, doc FROM organisations WHERE id = ?', org)

  const difference = async (org: OrgId, [from, to]: readonly [Revision, Revision], most: number) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)]
    const { n, head } = find(org) ?? { n: -1, head: 0 }
    requireKept(db, n, low)
    const found = await differenceOf(db, { org: n, low, high, isNewest: high >= head }, most)
    // They may have been pruned while they were read.
    requireKept(db, n, low)
    return found && from > to ? { adds: found.removes, removes: found.adds } : found
  }

  return {
    head: async org => find(org)?.head ?? 0,
    snapshot: async (org, asked) => {
      const found = find(org)
      if (!found) return undefined
      const revision = asked ?? found.head
      if (!Number.isInteger(revision) || revision < 1 || revision > found.head) return undefined
      const organisation = readOrganisation(found.doc)
      const at = { org: found.n, revision }
      if (revision === found.head) return { organisation, revision, rules: rulesAt(db, at, 'newest') }
      requireKept(db, found.n, revision)
      return { organisation, revision, rules: oldRules(db, at) }
    },
    apply: async (org, change) => {
      const record = await apply(pen, org, change)
      stream.made(record)
      return { revision: record.revision, at: record.at }
    },
    // Where others write, a change that conflicts would leave its place to one of theirs.
    ...(stream.alone ? { inOrder: true as const } : {}),
    history: async (org, page) => history(db, org, page),
    changes: (org, after, until = Number.MAX_SAFE_INTEGER) => changesBetween(db, org, { after, until }),
    revisionAt: async (org, at) => revisionAt(db, org, at),
    origins: async (org, rules, at) => {
      const n = find(org)?.n ?? -1
      requireKept(db, n, at)
      return originsOf(db, { org: n, revision: at }, rules)
    },
    diff: async (org, from, to) =>
      (await difference(org, [from, to], Number.POSITIVE_INFINITY)) ?? { adds: [], removes: [] },
    diffWithin: (most, org, from, to) => difference(org, [from, to], most),
    oldest: async org => keptSince(db, find(org)?.n ?? -1),
    prune: before => prunePast(db, pen.writer, before),
    watch: stream.watch,
  }
}

/** The rules of an old revision: whole, although they may be pruned while they are read. @throws PastPruned */
async function* oldRules(
  db: Database,
  at: { readonly org: number; readonly revision: Revision },
): AsyncGenerator<readonly Rule[]> {
  yield* rulesAt(db, at, 'old')
  requireKept(db, at.org, at.revision)
}

/** What changes are written with. */
export interface Pen {
  readonly writer: Pick<Writer, 'change' | 'run'>
  readonly kinds: Kinds
  readonly clock: LineClock
}

const apply = async ({ writer, kinds, clock }: Pen, org: OrgId, change: Change): Promise<ChangeRecord> => {
  const { expected, receipt, records } = change
  if (expected === 0 && !records.some(write => 'put' in write && write.put === 'organisation'))
    throw new TypeError(`the first change of ${org} does not put the organisation`)
  const statements = records.flatMap(write => recordStatements(kinds, org, write))
  const record = changeRecord(org, change, { revision: expected + 1, at: clock.begun() })
  const events = changeEvents(record, change)
  const at = await writer.change({ record, events, statements, ...(receipt ? { receipt } : {}) })
  clock.made(at)
  return { ...record, at }
}
