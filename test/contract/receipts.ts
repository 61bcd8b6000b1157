import test from 'ava'
import { ReceiptExists } from '../../src/ports/errors.ts'
import type { ReceiptKey } from '../../src/ports/receipt-store.ts'
import { change, found, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const DAY = 86_400_000
const NOON = Date.parse('2026-05-03T12:00:00Z')
const NEVER = new Date(0)

const keyAt = (time: number, more: Partial<ReceiptKey> = {}): ReceiptKey => ({
  id: unique('key\0,"'),
  body_hash: 'first',
  at: new Date(time),
  ...more,
})

export const receiptsContract = (open: OpenStore): void => {
  test('a key is taken, then has its change, and its answer after', async t => {
    const { store } = await open(t, { now: () => new Date(NOON) })
    const org = await found(store)
    const key = keyAt(NOON)
    t.is(await store.receipts.find(key.id), undefined)
    t.is(await store.receipts.take(key, NEVER), undefined)
    t.deepEqual(await store.receipts.find(key.id), { ...key, revision: 0 })
    await store.policy.apply(org, change(1, { receipt: key }))
    t.deepEqual(await store.receipts.find(key.id), { ...key, revision: 2 })
    const sealed = new Uint8Array([0, 1, 255, 0])
    await store.receipts.complete(key, sealed)
    const again = await store.receipts.take({ ...key, at: new Date(NOON + 1) }, NEVER)
    t.deepEqual(Buffer.from(again?.sealed ?? []), Buffer.from(sealed))
    t.is(again?.revision, 2)
  })

  test('an answer is kept where nothing was changed, too', async t => {
    const { store } = await open(t, { now: () => new Date(NOON) })
    const key = keyAt(NOON)
    await store.receipts.take(key, NEVER)
    await store.receipts.complete(key, new Uint8Array([7]))
    const later = { ...key, at: new Date(NOON + 3_600_000) }
    const again = await store.receipts.take(later, later.at)
    t.is(again?.revision, 0)
    t.deepEqual([...(again?.sealed ?? [])], [7])
  })

  test('of many who take one key at once, one has it', async t => {
    const { store } = await open(t)
    const id = unique('key')
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.receipts.take(keyAt(NOON, { id, body_hash: `${n}` }), NEVER),
      ),
    )
    t.is(taken.filter(receipt => receipt === undefined).length, 1)
  })

  test('a change is made only under a key that is held, and once', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const key = keyAt(NOON)
    const apply = (expected: number, receipt: ReceiptKey) =>
      store.policy.apply(org, change(expected, { receipt }))
    await t.throwsAsync(apply(1, key), { instanceOf: ReceiptExists })
    await store.receipts.take(key, NEVER)
    await t.throwsAsync(apply(1, { ...key, at: new Date(NOON + 1) }), { instanceOf: ReceiptExists })
    t.is(await store.policy.head(org), 1)
    await apply(1, key)
    await t.throwsAsync(apply(2, key), { instanceOf: ReceiptExists })
    t.is(await store.policy.head(org), 2)
  })

  test('a key that is given back is free, unless a change was made under it', async t => {
    const { store } = await open(t, { now: () => new Date(NOON) })
    const org = await found(store)
    const [refused, done] = [keyAt(NOON), keyAt(NOON)]
    for (const key of [refused, done]) await store.receipts.take(key, NEVER)
    await store.policy.apply(org, change(1, { receipt: done }))
    for (const key of [refused, done]) await store.receipts.release(key)
    t.is(await store.receipts.take({ ...refused, at: new Date(NOON + 1) }, NEVER), undefined)
    t.is((await store.receipts.take({ ...done, at: new Date(NOON + 1) }, NEVER))?.revision, 2)
    await store.receipts.release(refused)
    t.is((await store.receipts.find(refused.id))?.at.getTime(), NOON + 1)
  })

  test('a key that was left alone is free, and its first holder can do nothing with it', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const dead = keyAt(NOON)
    await store.receipts.take(dead, NEVER)
    const next = { ...dead, body_hash: 'second', at: new Date(NOON + 120_000) }
    t.is((await store.receipts.take(next, dead.at))?.body_hash, 'first')
    t.is(await store.receipts.take(next, new Date(NOON + 1)), undefined)
    await t.throwsAsync(store.policy.apply(org, change(1, { receipt: dead })), { instanceOf: ReceiptExists })
    await store.receipts.complete(dead, new Uint8Array([1]))
    await store.policy.apply(org, change(1, { receipt: next }))
    t.is(await store.policy.head(org), 2)
  })

  test('a key is known again by nobody a day after, and may be used anew', async t => {
    let clock = NOON
    const { store } = await open(t, { now: () => new Date(clock) })
    const key = keyAt(NOON)
    await store.receipts.take(key, NEVER)
    await store.receipts.complete(key, new Uint8Array([1]))
    clock += DAY - 1
    t.is((await store.receipts.find(key.id))?.body_hash, 'first')
    clock += 1
    t.is(await store.receipts.find(key.id), undefined)
    const second = { ...key, body_hash: 'second', at: new Date(clock) }
    t.is(await store.receipts.take(second, NEVER), undefined)
    t.deepEqual(await store.receipts.find(key.id), { ...second, revision: 0 })
  })

  test('old receipts are pruned and newer ones stay', async t => {
    const { store } = await open(t, { now: () => new Date(NOON) })
    const [old, recent] = [keyAt(Date.parse('2001-05-03T12:00:00Z')), keyAt(NOON)]
    for (const key of [old, recent]) await store.receipts.take(key, NEVER)
    t.is(await store.receipts.prune(new Date('2001-05-03T12:00:01Z')), 1)
    t.is((await store.receipts.find(recent.id))?.body_hash, 'first')
  })
}
