import { shippedSet, snapshotOf } from '../engine.ts'
import { awaitedRate, milli, type Row } from '../measure.ts'
import { personOf, rulesOf } from '../organisations.ts'

/** What a member of a large organisation may see: its default access is on seven datasets of ten. */
export const list: Row = async () => {
  const size = { datasets: 100_000, people: 1_000, groups: 50, grants: 30_000 }
  const snapshot = await snapshotOf(shippedSet(), 0, rulesOf(0, size))
  const query = { subject: personOf(1), actions: ['view'], type: 'dataset' }
  const everything = () => snapshot.resources({ ...query, limit: Number.POSITIVE_INFINITY })
  const page = () => snapshot.resources({ ...query, limit: 100, after: 'dataset:ds_000zzz' })
  const found = (await everything()).items.length
  const each = async (run: () => Promise<unknown>): Promise<number> => {
    const twenty = async () => {
      for (let i = 0; i < 20; i++) await run()
    }
    await twenty()
    return 1_000 / (await awaitedRate(7, 20, twenty))
  }
  return [
    {
      what: `"what may she view": ${found.toLocaleString('en')} of 100,000 datasets`,
      goal: '< 2 ms',
      measured: milli(await each(everything)),
    },
    { what: 'a page of 100 of the same list', goal: '', measured: milli(await each(page)) },
  ]
}
