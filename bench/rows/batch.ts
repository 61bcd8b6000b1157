import { shippedSet, snapshotsOf } from '../engine.ts'
import { perSecond, type Row, rate } from '../measure.ts'
import { questions } from '../organisations.ts'

const SIZE = 100
const BATCHES = 2_000

/** A hundred questions about one person each, at about a million rules in all. */
export const batch: Row = async () => {
  const orgs = 71
  const snapshots = await snapshotsOf(shippedSet(), orgs)
  const asked = questions(SIZE * BATCHES, orgs)
  const batches = Array.from({ length: BATCHES }, (_, i) => {
    const mine = asked.slice(i * SIZE, (i + 1) * SIZE)
    const [{ org, subject } = { org: 0, subject: undefined }] = mine
    return { org, requests: mine.map(q => ({ ...q, subject: subject ?? q.subject })) }
  })
  const run = () => {
    for (const { org, requests } of batches) snapshots[org]?.checkAll(requests)
  }
  run()
  return [
    {
      what: 'batch of 100 for one person, in process, 1M rules',
      goal: '1M checks/s',
      measured: `${perSecond(rate(5, SIZE * BATCHES, run))} checks`,
    },
  ]
}
