import type { Snapshot } from '../../src/engine/snapshot.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { createHeldSnapshots } from '../../src/replica/held-snapshots.ts'
import { shippedSet, snapshotOf } from '../engine.ts'
import { grantChange } from '../grants.ts'
import {
  inUse,
  type Measured,
  median,
  micro,
  milli,
  milliseconds,
  quantile,
  type Row,
  rate,
} from '../measure.ts'
import { datasetOf, orgOf, personOf, questions, rulesOf } from '../organisations.ts'
import { below, randomFrom } from '../random.ts'
import { sized } from '../scale/series.ts'

const ORGANISATIONS = 1_000
const SIZE = sized(10_000)
const ASKED = 50_000
/** The large organisation that changes, and how often a second. */
const LARGE = 1_000_000
const CHANGES = 2_000
const CHANGES_A_SECOND = 100

/** Ten million rules, all in memory. */
const tenMillion = async (): Promise<{ readonly measured: Measured[]; readonly held: Snapshot[] }> => {
  const set = shippedSet()
  const before = inUse()
  const held: Snapshot[] = []
  const first: number[] = []
  const [question] = questions(1, 1, SIZE)
  let rules = 0
  for (let i = 0; i < ORGANISATIONS; i += 1) {
    const made = rulesOf(i, SIZE)
    rules += made.length
    const begun = performance.now()
    const snapshot = await snapshotOf(set, i, structuredClone(made))
    if (question) snapshot.check(question)
    first.push(performance.now() - begun)
    held.push(snapshot)
  }
  const bytes = inUse() - before
  const asked = questions(ASKED, ORGANISATIONS, SIZE)
  const all = () => {
    for (const one of asked) held[one.org]?.check(one)
  }
  all()
  const perSecond = rate(5, ASKED, all)
  const times = asked.map(one => milliseconds(() => held[one.org]?.check(one)))
  const what = `${rules.toLocaleString('en')} rules in ${ORGANISATIONS.toLocaleString('en')} organisations`
  const measured = [
    {
      what: `memory of ${what}`,
      goal: '30 bytes a rule',
      measured: `${(bytes / 1e6).toFixed(0)} MB, ${(bytes / rules).toFixed(1)} bytes a rule`,
    },
    {
      what: 'first answer of each of them, from its rules',
      goal: '< 100 ms',
      measured: `median ${milli(median(first))}, p99 ${milli(quantile(first, 0.99))}`,
    },
    {
      what: 'a check at random in them',
      goal: '180k/s',
      measured: `${(perSecond / 1e3).toFixed(0)}k/s; p99 ${micro(quantile(times, 0.99))}`,
    },
  ]
  return { measured, held }
}

/** Memory for four of ten organisations, one of ten asked nearly always: those are never let go. */
const eviction = (held: readonly Snapshot[]): Measured => {
  const memory = held.reduce((sum, { bytes }) => sum + bytes, 0) * 0.4
  const kept = createHeldSnapshots(memory, () => {}, Date.now)
  const random = randomFrom(5)
  const loads = { hot: 0, cold: 0 }
  const ask = (org: number, kind: keyof typeof loads) => {
    const snapshot = held[org]
    if (!snapshot || kept.current(orgOf(org) as OrgId)) return
    loads[kind] += 1
    kept.keep(orgOf(org) as OrgId, snapshot, snapshot.revision)
  }
  const hot = ORGANISATIONS / 10
  for (let i = 0; i < ORGANISATIONS; i += 1) ask(i, 'cold')
  for (let i = 0; i < 10 * hot; i += 1) ask(i % hot, 'hot')
  loads.hot = 0
  loads.cold = 0
  for (let i = 0; i < 1_000_000; i += 1)
    if (below(random, 100) === 0) ask(hot + below(random, ORGANISATIONS - hot), 'cold')
    else ask(below(random, hot), 'hot')
  return {
    what: 'memory for 40 % of them, 10 % asked 99 times in 100: loaded again in a million questions',
    goal: 'none of the 10 %',
    measured: `${loads.hot} of the 10 %, ${loads.cold.toLocaleString('en')} of the others`,
  }
}

const grantAt = (i: number): Rule => [
  'p',
  personOf((i * 31) % 1_000),
  orgOf(0),
  datasetOf((i * 7) % 1_000),
  'can_manage',
  'allow',
]

/** An organisation of a million rules that changes all the time. */
const underChange = async (): Promise<Measured> => {
  let snapshot = await snapshotOf(shippedSet(), 0, rulesOf(0, sized(LARGE)))
  const times: number[] = []
  const busy = process.threadCpuUsage()
  for (let i = 0; i < CHANGES; i += 1) {
    const rule = grantAt(i)
    const kind = snapshot.has(rule) ? 'removes' : 'adds'
    const change = grantChange(snapshot.revision, kind, rule)
    const begun = performance.now()
    snapshot = await snapshot.advance(change)
    times.push(performance.now() - begun)
  }
  const { user, system } = process.threadCpuUsage(busy)
  const share = ((user + system) / 1e6 / CHANGES) * CHANGES_A_SECOND
  return {
    what: `an organisation of ${LARGE.toLocaleString('en')} rules under ${CHANGES_A_SECOND} changes a second`,
    goal: 'checks go on',
    measured: `a change takes ${milli(median(times))}, p99 ${milli(quantile(times, 0.99))}, worst ${milli(Math.max(...times))} in turns; ${(share * 100).toFixed(1)} % of a core`,
  }
}

/** What ten million rules take, and a million under change. */
export const large: Row = async () => {
  const { measured, held } = await tenMillion()
  const evicted = eviction(held)
  held.length = 0
  return [...measured, evicted, await underChange()]
}
