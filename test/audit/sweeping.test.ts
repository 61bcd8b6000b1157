import test from 'ava'
import { startSweeping } from '../../src/compose/sweeping.ts'
import { openStore } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/config.ts'
import { found } from '../contract/sample.ts'

test('where the trail of one organisation cannot be pruned, those of the others are', async t => {
  const store = await openStore('sqlite::memory:')
  t.teardown(() => store.close())
  const orgs = [await found(store), await found(store), await found(store)]
  const failures: unknown[] = []
  const pruned: string[] = []
  const stop = startSweeping(
    {
      ...store,
      audit: {
        ...store.audit,
        hasOlder: async () => true,
        prune: async org => {
          if (pruned.includes(org)) return 0
          pruned.push(org)
          if (pruned.length === 1) throw new Error('a damaged line')
          return 1
        },
      },
    },
    loadConfig({ env: { KASBAH_AUDIT_DAYS: '1' } }),
    { failed: error => failures.push(error), unavailable: error => failures.push(error) },
  )
  while (pruned.length < orgs.length) await new Promise(setImmediate)
  await stop()
  t.deepEqual(pruned.toSorted(), orgs.toSorted())
  t.is(failures.length, 1)
})
