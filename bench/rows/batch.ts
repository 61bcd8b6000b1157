import { shippedSet, snapshotsOf } from '../engine.ts'
import { awaitedRate, perSecond, type Row } from '../measure.ts'
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
  const run = async () => {
    for (const { org, requests } of batches) await snapshots[org]?.answerAll(requests)
  }
  await run()
  return [
    {
      what: 'batch of 100 for one person, in process, 1M rules',
      goal: '1M checks/s',
      measured: `${perSecond(await awaitedRate(5, SIZE * BATCHES, run))} checks`,
    },
  ]
}
