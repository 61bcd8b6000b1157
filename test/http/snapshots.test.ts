import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('managers record snapshots, go back to them and remove them; viewers see them', async t => {
  const { alice, mo, at } = await acme(t, service, 'record')
  const path = `${at}/datasets/streets/snapshots`
  const made = await ok(t, alice('POST', path, { id: 'v1', name: 'First' }), 201)
  t.like(made, { id: 'v1', name: 'First', created_by: 'user:alice', reverted_at: undefined })
  await refused(t, alice('POST', path, { id: 'v1', name: 'Again' }), 'already_exists')
  t.regex((await ok(t, alice('POST', path, { name: 'Second' }), 201)).id, /^snap_/)
  t.is((await ok(t, mo('GET', path))).items.length, 2)
  for (const [method, rest, body] of [
    ['POST', '', { name: 'x' }],
    ['DELETE', '/v1'],
    ['POST', '/v1/revert'],
  ] as const)
    await refused(t, mo(method, path + rest, body), 'forbidden', rest)
  t.truthy((await ok(t, alice('POST', `${path}/v1/revert`))).reverted_at)
  await ok(t, alice('DELETE', `${path}/v1?dry_run=true`))
  await ok(t, alice('DELETE', `${path}/v1`))
  await refused(t, alice('DELETE', `${path}/v1`), 'not_found')
  await refused(t, alice('POST', `${path}/v1/revert`), 'not_found')
  t.is((await ok(t, mo('GET', path))).items.length, 1)
})

test('who may not see a dataset sees no snapshot of it', async t => {
  const { alice, gus, at } = await acme(t, service, 'hidden')
  await ok(t, alice('POST', `${at}/datasets/streets/snapshots`, { id: 'v1', name: 'x' }), 201)
  for (const id of ['streets', 'none']) {
    const path = `${at}/datasets/${id}/snapshots`
    await refused(t, gus('GET', path), 'not_found')
    await refused(t, gus('POST', path, { name: 'x' }), 'not_found')
    await refused(t, gus('DELETE', `${path}/v1`), 'not_found')
    await refused(t, gus('POST', `${path}/v1/revert`), 'not_found')
  }
})

test('snapshots of one dataset are not those of another, nor of another organisation', async t => {
  const { alice, at } = await acme(t, service, 'mine')
  const { alice: other, at: elsewhere } = await acme(t, service, 'theirs')
  await ok(t, alice('POST', `${at}/datasets`, { id: 'walls', name: 'Walls' }), 201)
  await ok(t, alice('POST', `${at}/datasets/streets/snapshots`, { id: 'v1', name: 'x' }), 201)
  await refused(t, alice('DELETE', `${at}/datasets/walls/snapshots/v1`), 'not_found')
  await refused(t, other('DELETE', `${elsewhere}/datasets/streets/snapshots/v1`), 'not_found')
  await refused(t, other('DELETE', `${at}/datasets/streets/snapshots/v1`), 'not_found')
  await ok(t, alice('POST', `${at}/datasets/walls/snapshots`, { id: 'v1', name: 'y' }), 201)
  await ok(t, alice('DELETE', `${at}/datasets/walls/snapshots/v1`))
  t.is((await ok(t, alice('GET', `${at}/datasets/streets/snapshots`))).items.length, 1)
})

test('they are listed in pages of any size', async t => {
  const { alice, at } = await acme(t, service, 'pages')
  const path = `${at}/datasets/streets/snapshots`
  const names = ['a', 'B', 'c,d', 'é', '\u{1F98A}']
  for (const id of names) await ok(t, alice('POST', path, { id, name: id }), 201)
  for (const limit of [1, 2, 1000])
    t.deepEqual((await allOf(t, alice, path, limit)).map(({ id }) => id).toSorted(), names.toSorted())
})
