import test from 'ava'
import { account, apiKey, byHash, change, foundAs, grant, orgId, rulesAt } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'
import { watching } from './watching.ts'

/** For stores that several processes share. */
export const secondHandleContract = (open: OpenStore): void => {
  test('a revoke is seen through a second handle, by reading and by watching', async t => {
    const { store, second } = await open(t)
    if (!second) return t.fail('the store gives no second handle')
    const other = await second()
    const org = orgId()
    const watcher = await watching(other, org)
    const key = apiKey(org)
    await foundAs(store, org)
    await store.policy.apply(
      org,
      change(1, { adds: [grant(org, 0)], records: [{ put: 'api_key', value: key }] }),
    )
    t.deepEqual(await rulesAt(other, org), [grant(org, 0)])
    t.deepEqual(await byHash(other.records, key.hash), key)
    await store.policy.apply(
      org,
      change(2, { removes: [grant(org, 0)], records: [{ drop: 'api_key', id: key.id }], narrows: true }),
    )
    t.is(await other.policy.head(org), 3)
    t.deepEqual(await rulesAt(other, org), [])
    t.is(await byHash(other.records, key.hash), undefined)
    t.deepEqual(
      (await watcher.until(3)).map(record => record.revision),
      [1, 2, 3],
    )
    await watcher.stop()
  })

  test('writers on two handles race for a revision, and one wins', async t => {
    const { store, second } = await open(t)
    if (!second) return t.fail('the store gives no second handle')
    const handles = [store, await second()]
    const org = orgId()
    await foundAs(store, org)
    const outcomes = await Promise.allSettled(
      handles.map((handle, n) =>
        handle.policy.apply(
          org,
          change(1, { adds: [grant(org, n)], records: [{ put: 'account', value: account(`w${n}`) }] }),
        ),
      ),
    )
    t.is(outcomes.filter(outcome => outcome.status === 'fulfilled').length, 1)
    t.is(await store.policy.head(org), 2)
    t.is((await rulesAt(store, org))?.length, 1)
    t.is((await store.records.list('account', org, { limit: 5, begins: 'user:' })).items.length, 1)
  })
}
