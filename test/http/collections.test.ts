/** Resources of any type, and collections: what holds on a collection holds for all that is in it. */
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { runService } from '../service/service.ts'

const service = await runService()
test.after.always(() => service.stop())

test('a grant on a collection holds for what is in it, as long as it is in it', async t => {
  const { at, alice, gus, may } = await acme(t, service, 'collected')
  const viewed = () => gus('POST', '/search/resources', { org: 'collected', action: 'view', type: 'dataset' })
  const partner = `${at}/resources/collection/partner`
  await ok(t, alice('PUT', partner, { name: 'From the partner', attributes: { since: 2024 } }))
  await ok(t, alice('PUT', `${partner}/access/grants/user:gus`, { level: 'can_edit' }))
  t.deepEqual((await ok(t, viewed())).items, [])
  const within = `${at}/resources/dataset/streets/collections/partner`
  await ok(t, alice('PUT', within))
  t.deepEqual((await ok(t, viewed())).items, ['dataset:streets'])
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const { collections } = await ok(t, alice('GET', `${at}/resources/dataset/streets`))
  t.deepEqual(collections, ['collection:partner'])
  await ok(t, alice('DELETE', within))
  t.deepEqual((await ok(t, viewed())).items, [])
  await refused(t, alice('DELETE', within), 'not_found')
})

test('a collection that goes takes its grants along, and leaves what was in it', async t => {
  const { at, alice, gus, may } = await acme(t, service, 'gone')
  const partner = `${at}/resources/collection/partner`
  await ok(t, alice('PUT', partner, {}))
  await ok(t, alice('PUT', `${partner}/access/grants/user:gus`, { level: 'can_view' }))
  await ok(t, alice('PUT', `${at}/resources/dataset/streets/collections/partner`))
  t.true(await may('user:gus', 'view', 'dataset:streets'))
  await ok(t, alice('DELETE', partner))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  t.true(await may('user:mo', 'view', 'dataset:streets'))
  await ok(t, alice('PUT', partner, {}))
  t.false(await may('user:gus', 'view', 'dataset:streets'), 'nothing of the earlier one is left')
  await refused(t, gus('GET', partner), 'not_found')
})

test('who puts a dataset into a collection needs the right on both', async t => {
  const { at, alice, mo, operator } = await acme(t, service, 'both')
  await ok(t, alice('PUT', `${at}/resources/collection/partner`, {}))
  const within = `${at}/resources/dataset/streets/collections/partner`
  await refused(t, mo('PUT', within), 'forbidden')
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:mo`, { level: 'can_manage' }))
  await refused(t, mo('PUT', within), 'not_found')
  await ok(
    t,
    alice('PUT', `${at}/resources/collection/partner/access/grants/user:mo`, { level: 'can_manage' }),
  )
  await ok(t, mo('PUT', within))
  await refused(t, operator('PUT', `${at}/resources/dataset/streets/collections/none`), 'not_found')
  await refused(t, alice('PUT', `${at}/resources/collection/partner/collections/partner`), 'malformed')
  await ok(t, alice('PUT', `${at}/resources/collection/inner`, {}))
  await ok(t, alice('PUT', `${at}/resources/collection/inner/collections/partner`))
  await refused(t, alice('PUT', `${at}/resources/collection/partner/collections/inner`), 'in_itself')
})

test('the registry is of any type that the set has, and of no other', async t => {
  const { at, alice, mo } = await acme(t, service, 'types')
  const made = await ok(t, alice('PUT', `${at}/resources/dataset/parks`, { name: 'Parks' }))
  t.like(made, { id: 'parks', type: 'dataset', resource: 'dataset:parks', name: 'Parks', attributes: {} })
  const { revision } = await ok(t, alice('PUT', `${at}/resources/dataset/parks`, { name: 'Parks' }))
  t.is(revision, made.revision)
  await refused(t, mo('PUT', `${at}/resources/dataset/parks`, {}), 'forbidden')
  await refused(t, alice('PUT', `${at}/resources/house/x`, {}), 'unknown_resource')
  await refused(t, alice('GET', `${at}/resources/house`), 'not_found')
  const names = async () =>
    (await ok(t, alice('GET', `${at}/resources/dataset`))).items.map(({ id }: { id: string }) => id)
  t.deepEqual(await names(), ['parks', 'streets'])
  await ok(t, alice('DELETE', `${at}/resources/dataset/parks`))
  t.deepEqual(await names(), ['streets'])
})

test('a published text and a rollback keep collections as rules', async t => {
  const { at, alice, may } = await acme(t, service, 'history')
  await ok(t, alice('PUT', `${at}/resources/collection/partner`, {}))
  await ok(
    t,
    alice('PUT', `${at}/resources/collection/partner/access/grants/user:gus`, { level: 'can_view' }),
  )
  const { revision } = await ok(t, alice('PUT', `${at}/resources/dataset/streets/collections/partner`))
  const text = (await alice('GET', `${at}/policy`)).text
  await ok(t, alice('PUT', `${at}/policy`, { rules: text }))
  await ok(t, alice('DELETE', `${at}/resources/dataset/streets/collections/partner`))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision }))
  t.true(await may('user:gus', 'view', 'dataset:streets'))
})
