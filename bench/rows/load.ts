import { shippedSet, snapshotOf } from '../engine.ts'
import { median, milli, perSecond, type Row } from '../measure.ts'
import { questions, rulesOf } from '../organisations.ts'

/** From the store's rules to a snapshot, and to the first answer. */
export const load: Row = async () => {
  const set = shippedSet()
  const [question] = questions(1, 1)
  if (!question) throw new Error('no question')
  const rules = Array.from({ length: 20 }, (_, i) => rulesOf(i))
  const cold: number[] = []
  for (const [i, own] of rules.entries()) {
    const start = performance.now()
    const snapshot = await snapshotOf(set, i, own)
    snapshot.check(question)
    cold.push(performance.now() - start)
  }
  const rates: number[] = []
  for (let round = 0; round < 3; round++)
    for (const [i, own] of rules.entries()) {
      const start = process.threadCpuUsage()
      await snapshotOf(set, i, own)
      const { user, system } = process.threadCpuUsage(start)
      rates.push(own.length / ((user + system) / 1e6))
    }
  return [
    { what: 'rules made into snapshots', goal: '1M rules/s', measured: `${perSecond(median(rates))} rules` },
    {
      what: 'first answer of an organisation that was not loaded (14,000 rules, in memory)',
      goal: '< 100 ms',
      measured: `the very first ${milli(cold[0] ?? Number.NaN)}; median ${milli(median(cold))}`,
    },
  ]
}
