/**
 * The hundredfold of test/stores/mongodb-abandoned.test.ts: a writer that dies or stands still between the writes of a change and its
 * commit. Each next write of the organisation is given 3 s; a refused one fails the test.
 */
import test, { type ExecutionContext } from 'ava'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { found } from '../contract/sample.ts'
import { type Gap, killedInTheGap, stoppedInTheGap } from '../stores/gap.ts'
import { ownReplicaSet, untested } from '../stores/mongodb-server.ts'
import { mongodbUrl } from '../stores/mongodb-url.ts'

const set = await ownReplicaSet()

if (set) {
  test.after.always(() => set.close())

  const open = async (t: ExecutionContext): Promise<Gap> => {
    const url = mongodbUrl(set.url, { database: `gap-${t.title.length}` })
    const store = await openMongoStore({ url, within: 3_000 })
    t.teardown(() => store.close())
    return { store, url, org: await found(store) }
  }

  test.serial('a hundred writers are killed before their commit', async t => {
    report(t, await killedInTheGap(t, await open(t), 100))
  })

  test.serial('a writer is stopped before its commit a hundred times, and woken after', async t => {
    report(t, await stoppedInTheGap(t, await open(t), 100))
  })
} else untested()

const report = (t: ExecutionContext, waits: readonly number[]) => {
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  t.log(`the next write took ${at(0.5)} ms in half of the cases, ${at(1)} ms at most`)
  t.is(waits.length, 100)
}
