import test from 'ava'
import type { Change } from '../../src/model/change.ts'
import type { Rule } from '../../src/model/rule.ts'
import { Conflict, ReceiptExists, RuleExists, RuleMissing } from '../../src/ports/errors.ts'
import type { Store } from '../../src/ports/store.ts'
import { account, change, found, grant, grants, organisation, orgId, rulesAt, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

/** An idempotency key as a request holds it. */
const held = async (store: Store) => {
  const key = { id: unique('receipt'), body_hash: 'h', at: new Date() }
  await store.receipts.take(key, new Date(0))
  return key
}

export const policyApplyContract = (open: OpenStore): void => {
  test('an organisation is made by its first change', async t => {
    const { store } = await open(t)
    const org = orgId()
    t.is(await store.policy.head(org), 0)
    t.is(await store.policy.snapshot(org), undefined)
    const value = organisation(org)
    const adds = grants(org, 0, 3)
    const made = await store.policy.apply(org, change(0, { adds, records: [{ put: 'organisation', value }] }))
    t.is(made.revision, 1)
    t.true(made.at instanceof Date)
    t.is(await store.policy.head(org), 1)
    const snapshot = await store.policy.snapshot(org)
    t.deepEqual(snapshot?.organisation, value)
    t.is(snapshot?.revision, 1)
    t.deepEqual((await Array.fromAsync(snapshot?.rules ?? [])).flat(), adds)
  })

  test('a first change must put the organisation', async t => {
    const { store } = await open(t)
    const org = orgId()
    await t.throwsAsync(store.policy.apply(org, change(0, { adds: grants(org, 0, 1) })))
    t.is(await store.policy.head(org), 0)
    t.is(await store.policy.snapshot(org), undefined)
  })

  test('a change on another revision than the head is a conflict', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const put = [{ put: 'organisation', value: organisation(org, { name: 'Second' }) }] as const
    for (const expected of [0, 2])
      await t.throwsAsync(store.policy.apply(org, change(expected, { records: put })), {
        instanceOf: Conflict,
      })
    await t.throwsAsync(store.policy.apply(orgId(), change(1)), { instanceOf: Conflict })
    t.is(await store.policy.head(org), 1)
    t.is((await store.records.organisation(org))?.name, 'Acme')
  })

  test('of 50 writers with one expected revision, one wins', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const outcomes = await Promise.allSettled(
      grants(org, 0, 50).map(rule => store.policy.apply(org, change(1, { adds: [rule] }))),
    )
    const winner = outcomes.findIndex(outcome => outcome.status === 'fulfilled')
    const losers = outcomes.filter(outcome => outcome.status === 'rejected')
    t.is(losers.length, 49)
    t.true(losers.every(({ reason }) => reason instanceof Conflict))
    t.is(await store.policy.head(org), 2)
    t.deepEqual(await rulesAt(store, org), [grant(org, winner)])
  })

  test('a change that cannot be made leaves nothing', async t => {
    const { store } = await open(t)
    const org = await found(store, org => grants(org, 0, 2))
    const [here, gone] = [grant(org, 0), grant(org, 'absent')]
    const used = await held(store)
    await store.policy.apply(org, change(1, { receipt: used }))
    const refused: [Partial<Change>, new () => Error][] = [
      [{ adds: [here] }, RuleExists],
      [{ adds: [gone, gone] }, RuleExists],
      [{ adds: [here, here], removes: [here] }, RuleExists],
      [{ removes: [gone] }, RuleMissing],
      [{ removes: [here, here] }, RuleMissing],
      [{ adds: [gone], removes: [gone] }, RuleMissing],
      [{ receipt: used }, ReceiptExists],
    ]
    for (const [parts, instanceOf] of refused) {
      const receipt = await held(store)
      const doomed = change(2, {
        receipt,
        records: [{ put: 'account', value: account('nobody') }],
        ...parts,
        adds: [grant(org, 'fresh'), ...(parts.adds ?? [])],
      })
      await t.throwsAsync(store.policy.apply(org, doomed), { instanceOf })
      t.is((await store.receipts.find(receipt.id))?.revision, 0)
    }
    t.is(await store.policy.head(org), 2)
    t.deepEqual(await rulesAt(store, org), grants(org, 0, 2))
    t.is(await store.records.find('account', org, account('nobody').id), undefined)
    t.is((await store.policy.history(org, { limit: 10 })).items.length, 2)
    t.is((await store.audit.query(org, {}, { limit: 10 })).items.length, 2)
  })

  test('a change is kept with its author, its reason and its audit line', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const by = {
      actor: 'operator',
      operation: 'putMember',
      target: 'user:bob',
      reason: 'new',
      request_id: 'r1',
    } as const
    const made = await store.policy.apply(
      org,
      change(1, {
        ...by,
        adds: grants(org, 0, 2),
        narrows: true,
        records: [
          { put: 'account', value: account('bob') },
          { put: 'account', value: account('eve') },
          { drop: 'api_key', where: { subject: account('bob').id } },
        ],
      }),
    )
    const [record] = (await store.policy.history(org, { limit: 1 })).items
    t.deepEqual(record, {
      ...by,
      ...made,
      org,
      adds: grants(org, 0, 2),
      removes: [],
      narrows: true,
      touched: ['account', 'api_key'],
    })
    const [event] = (await store.audit.query(org, {}, { limit: 1 })).items
    t.like(event, { ...by, org, revision: 2, outcome: 'done', adds: 2, removes: 0 })
    t.deepEqual(event?.at, made.at)
  })

  test('the same rule in two organisations is two rules', async t => {
    const { store } = await open(t)
    const rule: Rule = ['p', 'user:alice', '*', 'dataset:d', 'can_view', 'allow']
    const [one, two] = [await found(store, () => [rule]), await found(store, () => [rule])]
    await store.policy.apply(one, change(1, { removes: [rule] }))
    t.deepEqual(await rulesAt(store, one), [])
    t.deepEqual(await rulesAt(store, two), [rule])
    t.is(await store.policy.head(two), 1)
  })

  test('rules differ by every field, its place and the number of fields', async t => {
    const { store } = await open(t)
    const rules: Rule[] = [
      ['p', 'a', 'b', 'c'],
      ['p2', 'a', 'b', 'c'],
      ['p', 'a', 'b'],
      ['p', 'a', 'b', ''],
      ['p', '', 'a', 'b'],
      ['p', 'a', '', 'b'],
      ['p', 'ab', '', 'c'],
      ['p'],
      ['p', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    ]
    const org = await found(store, () => rules)
    t.deepEqual(await rulesAt(store, org), rules)
    const [first, ...others] = rules
    if (first) await store.policy.apply(org, change(1, { removes: [first] }))
    t.deepEqual(await rulesAt(store, org), others)
  })

  test('times never run backwards within an organisation', async t => {
    let clock = Date.parse('2026-05-03T12:00:00Z')
    const { store } = await open(t, { now: () => new Date(clock) })
    const org = await found(store)
    clock -= 60_000
    const { at } = await store.policy.apply(org, change(1))
    t.is(at.toISOString(), '2026-05-03T12:00:00.000Z')
    t.is(await store.policy.revisionAt(org, at), 2)
  })
}
