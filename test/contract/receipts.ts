import test from 'ava'
import { ReceiptExists } from '../../src/ports/errors.ts'
import { change, found, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const DAY = 86_400_000

export const receiptsContract = (open: OpenStore): void => {
  test('a receipt is kept with its change, and its answer after', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const id = unique('key\0,"')
    t.is(await store.receipts.find(id), undefined)
    const { at } = await store.policy.apply(org, change(1, { receipt: { id, body_hash: 'b1' } }))
    t.deepEqual(await store.receipts.find(id), { id, body_hash: 'b1', revision: 2, at })
    const sealed = new Uint8Array([0, 1, 255, 0])
    await store.receipts.complete(id, sealed)
    const receipt = await store.receipts.find(id)
    t.deepEqual(Buffer.from(receipt?.sealed ?? []), Buffer.from(sealed))
    await store.receipts.complete(unique('absent'), sealed)
    await t.throwsAsync(store.policy.apply(org, change(2, { receipt: { id, body_hash: 'b2' } })), {
      instanceOf: ReceiptExists,
    })
    t.is((await store.receipts.find(id))?.body_hash, 'b1')
    t.is(await store.policy.head(org), 2)
  })

  test('of two changes under one key, one is made', async t => {
    const { store } = await open(t)
    const orgs = [await found(store), await found(store)]
    const receipt = { id: unique('key'), body_hash: 'b' }
    const outcomes = await Promise.allSettled(
      orgs.map(org => store.policy.apply(org, change(1, { receipt }))),
    )
    const refused = outcomes.filter(outcome => outcome.status === 'rejected')
    t.is(refused.length, 1)
    t.true(refused[0]?.reason instanceof ReceiptExists)
  })

  test('a key is known again by nobody a day after, and may be used anew', async t => {
    let clock = Date.parse('2026-05-03T12:00:00Z')
    const { store } = await open(t, { now: () => new Date(clock) })
    const org = await found(store)
    const id = unique('key')
    await store.policy.apply(org, change(1, { receipt: { id, body_hash: 'first' } }))
    await store.receipts.complete(id, new Uint8Array([1]))
    clock += DAY - 1
    t.is((await store.receipts.find(id))?.body_hash, 'first')
    clock += 1
    t.is(await store.receipts.find(id), undefined)
    const { at } = await store.policy.apply(org, change(2, { receipt: { id, body_hash: 'second' } }))
    t.deepEqual(await store.receipts.find(id), { id, body_hash: 'second', revision: 3, at })
  })

  test('old receipts are pruned and newer ones stay', async t => {
    let clock = Date.parse('2001-05-03T12:00:00Z')
    const { store } = await open(t, { now: () => new Date(clock) })
    const org = await found(store)
    const [old, recent] = [unique('key'), unique('key')]
    await store.policy.apply(org, change(1, { receipt: { id: old, body_hash: 'b' } }))
    clock += 1000
    await store.policy.apply(org, change(2, { receipt: { id: recent, body_hash: 'b' } }))
    t.is(await store.receipts.prune(new Date(clock)), 1)
    t.is(await store.receipts.find(old), undefined)
    t.is((await store.receipts.find(recent))?.body_hash, 'b')
  })
}
