import test from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { allOf } from '../service/pages.ts'
import { startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'
import { freshStore, rewrite, withStore } from '../service/store.ts'

const service = sharedService()

test('a key is shown once, and its hash never', async t => {
  const { alice, at } = await acme(t, service, 'once')
  const wish = { subject: 'user:mo', name: 'laptop', scopes: ['read', 'read'] }
  const made = await ok(t, alice('POST', `${at}/api-keys`, wish), 201)
  t.regex(made.key, /^kasbah_key_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/)
  t.like(made, { subject: 'user:mo', name: 'laptop', scopes: ['read'] })
  t.true(made.key.startsWith(made.hint))
  t.true(made.hint.length < 20)
  for (const path of ['/api-keys', '/members/mo', '/audit', '/permissions?subject=user:mo']) {
    const { text } = await alice('GET', at + path)
    t.false(text.includes(made.key), path)
    // The hashes of the trail's chain are of its lines.
    t.notRegex(text.replaceAll(/"chain":\{[^}]*\}/g, ''), /[0-9a-f]{64}|"hash"/, path)
  }
})

test('a revoked key is refused at the very next request', async t => {
  const { alice, mo, at } = await acme(t, service, 'revoked')
  await ok(t, mo('GET', '/v1/whoami'))
  const [key] = (await ok(t, alice('GET', `${at}/api-keys?subject=user:mo`))).items
  await ok(t, alice('DELETE', `${at}/api-keys/${key.id}?dry_run=true`))
  await ok(t, mo('GET', '/v1/whoami'))
  await ok(t, alice('DELETE', `${at}/api-keys/${key.id}`))
  await refused(t, mo('GET', '/v1/whoami'), 'unauthenticated')
  await refused(
    t,
    mo('POST', '/check', { org: 'revoked', action: 'view', resource: 'dataset:streets' }),
    'unauthenticated',
  )
  await refused(t, alice('DELETE', `${at}/api-keys/${key.id}`), 'not_found')
})

test('a key does what its scopes say and no more', async t => {
  const { key, at } = await acme(t, service, 'scoped')
  const reads = [
    ['GET', `${at}/members`],
    ['GET', `${at}/datasets`],
    ['GET', `${at}/datasets/streets`],
    ['GET', `${at}/api-keys`],
    ['GET', '/v1/orgs'],
    ['GET', `${at}/permissions?subject=user:mo`],
  ] as const
  const writes = [
    ['PUT', `${at}/groups/lab`],
    ['POST', `${at}/datasets`, { name: 'x' }],
    ['POST', `${at}/api-keys`, { name: 'x' }],
    ['DELETE', `${at}/api-keys/none`],
  ] as const
  const about = { org: 'scoped', subject: 'user:mo', action: 'view', resource: 'dataset:streets' }
  const asked = ['POST', '/check', about] as const
  const open = await key('user:alice', [])
  await ok(t, open('GET', '/v1/whoami'))
  await ok(t, open('POST', '/check', { ...about, subject: 'user:alice' }))
  for (const [scope, able, unable] of [
    ['read', reads, writes],
    ['write', writes, reads],
    ['check', [], [...reads, ...writes]],
  ] as const) {
    const ask = await key('user:alice', [scope])
    for (const [method, path, body] of unable)
      await refused(t, ask(method, path, body), 'scope_missing', `${scope} ${path}`)
    for (const [method, path, body] of able)
      t.not((await ask(method, path, body)).body.code, 'scope_missing', `${scope} ${path}`)
    if (scope === 'check') t.true((await ok(t, ask(...asked))).allowed)
    else await refused(t, ask(...asked), 'subject_refused')
  }
})

test('a person’s key never exceeds the person, as they are when it is used', async t => {
  const { alice, gus, at, key } = await acme(t, service, 'bounded')
  const all = ['check', 'read', 'write']
  const strong = await key('user:gus', all)
  await refused(t, strong('GET', `${at}/members`), 'forbidden')
  await refused(t, strong('PATCH', `${at}/datasets/streets`, { name: 'x' }), 'not_found')
  await refused(
    t,
    strong('POST', '/check', {
      org: 'bounded',
      subject: 'user:mo',
      action: 'view',
      resource: 'dataset:streets',
    }),
    'subject_refused',
  )
  await ok(t, alice('PUT', `${at}/members/gus`, { role: 'admin' }))
  await ok(t, strong('GET', `${at}/members`))
  await ok(t, alice('PUT', `${at}/members/gus`, { role: 'guest' }))
  await refused(t, strong('GET', `${at}/members`), 'forbidden')
  await ok(t, gus('GET', '/v1/whoami'))
})

test('members make keys for themselves, guests none, and nobody for others or beyond their own key', async t => {
  const { alice, mo, gus, backend, at, key } = await acme(t, service, 'own')
  const made = await ok(t, mo('POST', `${at}/api-keys`, { name: 'mine', scopes: ['read'] }), 201)
  t.is(made.subject, 'user:mo')
  await ok(t, service.as(made.key)('GET', '/v1/whoami'))
  await refused(t, gus('POST', `${at}/api-keys`, { name: 'mine' }), 'forbidden')
  await refused(t, backend('POST', `${at}/api-keys`, { name: 'mine' }), 'forbidden')
  for (const subject of ['user:alice', 'user:gus', 'service:backend', 'user:nobody'])
    await refused(t, mo('POST', `${at}/api-keys`, { subject, name: 'x' }), 'forbidden', subject)
  await refused(t, mo('POST', `${at}/api-keys`, { name: 'x', scopes: ['check'] }), 'scope_missing')
  const writer = await key('user:alice', ['write'])
  await refused(
    t,
    writer('POST', `${at}/api-keys`, { subject: 'user:mo', name: 'x', scopes: ['read'] }),
    'scope_missing',
  )

  const own = (await ok(t, mo('GET', `${at}/api-keys`))).items
  t.true(own.length === 2 && own.every(({ subject }: { subject: string }) => subject === 'user:mo'))
  await refused(t, mo('GET', `${at}/api-keys?subject=user:alice`), 'forbidden')
  const [others] = (await ok(t, alice('GET', `${at}/api-keys?subject=user:alice`))).items
  await refused(t, mo('DELETE', `${at}/api-keys/${others.id}`), 'not_found')
  await refused(t, mo('DELETE', `${at}/api-keys/none`), 'not_found')
  await ok(t, mo('DELETE', `${at}/api-keys/${made.id}`))
})

test('what cannot be a key is refused', async t => {
  const { alice, operator, at } = await acme(t, service, 'forms')
  const wish = { subject: 'user:mo', name: 'x' }
  await refused(t, operator('POST', `${at}/api-keys`, { name: 'x' }), 'malformed')
  await refused(t, alice('POST', `${at}/api-keys`, { ...wish, subject: 'user:nobody' }), 'invite_first')
  for (const more of [
    { subject: 'group:g' },
    { subject: 'role:admin' },
    { scopes: ['admin'] },
    { scopes: 'read' },
    { name: '' },
    { expires_at: 'soon' },
    { expires_at: '2001-01-01' },
    { networks: [] },
    { networks: ['10.0.0.0/33'] },
    { networks: ['everywhere'] },
    { networks: ['10.0.0.1/8/8'] },
    { hash: 'x' },
    { key: 'x' },
  ])
    await refused(t, alice('POST', `${at}/api-keys`, { ...wish, ...more }), 'malformed', JSON.stringify(more))
})

test('keys may be limited to networks', async t => {
  const { key } = await acme(t, service, 'networks')
  for (const networks of [['127.0.0.0/8'], ['127.0.0.1'], ['10.0.0.0/8', '127.0.0.1/32'], ['0.0.0.0/0']])
    await ok(t, (await key('user:mo', ['read'], { networks }))('GET', '/v1/whoami'))
  for (const networks of [['10.0.0.0/8'], ['127.0.0.2'], ['::1']]) {
    const ask = await key('user:mo', ['read'], { networks })
    await refused(t, ask('GET', '/v1/whoami'), 'unauthenticated', String(networks))
    const forged = ask('GET', '/v1/whoami', undefined, { headers: { 'x-forwarded-for': '10.0.0.1' } })
    await refused(t, forged, 'unauthenticated')
  }
})

test('the organisation limits how long keys live', async t => {
  const { alice, mo, at } = await acme(t, service, 'short')
  await ok(t, alice('PATCH', `${at}/settings`, { api_key_max_days: 30 }))
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString()
  const make = (expires_at?: string) =>
    alice('POST', `${at}/api-keys`, { subject: 'user:mo', name: 'x', ...(expires_at ? { expires_at } : {}) })
  await refused(t, make(), 'key_life_too_long')
  await refused(t, make(inDays(31)), 'key_life_too_long')
  const expires_at = inDays(29)
  t.is((await ok(t, make(expires_at), 201)).expires_at, expires_at)
  await ok(t, mo('GET', '/v1/whoami'))
})

test('an expired key is refused, and the last use of a key is kept', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { operator, alice, at } = await acme(t, first)
  const expires_at = new Date(Date.now() + 60 * 60 * 1000).toISOString()
  const wish = { subject: 'user:mo', name: 'x', scopes: ['read'], expires_at }
  const made = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
  await ok(t, first.as(made.key)('GET', '/v1/whoami'))
  t.is((await ok(t, alice('GET', `${at}/api-keys?subject=user:gus`))).items[0].last_used_at, undefined)
  await first.stop()

  const org = 'acme' as OrgId
  const kept = await withStore(store, ({ records }) => records.find('api_key', org, made.id))
  t.true((kept?.last_used_at?.getTime() ?? 0) >= Date.parse(made.created_at))
  t.false(JSON.stringify(kept).includes(made.key))
  await rewrite(store, 'acme', async () =>
    kept ? [{ put: 'api_key', value: { ...kept, expires_at: new Date(Date.now() - 1) } }] : [],
  )
  const second = await startService(t, { store })
  await refused(t, second.as(made.key)('GET', '/v1/whoami'), 'unauthenticated')
  const [listed] = (await ok(t, second.operator('GET', `${at}/api-keys?subject=user:mo`))).items.filter(
    ({ id }: { id: string }) => id === made.id,
  )
  t.is(listed.last_used_at, kept?.last_used_at?.toISOString())
})

test('keys of one organisation open nothing in another, and cannot be seen or ended there', async t => {
  const { alice, at } = await acme(t, service, 'here')
  const { alice: foreign, at: elsewhere } = await acme(t, service, 'there')
  const [key] = (await ok(t, alice('GET', `${at}/api-keys?subject=user:mo`))).items
  await refused(t, foreign('DELETE', `${elsewhere}/api-keys/${key.id}`), 'not_found')
  await refused(t, foreign('DELETE', `${at}/api-keys/${key.id}`), 'not_found')
  await refused(t, foreign('GET', `${at}/api-keys`), 'not_found')
  await refused(t, foreign('POST', `${at}/api-keys`, { subject: 'user:mo', name: 'x' }), 'not_found')
  const listed = await allOf(t, foreign, `${elsewhere}/api-keys`, 1)
  t.false(listed.some(({ id }) => id === key.id))
})

test('a dry run makes no key', async t => {
  const { alice, at } = await acme(t, service, 'dry')
  const before = (await ok(t, alice('GET', `${at}/api-keys`))).items.length
  const dry = await alice('POST', `${at}/api-keys?dry_run=true`, { subject: 'user:mo', name: 'x' })
  t.is(dry.status, 201)
  t.notRegex(dry.text, /kasbah_key_/)
  t.is((await ok(t, alice('GET', `${at}/api-keys`))).items.length, before)
})

test('a credential of the organisation that is not taken is there, with why, and one of nobody is not', async t => {
  const { alice, operator, key, at } = await acme(t, service, 'untaken')
  const elsewhere = await key('user:mo', ['read'], { networks: ['10.9.0.0/16'] })
  const wish = { subject: 'user:mo', name: 'x', scopes: ['read'] }
  const revoked = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
  await ok(t, operator('DELETE', `${at}/api-keys/${revoked.id}`))
  await refused(t, elsewhere('GET', '/v1/whoami'), 'unauthenticated')
  await refused(t, service.as(revoked.key)('GET', '/v1/whoami'), 'unauthenticated')
  await ok(t, operator('PATCH', `${at}/settings`, { networks: ['10.9.0.0/16'] }))
  await refused(t, alice('GET', '/v1/whoami'), 'unauthenticated')
  const { items } = await ok(t, operator('GET', `${at}/audit?action=useCredential`))
  t.deepEqual(
    items.map(({ actor, resource, code, reason }: Body) => [actor, resource, code, reason]),
    [
      ['user:alice', 'user:alice', 'unauthenticated', 'the address is not of a known server'],
      ['user:mo', 'user:mo', 'unauthenticated', 'the key is not for this address'],
    ],
  )
  t.true(items.every(({ credential, address }: Body) => credential !== undefined && address !== undefined))
})
