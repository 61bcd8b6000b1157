import type { Rule } from '../../src/model/rule.ts'
import { shippedSet, snapshotOf } from '../engine.ts'
import { grantChange } from '../grants.ts'
import { median, milli, quantile, type Row } from '../measure.ts'
import { datasetOf, orgOf, personOf, rulesOf } from '../organisations.ts'

/** From a committed grant to the answer that has it: the next snapshot is made and asked. */
export const change: Row = async () => {
  let snapshot = await snapshotOf(shippedSet(), 0, rulesOf(0))
  const times: number[] = []
  for (let i = 0; i < 3_000; i++) {
    const [subject, resource] = [personOf(i % 1_000), datasetOf((i * 7) % 1_000)]
    const rule: Rule = ['p', subject, orgOf(0), resource, 'can_manage', 'allow']
    const kind = snapshot.has(rule) ? 'removes' : 'adds'
    const record = grantChange(snapshot.revision, kind, rule)
    const start = performance.now()
    snapshot = await snapshot.advance(record)
    snapshot.check({ subject, action: 'manage', resource })
    times.push(performance.now() - start)
  }
  return [
    {
      what: 'one grant on an organisation of 14,000 rules until a check sees it',
      goal: '< 1 ms',
      measured: `median ${milli(median(times))}, p99 ${milli(quantile(times, 0.99))}, worst ${milli(Math.max(...times))} (rebuilding)`,
    },
  ]
}
