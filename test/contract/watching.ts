import type { ChangeRecord } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'

/** What a watcher has been told of one organisation, and a way to wait for more. */
export const watching = async (store: Store, org: OrgId) => {
  const seen: ChangeRecord[] = []
  let told = () => {}
  const stop = await store.policy.watch({
    change: record => {
      if (record.org !== org) return
      seen.push(record)
      told()
    },
    gap: () => {},
  })
  const until = async (count: number) => {
    while (seen.length < count)
      await new Promise<void>(resolve => {
        told = resolve
      })
    return seen
  }
  return { seen, stop, until }
}
