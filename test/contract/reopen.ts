import test from 'ava'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { account, apiKey, byHash, change, found, grant, grants, NOON, rulesAt, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const reopenContract = (open: OpenStore): void => {
  test('a removed rule stays removed after reopening, and the rest is there', async t => {
    const { store, reopen } = await open(t)
    const org = await found(store, org => grants(org, 0, 3))
    const [value, key] = [account('bob', { attributes: { a: [1] } }), apiKey(org)]
    const secret = unique('secret')
    await store.secrets.put(secret, 'kept', 0)
    await store.sets.install({ name: secret, digest: 'd', installed_at: NOON, texts: { a: 'b' } })
    await store.policy.apply(
      org,
      change(1, {
        records: [
          { put: 'account', value },
          { put: 'api_key', value: key },
        ],
      }),
    )
    await store.policy.apply(org, change(2, { removes: [grant(org, 1)], narrows: true }))
    const history = await store.policy.history(org, { limit: 10 })
    const trail = await store.audit.query(org, {}, { limit: 10 })
    const again = await reopen()
    t.is(again.id, store.id)
    t.regex(again.id, /^[A-Za-z0-9-]{1,64}$/)
    t.is(await again.policy.head(org), 3)
    t.deepEqual(await rulesAt(again, org), [grant(org, 0), grant(org, 2)])
    t.deepEqual(await rulesAt(again, org, 2), grants(org, 0, 3))
    t.deepEqual(await again.records.find('account', org, value.id), value)
    t.deepEqual(await byHash(again.records, key.hash), key)
    t.deepEqual(await again.secrets.find(secret), { value: 'kept', version: 1 })
    t.is((await again.sets.find(secret))?.digest, 'd')
    t.deepEqual(await again.policy.history(org, { limit: 10 }), history)
    t.deepEqual(await again.audit.query(org, {}, { limit: 10 }), trail)
    t.is((await again.policy.apply(org, change(3, { adds: [grant(org, 1)] }))).revision, 4)
  })

  test('a closed store says that it is not available, and closes again without complaint', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await store.ready()
    await store.close()
    await store.close()
    await t.throwsAsync(store.ready(), { instanceOf: StoreUnavailable })
    await t.throwsAsync(store.policy.head(org), { instanceOf: StoreUnavailable })
    await t.throwsAsync(store.policy.apply(org, change(1)), { instanceOf: StoreUnavailable })
  })
}
