import test from 'ava'
import { Conflict } from '../../src/ports/errors.ts'
import { unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const secretsContract = (open: OpenStore): void => {
  test('a secret is written by compare-and-set', async t => {
    const { store } = await open(t)
    const name = unique('secret')
    t.is(await store.secrets.find(name), undefined)
    await t.throwsAsync(store.secrets.put(name, 'early', 1), { instanceOf: Conflict })
    await store.secrets.put(name, 'one', 0)
    t.deepEqual(await store.secrets.find(name), { value: 'one', version: 1 })
    for (const version of [0, 2])
      await t.throwsAsync(store.secrets.put(name, 'wrong', version), { instanceOf: Conflict })
    await store.secrets.put(name, 'x'.repeat(65_536), 1)
    t.deepEqual(await store.secrets.find(name), { value: 'x'.repeat(65_536), version: 2 })
    t.is(await store.secrets.find(name.toUpperCase()), undefined)
  })

  test('of 10 who write one version, one wins', async t => {
    const { store } = await open(t)
    const name = unique('secret')
    for (const version of [0, 1]) {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) => store.secrets.put(name, `writer ${n}`, version)),
      )
      const winner = outcomes.findIndex(outcome => outcome.status === 'fulfilled')
      const losers = outcomes.filter(outcome => outcome.status === 'rejected')
      t.is(losers.length, 9)
      t.true(losers.every(({ reason }) => reason instanceof Conflict))
      t.deepEqual(await store.secrets.find(name), { value: `writer ${winner}`, version: version + 1 })
    }
  })
}
