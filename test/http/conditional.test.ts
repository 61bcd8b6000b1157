import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const match = (etag: string | null) => ({ headers: { 'if-match': etag ?? '' } })

test('a write made for an older state is refused and changes nothing', async t => {
  const { alice, at } = await acme(t, service, 'older')
  const read = await alice('GET', `${at}/datasets/streets/access`)
  const etag = read.headers.get('etag')
  t.is(etag, `"${read.body.revision}"`)
  const path = `${at}/datasets/streets/access/default`
  const first = await alice('PUT', path, { level: 'can_edit' }, match(etag))
  t.is(first.status, 200)
  t.is(first.headers.get('etag'), `"${first.body.revision}"`)
  await refused(t, alice('PUT', path, { level: 'can_manage' }, match(etag)), 'revision_mismatch')
  t.is((await ok(t, alice('GET', `${at}/datasets/streets/access`))).default_access, 'can_edit')
  await ok(t, alice('PUT', path, { level: 'can_view' }, match(first.headers.get('etag'))))
})

test('of ten writers who read the same state, one wins', async t => {
  const { alice, at } = await acme(t, service, 'ten')
  const etag = (await alice('GET', at)).headers.get('etag')
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, n) => alice('PUT', `${at}/groups/g${n}`, {}, match(etag))),
  )
  t.is(replies.filter(({ status }) => status === 200).length, 1)
  t.is(replies.filter(({ body }) => body.code === 'revision_mismatch').length, 9)
  t.is((await ok(t, alice('GET', `${at}/groups`))).items.length, 1)
})

test('every write takes the condition', async t => {
  const { alice, operator, at } = await acme(t, service, 'every')
  const invited = await ok(
    t,
    alice('POST', `${at}/invitations`, { email: 'i@example.com', role: 'guest' }),
    201,
  )
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_view' }))
  await ok(t, alice('POST', `${at}/datasets/streets/snapshots`, { id: 'v1', name: 'x' }), 201)
  const [key] = (await ok(t, alice('GET', `${at}/api-keys?subject=user:gus`))).items
  const { revision } = await ok(t, alice('GET', at))
  for (const [method, path, body] of [
    ['PATCH', '', { name: 'x' }],
    ['PATCH', '/settings', { invitation_days: 1 }],
    ['PUT', '/members/mo', { role: 'guest' }],
    ['DELETE', '/members/mo'],
    ['POST', '/members/mo/disable'],
    ['POST', '/members/mo/enable'],
    ['POST', '/invitations', { email: 'x@example.com', role: 'guest' }],
    ['DELETE', `/invitations/${invited.id}`],
    ['PUT', '/groups/new'],
    ['PUT', '/groups/lab/members/user:gus'],
    ['DELETE', '/groups/lab/members/user:gus'],
    ['DELETE', '/groups/lab'],
    ['PUT', '/service-accounts/backend', { role: 'guest' }],
    ['DELETE', '/service-accounts/backend'],
    ['POST', '/api-keys', { subject: 'user:mo', name: 'x' }],
    ['DELETE', `/api-keys/${key.id}`],
    ['POST', '/datasets', { name: 'x' }],
    ['PATCH', '/datasets/streets', { name: 'x' }],
    ['POST', '/datasets/streets/clone', { name: 'x' }],
    ['PUT', '/datasets/streets/access/default', { level: 'none' }],
    ['PUT', '/datasets/streets/access/grants/user:gus', { level: 'can_edit' }],
    ['DELETE', '/datasets/streets/access/grants/user:gus'],
    ['POST', '/datasets/streets/snapshots', { name: 'x' }],
    ['POST', '/datasets/streets/snapshots/v1/revert'],
    ['DELETE', '/datasets/streets/snapshots/v1'],
    ['DELETE', '/datasets/streets'],
    ['DELETE', ''],
  ] as const) {
    const asked = () => operator(method, at + path, body, match(`"${revision - 1}"`))
    await refused(t, asked(), 'revision_mismatch', `${method} ${path}`)
  }
  t.is((await ok(t, alice('GET', at))).revision, revision)
})

test('a condition is an ETag of ours, or none', async t => {
  const { alice, at } = await acme(t, service, 'etags')
  const put = (etag: string) => alice('PUT', `${at}/groups/lab`, { name: etag }, match(etag))
  for (const etag of ['7', '"x"', '"-1"', '"1.5"', '"1", "2"', '""', '"1', 'W/1', '"1e3"'])
    await refused(t, put(etag), 'malformed', etag)
  await refused(t, put('"999999999999999"'), 'revision_mismatch')
  await ok(t, put('*'))
  await ok(t, put(`W/"${(await ok(t, alice('GET', at))).revision}"`))
})
