import test from 'ava'
import { resource } from '../../src/model/id.ts'
import { change, dataset, found, pages, version } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const resourcesContract = (open: OpenStore): void => {
  test('resources are read many at a time, those that exist, in the order asked', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const all = ['a', 'b', 'c', 'B'].map(id => dataset(id, { attributes: { id } }))
    const model = { ...dataset('a'), id: resource('model', 'a') }
    await store.policy.apply(
      org,
      change(1, { records: [...all, model].map(value => ({ put: 'resource', value }) as const) }),
    )
    const [a, b, c, upper] = all.map(({ id }) => id)
    if (!a || !b || !c || !upper) return t.fail()
    const asked = [c, resource('dataset', 'absent'), upper, model.id, a]
    t.deepEqual(
      (await store.records.several('resource', org, asked)).map(({ id }) => id),
      [c, upper, model.id, a],
    )
    t.deepEqual((await store.records.several('resource', org, [b]))[0], all[1])
    t.deepEqual(await store.records.several('resource', org, []), [])
    t.deepEqual(await store.records.several('resource', other, asked), [])
    const many = [...Array.from({ length: 999 }, (_, n) => resource('dataset', `n${n}`)), a]
    t.is((await store.records.several('resource', org, many)).length, 1)
  })

  test('versions are paged in byte order of id', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [home, other] = [dataset('home'), dataset('home2')]
    const versions = ['b', 'a', 'B', 'ab'].map(id => version(home.id, id))
    await store.policy.apply(
      org,
      change(1, {
        records: [
          ...[home, other].map(value => ({ put: 'resource', value }) as const),
          ...[...versions, version(other.id, 'a')].map(value => ({ put: 'version', value }) as const),
        ],
      }),
    )
    const read = await pages(
      page => store.records.list('version', org, { ...page, where: { resource: home.id } }),
      3,
    )
    t.deepEqual(
      read.map(page => page.map(({ id }) => id)),
      [['B', 'a', 'ab'], ['b']],
    )
  })
}
