import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { loadSnapshot } from '../../src/engine/snapshot.ts'
import { NEW_CHAIN } from '../../src/model/audit-chain.ts'
import type { ChangeRecord } from '../../src/model/change.ts'
import type { Rule } from '../../src/model/rule.ts'
import { createPast } from '../../src/policy/past.ts'
import type { ArchiveRecord } from '../../src/ports/archive.ts'
import type { Store } from '../../src/ports/store.ts'
import { shippedSet } from '../engine.ts'
import { median, milli, type Row } from '../measure.ts'
import { datasetOf, orgOf, personOf, questions, recordOf, rulesOf } from '../organisations.ts'
import { below, randomFrom } from '../random.ts'

const REVISIONS = 100_000
/** As many grants come and go. */
const PAIRS = 5_000
const ORG = orgOf(0)
const ASKED = [1, 1_000, 25_000, 50_000, 75_000, 99_000, 99_999]

/** A grant is given in one change and taken in a later one. */
function* history(): Generator<ArchiveRecord> {
  yield {
    of: 'organisation',
    organisation: recordOf(ORG),
    revision: REVISIONS,
    at: new Date(REVISIONS * 1_000),
    chain: NEW_CHAIN,
  }
  const held = new Set<string>()
  const random = randomFrom(7)
  for (let revision = 1; revision <= REVISIONS; revision += 1) {
    const nth = below(random, PAIRS)
    const [who, what] = [personOf(nth % 1_000), datasetOf(nth % 997)]
    const grant: Rule = ['p', who, ORG, what, 'manage', 'allow']
    const key = grant.join()
    const first = revision === 1
    const gives = !held.has(key)
    if (!first) gives ? held.add(key) : held.delete(key)
    const value: ChangeRecord = {
      org: ORG,
      revision,
      at: new Date(revision * 1_000),
      actor: 'operator',
      operation: 'setGrant',
      target: what,
      adds: first ? rulesOf(0) : gives ? [grant] : [],
      removes: first || gives ? [] : [grant],
      narrows: !gives,
      touched: [],
    }
    yield { of: 'change', value }
  }
}

async function* records() {
  yield* history()
}

/** The newest rules are in memory, as in a service; nothing of the past is. */
const asked = async (store: Store, inMemory: boolean): Promise<number[]> => {
  const set = shippedSet()
  const [question] = questions(1, 1)
  const newest = await store.policy.snapshot(ORG)
  if (!question || !newest) throw new Error('nothing to ask')
  const now = await loadSnapshot(set, newest)
  const times: number[] = []
  for (const revision of ASKED) {
    const compiled = async () => set
    const view = async () => (inMemory ? now : undefined)
    const { snapshot } = createPast({ store, compiled, compiledVersion: compiled, view })
    const start = performance.now()
    ;(await snapshot(ORG, { revision })).check(question)
    times.push(performance.now() - start)
  }
  return times
}

/** A check as of a revision, nothing of the past in memory. */
export const past: Row = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const store = await openSqliteStore({ path: join(folder, 'kasbah.db') })
  try {
    await store.archive.fill(records(), async () => {})
    const times = await asked(store, true)
    const whole = await asked(store, false)
    return [
      {
        what: `a check as of a revision, of ${REVISIONS} revisions and 14,000 rules or more, from the embedded store`,
        goal: '< 200 ms',
        measured: `median ${milli(median(times))}, worst ${milli(Math.max(...times))}`,
        beside: `all rules read: median ${milli(median(whole))}, worst ${milli(Math.max(...whole))}`,
      },
    ]
  } finally {
    await store.close()
    await rm(folder, { recursive: true })
  }
}
