import test from 'ava'
import type { Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { account, change, dataset, found, HOSTILE, NOON, rulesAt, unique, version } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const everywhere = (text: string): Rule[] => [
  ['p', text, 'org', 'dataset:d', 'can_view', 'allow'],
  ['p', 'user:alice', 'org', 'dataset:d', 'can_view', text],
]

export const hostileContract = (open: OpenStore): void => {
  test('rules of hostile strings come back as they were, in order', async t => {
    const { store } = await open(t)
    const rules = HOSTILE.flatMap(everywhere)
    const org = await found(store, () => rules)
    t.deepEqual(await rulesAt(store, org), rules)
    t.deepEqual((await store.policy.history(org, { limit: 1 })).items[0]?.adds, rules)
  })

  test('removing a rule of hostile strings removes exactly that rule', async t => {
    const { store } = await open(t)
    const rules = HOSTILE.flatMap(everywhere)
    const org = await found(store, () => rules)
    const odd = rules.filter((_, n) => n % 2 === 1)
    const even = rules.filter((_, n) => n % 2 === 0)
    await store.policy.apply(org, change(1, { removes: odd }))
    t.deepEqual(await rulesAt(store, org), even)
    await store.policy.apply(org, change(2, { adds: odd, removes: even }))
    t.deepEqual(await rulesAt(store, org), odd)
  })

  test('records of hostile strings come back as they were', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const attributes = JSON.parse(
      JSON.stringify({ list: HOSTILE, deep: { deeper: { text: 'nul\0' } }, no: null, n: 1.5, yes: true }),
    )
    for (const text of HOSTILE.filter(text => text !== ''))
      Object.defineProperty(attributes, text, {
        value: text,
        enumerable: true,
      })
    const home = dataset('home')
    const ids = HOSTILE.map((text, n) => `user:${n}${text}` as Subject)
    const accounts = ids.map((id, n) => ({ id, name: HOSTILE[n] ?? '', attributes, created_at: NOON }))
    const versions = HOSTILE.map(text => version(home.id, text, { name: text }))
    await store.policy.apply(
      org,
      change(1, {
        reason: HOSTILE.join('|'),
        records: [
          { put: 'resource', value: home },
          ...accounts.map(value => ({ put: 'account', value }) as const),
          ...versions.map(value => ({ put: 'version', value }) as const),
        ],
      }),
    )
    for (const value of accounts) t.deepEqual(await store.records.find('account', org, value.id), value)
    for (const value of versions)
      t.deepEqual(await store.records.find('version', org, { resource: home.id, id: value.id }), value)
    t.is((await store.policy.history(org, { limit: 1 })).items[0]?.reason, HOSTILE.join('|'))
    t.is(
      (await store.records.list('account', org, { limit: 1000, begins: 'user:' })).items.length,
      HOSTILE.length,
    )
    t.deepEqual(
      (await store.records.list('version', org, { limit: 1000, where: { resource: home.id } })).items.map(
        ({ id }) => id,
      ),
      HOSTILE.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
  })

  test('secrets, sets and audit lines of hostile strings come back as they were', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const name = unique('secret')
    const texts = Object.fromEntries(HOSTILE.map((text, n) => [`${n}${text}`, text]))
    const value = HOSTILE.join('|')
    await store.secrets.put(name, value, 0)
    t.deepEqual(await store.secrets.find(name), { value, version: 1 })
    const set = { name: unique('set'), digest: 'd1', installed_at: NOON, texts }
    await store.sets.install(set)
    t.deepEqual(await store.sets.find(set.name), set)
    const refused = HOSTILE.map((text, n) => ({
      id: unique(`${n}`),
      org,
      at: new Date(NOON.getTime() + n),
      actor: account('eve').id,
      operation: 'setGrant',
      target: text,
      reason: text,
      outcome: 'refused' as const,
      code: 'forbidden',
    }))
    await store.audit.append(refused)
    for (const [nth, event] of refused.entries()) {
      const { items } = await store.audit.query(org, { target: event.target }, { limit: 5 })
      t.like(items, { length: 1, 0: { ...event, chain: { n: nth + 2 } } })
    }
  })

  test('look-alikes are different people, resources and keys', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const names = ['case', 'Case', 'caf\u00e9', 'cafe\u0301', 'x', 'x ']
    const records = names.map(name => ({ put: 'account', value: account(name, { name }) }) as const)
    await store.policy.apply(org, change(1, { records }))
    await store.policy.apply(org, change(2, { records: [{ drop: 'account', id: account('Case').id }] }))
    for (const name of names)
      t.is(
        (await store.records.find('account', org, account(name).id))?.name,
        name === 'Case' ? undefined : name,
      )
  })
}
