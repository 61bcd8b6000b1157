import test from 'ava'
import { subject } from '../../src/model/id.ts'
import { apiKey, byHash, change, found, NOON, pages, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const apiKeysContract = (open: OpenStore): void => {
  test('a key is found by its hash and by its id, expired or not, until it is dropped', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const full = apiKey(org, { networks: ['10.0.0.0/8'], expires_at: NOON, scopes: ['read', 'write'] })
    const plain = apiKey(org)
    await store.policy.apply(
      org,
      change(1, { records: [full, plain].map(value => ({ put: 'api_key', value }) as const) }),
    )
    for (const key of [full, plain]) {
      t.deepEqual(await byHash(store.records, key.hash), key)
      t.deepEqual(await store.records.find('api_key', org, key.id), key)
      t.is(await store.records.find('api_key', other, key.id), undefined)
    }
    t.is(await byHash(store.records, unique('hash')), undefined)
    await store.policy.apply(other, change(1, { records: [{ drop: 'api_key', id: full.id }] }))
    t.deepEqual(await byHash(store.records, full.hash), full)
    await store.policy.apply(org, change(2, { records: [{ drop: 'api_key', id: full.id }] }))
    t.is(await byHash(store.records, full.hash), undefined)
    t.deepEqual(await byHash(store.records, plain.hash), plain)
  })

  test('keys are paged in byte order of id, of all subjects or of one', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [bob, eve] = [subject('user', 'bob'), subject('user', 'eve')]
    const keys = [bob, eve, bob, bob].map(subject => apiKey(org, { subject }))
    await store.policy.apply(
      org,
      change(1, { records: keys.map(value => ({ put: 'api_key', value }) as const) }),
    )
    const ordered = keys.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    t.deepEqual((await pages(page => store.records.list('api_key', org, page), 3)).flat(), ordered)
    t.deepEqual(
      (
        await pages(page => store.records.list('api_key', org, { ...page, where: { subject: bob } }), 2)
      ).flat(),
      ordered.filter(key => key.subject === bob),
    )
  })

  test('the last use never moves backwards, not by a late note and not by putting the key again', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const key = apiKey(org)
    await store.policy.apply(org, change(1, { records: [{ put: 'api_key', value: key }] }))
    const use = (ms: number) => ({ org, id: key.id, at: new Date(NOON.getTime() + ms) })
    const lastUse = async () => (await store.records.find('api_key', org, key.id))?.last_used_at?.getTime()
    t.is(await lastUse(), undefined)
    await store.records.note('api_key', [use(5000), use(2000), { org, id: unique('absent'), at: NOON }])
    t.is(await lastUse(), NOON.getTime() + 5000)
    await store.records.note('api_key', [use(3000)])
    await store.records.note('api_key', [])
    t.is(await lastUse(), NOON.getTime() + 5000)
    await store.policy.apply(
      org,
      change(2, { records: [{ put: 'api_key', value: { ...key, name: 'new' } }] }),
    )
    t.deepEqual(await byHash(store.records, key.hash), {
      ...key,
      name: 'new',
      last_used_at: new Date(NOON.getTime() + 5000),
    })
    await store.records.note('api_key', [use(9000)])
    t.is(await lastUse(), NOON.getTime() + 9000)
  })

  test('a change cannot write a key for another organisation', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const forged = apiKey(other)
    await Promise.allSettled([
      store.policy.apply(org, change(1, { records: [{ put: 'api_key', value: forged }] })),
    ])
    t.not((await byHash(store.records, forged.hash))?.org, other)
    t.is(await store.records.find('api_key', other, forged.id), undefined)
    t.deepEqual((await store.records.list('api_key', other, { limit: 5 })).items, [])
  })
}
