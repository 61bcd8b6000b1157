import test from 'ava'
import { startSweeping } from '../../src/compose/sweeping.ts'
import { openStore } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/config.ts'
import { decision, keptIn } from '../contract/decisions.ts'
import { change, found, organisation } from '../contract/sample.ts'

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

test('decisions go when their organisation wants it, at the latest when the operator does, and the trail says so', async t => {
  const store = await openStore('sqlite::memory:')
  t.teardown(() => store.close())
  const { sink, query } = keptIn(store)
  const [brief, usual] = [await found(store), await found(store)]
  const value = organisation(brief)
  const settings = { ...value.settings, decision_days: 1 }
  const records = [{ put: 'organisation', value: { ...value, settings } }] as const
  await store.policy.apply(brief, change(1, { records }))
  const aged = (org: typeof brief, days: number) =>
    decision(org, 0, { at: new Date(Date.now() - days * 86_400_000) })
  await sink.append([brief, usual].flatMap(org => [0, 3, 40].map(days => aged(org, days))))
  const failures: unknown[] = []
  const failed = (error: unknown) => failures.push(error)
  const config = loadConfig({ env: { KASBAH_DECISION_DAYS: '30' } })
  const stop = startSweeping(store, config, { failed, unavailable: failed })
  const left = async (org: typeof brief) => (await query(org, {}, { limit: 9 })).items.length
  const said = async (org: typeof brief) => {
    const { items } = await store.audit.query(org, { operation: 'pruneDecisions' }, { limit: 9 })
    return items.flatMap(({ effects = [] }) => effects.map(({ what, id }) => `${id} ${what}`))
  }
  for (let tries = 0; tries < 10_000 && (await said(usual)).length === 0; tries += 1)
    await new Promise(setImmediate)
  await stop()
  t.deepEqual([await left(brief), await said(brief)], [1, ['2 decision']])
  t.deepEqual([await left(usual), await said(usual)], [2, ['1 decision']])
  t.deepEqual(failures, [])
})
