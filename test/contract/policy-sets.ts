import test from 'ava'
import { NOON, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const policySetsContract = (open: OpenStore): void => {
  test('installing a version puts it in use; installing it again does nothing', async t => {
    const { store } = await open(t)
    const name = unique('set')
    const [one, two] = [1, 2].map(n => ({
      name,
      digest: `digest${n}`,
      installed_at: new Date(NOON.getTime() + n),
      texts: { 'model.conf': `# ${n}`, 'policy.csv': '' },
    }))
    if (!one || !two) return t.fail()
    t.is(await store.sets.find(name), undefined)
    await store.sets.install(one)
    t.deepEqual(await store.sets.find(name), one)
    await store.sets.install(two)
    t.deepEqual(await store.sets.find(name), two)
    await store.sets.install({ ...two, installed_at: new Date() })
    t.deepEqual(await store.sets.find(name), two)
    await store.sets.install(one)
    t.is((await store.sets.find(name))?.digest, one.digest)
    await Promise.all([store.sets.install(two), store.sets.install(two)])
    t.is((await store.sets.find(name))?.digest, two.digest)
  })

  test('a version that is not in use any more can still be read, and all of them are listed', async t => {
    const { store } = await open(t)
    const name = unique('set')
    const [one, two] = [1, 2].map(n => ({
      name,
      digest: `digest${n}`,
      installed_at: new Date(NOON.getTime() + n),
      texts: { 'set.yaml': `# ${n}` },
    }))
    if (!one || !two) return t.fail()
    for (const version of [one, two]) await store.sets.install(version)
    await store.sets.install({ ...one, name: `${name}0`, digest: 'other' })
    t.deepEqual(await store.sets.version(name, 'digest1'), one)
    t.is(await store.sets.version(name, 'other'), undefined)
    t.deepEqual(
      (await store.sets.versions(name)).map(({ digest }) => digest),
      ['digest2', 'digest1'],
    )
  })

  test('the versions in use are listed by name, without their texts', async t => {
    const { store } = await open(t)
    const prefix = unique('set')
    const lines = ['b', 'a', 'B'].map(end => ({ name: `${prefix}-${end}`, digest: end, installed_at: NOON }))
    for (const line of lines) await store.sets.install({ ...line, texts: { 'set.yaml': 'x' } })
    const [b] = lines
    if (!b) return t.fail()
    await store.sets.install({ ...b, digest: 'newer', texts: {} })
    const listed = (await store.sets.list()).filter(({ name }) => name.startsWith(prefix))
    t.deepEqual(listed, [lines[2], lines[1], { ...b, digest: 'newer' }])
  })
}
