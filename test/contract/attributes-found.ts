import test from 'ava'
import fc from 'fast-check'
import { MANY, MAX_TERMS, termOf, termsOf } from '../../src/model/attributed.ts'
import type { RecordWrite } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Attributes } from '../../src/model/resource.ts'
import type { Store } from '../../src/ports/store.ts'
import { account, change, dataset, found, pages } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const person = (name: string, attributes: Attributes): RecordWrite => ({
  put: 'account',
  value: account(name, { attributes }),
})

const listed = async (store: Store, org: OrgId, value: string, limit = 2): Promise<string[]> => {
  const among = { name: 'attributed', value }
  const read = await pages(
    page => store.records.list('account', org, { ...page, begins: 'user:', among }),
    limit,
  )
  return read.flat().map(({ id }) => id.replace('user:', ''))
}

const Value = fc.oneof(fc.constantFrom('a', 'b', '', '"', '1'), fc.constantFrom(1, true, null, { a: 1 }))
const Some = fc.dictionary(
  fc.constantFrom('x', 'y', '__proto__', 'ö'),
  fc.oneof(Value, fc.array(Value, { maxLength: 3 })),
)

export const attributesFoundContract = (open: OpenStore): void => {
  test('records are found by each attribute, in order of id, page by page, as they are now', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const [maps, fez, two] = [termOf('team', 'maps'), termOf('city', 'Fez'), termOf('level', '2')]
    const records = ['b', 'B', 'z', 'a', 'aa'].map(name =>
      person(name, { team: 'maps', city: ['Fez', 'Rome', 'Fez'] }),
    )
    const home: RecordWrite = { put: 'resource', value: dataset('home', { attributes: { team: 'maps' } }) }
    await store.policy.apply(
      org,
      change(1, { records: [...records, person('c', { level: 2 }), person('d', {}), home] }),
    )
    await store.policy.apply(other, change(1, { records: [person('foreign', { team: 'maps' })] }))
    for (const limit of [1, 2, 5, 9])
      t.deepEqual(await listed(store, org, maps, limit), ['B', 'a', 'aa', 'b', 'z'], String(limit))
    t.deepEqual(await listed(store, org, fez, 9), ['B', 'a', 'aa', 'b', 'z'])
    t.deepEqual(await listed(store, org, two), ['c'])
    t.deepEqual(await listed(store, org, termOf('level', '3')), [])
    const ofResources = { limit: 9, among: { name: 'attributed', value: maps } }
    t.is((await store.records.list('resource', org, ofResources)).items.length, 1)
    const moved = person('a', { team: 'roads', city: 'Fez' })
    const gone: RecordWrite = { drop: 'account', id: account('b').id }
    await store.policy.apply(org, change(2, { records: [moved, gone, person('aa', {})] }))
    t.deepEqual(await listed(store, org, maps), ['B', 'z'])
    t.deepEqual(await listed(store, org, fez), ['B', 'a', 'z'])
    t.deepEqual(
      await store.records.find('account', org, account('a').id),
      account('a', { attributes: { team: 'roads', city: 'Fez' } }),
    )
    await t.throwsAsync(
      store.records.list('account', org, { limit: 1, among: { name: 'doc', value: 'x' } }),
      {
        instanceOf: TypeError,
      },
    )
  })

  test('whatever is written, a record is found by its terms and by no others', async t => {
    const { store } = await open(t)
    const org = await found(store)
    let revision = 1
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('p', 'q', 'r'), Some), { maxLength: 6 }),
        async writes => {
          const records = writes.map(([name, attributes]) => person(name, attributes as Attributes))
          revision = (await store.policy.apply(org, change(revision, { records }))).revision
          const kept = (await store.records.list('account', org, { limit: 9 })).items
          const all = new Set(kept.flatMap(({ attributes }) => termsOf(attributes)).concat(termOf('x', 'a')))
          for (const term of all) {
            const expected = kept.filter(({ attributes }) => termsOf(attributes).includes(term))
            t.deepEqual(
              await listed(store, org, term, 9),
              expected.map(({ id }) => id.replace('user:', '')),
            )
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  test('one that has too many values to be found by each is among those that are looked at for every one', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const numbers = Array.from({ length: MAX_TERMS + 1 }, (_, n) => n)
    const records = [person('many', { numbers }), person('most', { numbers: numbers.slice(1) })]
    await store.policy.apply(org, change(1, { records }))
    t.deepEqual(await listed(store, org, MANY), ['many'])
    t.deepEqual(await listed(store, org, termOf('numbers', '7')), ['most'])
  })
}
