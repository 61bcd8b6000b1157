import test from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'
import { freshStore, withStore } from '../service/store.ts'

const service = sharedService()

const under = (key: string) => ({ headers: { 'idempotency-key': key } })

test('the same request again is answered the same and changes nothing more', async t => {
  const { alice, at } = await acme(t, service, 'again')
  const wish = { subject: 'user:mo', name: 'x', scopes: ['read'] }
  const post = () => alice('POST', `${at}/api-keys`, wish, under('k1'))
  const first = await post()
  const second = await post()
  t.is(first.status, 201)
  t.is(second.status, 201)
  t.is(second.text, first.text)
  t.is(second.headers.get('etag'), first.headers.get('etag'))
  t.is((await ok(t, alice('GET', `${at}/api-keys?subject=user:mo`))).items.length, 2)
  t.is((await ok(t, alice('GET', at))).revision, first.body.revision)
  await ok(t, service.as(second.body.key)('GET', '/v1/whoami'))
})

test('an organisation is made once under one key', async t => {
  const { operator } = service
  const post = (name: string) => operator('POST', '/v1/orgs', { id: 'made-once', name }, under('org'))
  const made = await ok(t, post('x'), 201)
  t.deepEqual(await ok(t, post('x'), 201), made)
  await refused(t, post('y'), 'idempotency_mismatch')
})

test('another body, path or query under the same key is refused', async t => {
  const { alice, at } = await acme(t, service, 'another')
  await ok(t, alice('POST', `${at}/datasets`, { name: 'x' }, under('k1')), 201)
  for (const [path, body] of [
    ['/datasets', { name: 'y' }],
    ['/datasets', '{"name": "x"}'],
    ['/datasets?dry_run=false', { name: 'x' }],
    ['/datasets/streets/clone', { name: 'x' }],
    ['/datasets/streets/snapshots', { name: 'x' }],
  ] as const)
    await refused(t, alice('POST', at + path, body, under('k1')), 'idempotency_mismatch', path)
  await ok(t, alice('POST', `${at}/datasets`, { name: 'y' }, under('k2')), 201)
})

test('a key is its caller’s: others may use the same one', async t => {
  const { alice, mo, backend, at } = await acme(t, service, 'callers')
  const { alice: foreign, at: elsewhere } = await acme(t, service, 'callers-too')
  const post = (ask: Ask, path: string, name: string) =>
    ok(t, ask('POST', `${path}/datasets`, { name }, under('k1')), 201)
  const made = [
    await post(alice, at, 'a'),
    await post(mo, at, 'b'),
    await post(backend, at, 'c'),
    await post(foreign, elsewhere, 'd'),
  ]
  t.is(new Set(made.map(({ id }) => id)).size, 4)
})

test('people without a credential do not meet under one key', async t => {
  const { alice, at } = await acme(t, service, 'strangers')
  const invite = async (email: string) =>
    (await ok(t, alice('POST', `${at}/invitations`, { email, role: 'guest' }), 201)).accept_token
  const one = await invite('one@example.com')
  const other = await invite('other@example.com')
  const accept = (token: string) => service.as()('POST', '/v1/invitations/accept', { token }, under('1'))
  const first = await ok(t, accept(one), 201)
  t.not((await ok(t, accept(other), 201)).subject, first.subject)
  t.deepEqual(await ok(t, accept(one), 201), first)
})

test('of twenty at a time, one changes something', async t => {
  const { alice, at } = await acme(t, service, 'twenty')
  const { revision } = await ok(t, alice('GET', at))
  const post = () => alice('POST', `${at}/datasets`, { name: 'x' }, under('k1'))
  const replies = await Promise.all(Array.from({ length: 20 }, post))
  const done = replies.filter(({ status }) => status === 201)
  t.true(done.length >= 1)
  t.is(new Set(done.map(({ text }) => text)).size, 1)
  t.true(replies.every(({ status, body }) => status === 201 || body.code === 'idempotency_in_progress'))
  t.is((await ok(t, alice('GET', at))).revision, revision + 1)
  t.is((await post()).text, done[0]?.text ?? '')
})

test('what was refused may be tried again under its key', async t => {
  const { alice, at } = await acme(t, service, 'tried')
  const post = () => alice('POST', `${at}/api-keys`, { subject: 'user:new', name: 'x' }, under('k1'))
  await refused(t, post(), 'invite_first')
  await ok(t, alice('PUT', `${at}/members/new`, { role: 'guest' }))
  const made = await ok(t, post(), 201)
  t.deepEqual(await ok(t, post(), 201), made)
})

test('a dry run uses no key up', async t => {
  const { alice, at } = await acme(t, service, 'dry')
  const post = (query: string) => alice('POST', `${at}/datasets${query}`, { id: 'x', name: 'x' }, under('k1'))
  t.true((await ok(t, post('?dry_run=true'), 201)).dry_run)
  t.is((await ok(t, post(''), 201)).dry_run, undefined)
})

test('a key is printable and not too long', async t => {
  const { alice, at } = await acme(t, service, 'forms')
  for (const key of ['', 'a b', 'x'.repeat(256), 'caf\u00e9'])
    await refused(t, alice('POST', `${at}/datasets`, { name: 'x' }, under(key)), 'malformed', key)
  await ok(t, alice('POST', `${at}/datasets`, { name: 'x' }, under('x'.repeat(255))), 201)
})

test('answers are replayed after a restart, and no store can read them', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { operator, at } = await acme(t, first)
  const wish = { subject: 'user:mo', name: 'x', scopes: ['read'] }
  const made = await operator('POST', `${at}/api-keys`, wish, under('k1'))
  t.is(made.status, 201)
  await first.stop()

  const head = await withStore(store, async ({ policy, audit }) => {
    const { items } = await audit.query('acme' as OrgId, {}, { limit: 1000 })
    t.false(JSON.stringify(items).includes(made.body.key))
    return policy.head('acme' as OrgId)
  })
  const second = await startService(t, { store })
  const again = await second.operator('POST', `${at}/api-keys`, wish, under('k1'))
  t.is(again.text, made.text)
  await refused(
    t,
    second.operator('POST', `${at}/api-keys`, { ...wish, name: 'y' }, under('k1')),
    'idempotency_mismatch',
  )
  t.is((await ok(t, second.operator('GET', at))).revision, head)
  await ok(t, second.as(again.body.key)('GET', '/v1/whoami'))
})

test('a key holds for what changed nothing, too', async t => {
  const { alice, at } = await acme(t, service, 'nothing')
  const post = (path: string, key: string, body?: unknown) => alice('POST', at + path, body, under(key))
  await ok(t, post('/members/gus/disable', 'k1'))
  const idle = await ok(t, post('/members/gus/disable', 'k2'))
  await ok(t, alice('POST', `${at}/members/gus/enable`))
  t.deepEqual(await ok(t, post('/members/gus/disable', 'k2')), idle)
  t.false((await ok(t, alice('GET', `${at}/members/gus`))).disabled)

  const { revision } = await ok(t, alice('GET', at))
  await ok(t, post('/policy/rollback', 'k3', { revision }))
  await refused(t, post('/policy/rollback', 'k3', { revision: revision - 1 }), 'idempotency_mismatch')
  t.is((await ok(t, alice('GET', at))).revision, revision)
})

// A client of the platform that goes is a change of every organisation: none beside it could count its revisions.
test.serial(
  'a key holds for every write: with PUT and DELETE, and for what belongs to the platform',
  async t => {
    const { alice, operator, at } = await acme(t, service, 'every-write')
    const put = () => alice('PUT', `${at}/groups/lab`, { name: 'Lab' }, under('p1'))
    const first = await put()
    await ok(t, alice('DELETE', `${at}/groups/lab`, undefined, under('d1')))
    t.is((await put()).text, first.text)
    await refused(t, alice('GET', `${at}/groups/lab`), 'not_found')

    const wish = { name: 'once', kind: 'web', redirect_uris: ['https://app.example/cb'] }
    const make = () => operator('POST', '/v1/clients', wish, under('c1'))
    t.is((await make()).text, (await make()).text)
    const { items } = await ok(t, operator('GET', '/v1/clients'))
    t.is(items.filter((client: { name: string }) => client.name === 'once').length, 1)
    await ok(t, operator('DELETE', `/v1/clients/${items[0].client_id}`, undefined, under('c2')))
  },
)

/** Makes the receipts of a store that is at rest look as a process leaves them that died before its change. */
const abandon = async (store: string): Promise<void> => {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(store.slice('sqlite:'.length))
  database.prepare('UPDATE receipts SET revision = 0, sealed = NULL, at = at - 3600000').run()
  database.close()
}

test('work that died under its key is done anew when none of it was kept, and is said to be unknown when some may be', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { at } = await acme(t, first)
  const wish = { name: 'once', kind: 'web', redirect_uris: ['https://app.example/cb'] }
  await ok(t, first.operator('POST', `${at}/members/gus/disable`, undefined, under('k1')))
  await ok(t, first.operator('POST', '/v1/clients', wish, under('k2')), 201)
  await ok(t, first.operator('POST', `${at}/members/gus/enable`))
  await first.stop()
  await abandon(store)
  const second = await startService(t, { store })
  const again = await ok(t, second.operator('POST', `${at}/members/gus/disable`, undefined, under('k1')))
  t.true(again.disabled)
  await refused(t, second.operator('POST', '/v1/clients', wish, under('k2')), 'answer_lost')
})

test('a change whose answer was lost is not made again, and says so', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { operator, at } = await acme(t, first)
  const post = (ask: Ask) => ask('POST', `${at}/datasets`, { id: 'x', name: 'x' }, under('k1'))
  const made = await ok(t, post(operator), 201)
  await first.stop()

  // As if the process had died between the change and its answer.
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(store.slice('sqlite:'.length))
  t.is(database.prepare('UPDATE receipts SET sealed = NULL').run().changes, 1)
  database.close()
  const second = await startService(t, { store })
  await refused(t, post(second.operator), 'idempotency_in_progress')
  await second.stop()

  const later = new DatabaseSync(store.slice('sqlite:'.length))
  later.prepare('UPDATE receipts SET at = at - 3600000').run()
  later.close()
  const third = await startService(t, { store })
  const lost = await refused(t, post(third.operator), 'answer_lost')
  t.true(lost.detail.includes(String(made.revision)))
})
