import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'

/** What nobody can see in a list, or reads as something else: nothing new is called so. */
const HIDDEN = ['new\nline', 'tab\t', 'nul\0in', '\0', 'a\u202eb', 'a\u0007', '\u200bann', 'a\u2028b']

const IDS = [
  'a,b',
  'a, role:admin, acme',
  '"quoted"',
  "it's",
  '[x]',
  '(y)',
  '🦊',
  'Straße',
  'İ',
  'ß',
  'x'.repeat(256),
  '💾'.repeat(64),
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '...',
  '%2F',
  'a/b',
  'a:b',
  'kind:x',
  '*',
  '?q=1',
  '#h',
  ' lead',
  'trail ',
  'UPPER',
  'upper',
  '1',
  'true',
  'null',
  '$ne',
  '{"$ne":null}',
  "' OR 1=1 --",
  'role:admin',
  '\u00e9',
  'e\u0301',
]

test('ids of any kind name themselves and nothing else', async t => {
  const { operator, backend } = await acme(t)
  const enc = encodeURIComponent
  for (const id of IDS) {
    const member = await ok(t, operator('PUT', `/v1/orgs/acme/members/${enc(id)}`, { role: 'guest' }))
    t.is(member.id, id)
    t.is(member.subject, `user:${id}`)
  }
  for (const id of IDS) {
    const dataset = await ok(t, operator('POST', '/v1/orgs/acme/datasets', { id, name: 'x' }), 201)
    t.is(dataset.id, id)
  }
  for (const [index, id] of IDS.entries()) {
    const other = IDS[(index + 1) % IDS.length] ?? ''
    await ok(
      t,
      operator('PUT', `/v1/orgs/acme/datasets/${enc(id)}/access/grants/${enc(`user:${id}`)}`, {
        level: 'can_edit',
      }),
    )
    const ask = (subject: string, resource: string) => ({
      subject: `user:${subject}`,
      action: 'edit',
      resource: `dataset:${resource}`,
    })
    const checks = [ask(id, id), ask(other, id), ask(id, other)]
    const reply = await ok(t, backend('POST', '/check/batch', { org: 'acme', checks }))
    t.deepEqual(
      [...(reply.results ?? [])].map(result => Boolean(result.allowed)),
      [true, false, false],
      JSON.stringify(id),
    )
    const single = await ok(t, backend('POST', '/check', { org: 'acme', ...ask(id, id), explain: true }))
    t.true(single.allowed)
    t.is(single.explanation.path?.[0], `user:${id}`)
    await ok(t, operator('DELETE', `/v1/orgs/acme/datasets/${enc(id)}/access/grants/${enc(`user:${id}`)}`))
    t.false((await ok(t, backend('POST', '/check', { org: 'acme', ...ask(id, id) }))).allowed)
  }
})

test('every hostile id is listed once, over pages of any size', async t => {
  const { operator } = await acme(t)
  for (const id of IDS) await ok(t, operator('POST', '/v1/orgs/acme/datasets', { id, name: 'x' }), 201)
  for (const limit of [1, 7, 1000]) {
    const seen: string[] = []
    let token: string | undefined
    do {
      const query: string = token === undefined ? '' : `&page_token=${encodeURIComponent(token)}`
      const page = await ok(t, operator('GET', `/v1/orgs/acme/datasets?limit=${limit}${query}`))
      for (const item of page.items ?? []) seen.push(String(item.id))
      token = page.next_token
    } while (token !== undefined)
    t.deepEqual(seen.toSorted(), [...IDS, 'streets'].toSorted())
  }
})

test('a body that is too large, too deep or of another type is refused', async t => {
  const { operator } = await acme(t)
  const big = await operator('POST', '/check', JSON.stringify({ org: 'acme', pad: 'x'.repeat(2 ** 20) }))
  t.is(big.status, 413)
  const text = await operator('POST', '/check', '{}', { headers: { 'content-type': 'text/plain' } })
  t.is(text.status, 415)
  const deep = await operator('POST', '/check', `${'['.repeat(20_000)}${']'.repeat(20_000)}`)
  t.is(deep.status, 400)
  const proto = '{"org":"acme","action":"view","resource":"dataset:streets","__proto__":{"allowed":true}}'
  t.not((await operator('POST', '/check', proto)).status, 500)
})

test('attributes keep what they were given, strange names too', async t => {
  const { operator } = await acme(t)
  const attributes = JSON.parse('{"__proto__x":1,"constructor":{"a":[null,true,"\\u0000"]},"":1}')
  t.is((await operator('POST', '/v1/orgs/acme/datasets', { name: 'x', attributes })).status, 400)
  delete attributes['']
  const made = await ok(
    t,
    operator('POST', '/v1/orgs/acme/datasets', { id: 'odd', name: 'x', attributes }),
    201,
  )
  t.deepEqual(made.attributes as unknown, attributes)
})

test('groups, service accounts and snapshots are named the same way, and reports find them', async t => {
  const { alice, at, may } = await acme(t)
  for (const id of IDS) {
    const segment = encodeURIComponent(id)
    t.is((await ok(t, alice('PUT', `${at}/groups/${segment}`))).id, id)
    t.is((await ok(t, alice('PUT', `${at}/service-accounts/${segment}`, { role: 'guest' }))).id, id)
    await ok(t, alice('PUT', `${at}/groups/${segment}/members/${encodeURIComponent(`service:${id}`)}`))
    const made = await ok(t, alice('POST', `${at}/datasets/streets/snapshots`, { id, name: 'x' }), 201)
    t.is(made.id, id)
  }
  const [one = '', other = ''] = IDS
  const access = `${at}/datasets/streets/access/grants/${encodeURIComponent(`group:${one}`)}`
  await ok(t, alice('PUT', access, { level: 'can_edit' }))
  t.true(await may(`service:${one}`, 'edit', 'dataset:streets'))
  t.false(await may(`service:${other}`, 'view', 'dataset:streets'))
  for (const id of IDS) {
    const query = `subject=${encodeURIComponent(`service:${id}`)}`
    const { items } = await ok(t, alice('GET', `${at}/permissions?${query}`))
    t.is(items.length, id === one ? 1 : 0, JSON.stringify(id))
    const trail = await ok(t, alice('GET', `${at}/audit?resource=${encodeURIComponent(`group:${id}`)}`))
    t.true(trail.items.length >= 2, JSON.stringify(id))
    await ok(t, alice('DELETE', `${at}/groups/${encodeURIComponent(id)}`))
    await ok(t, alice('DELETE', `${at}/datasets/streets/snapshots/${encodeURIComponent(id)}`))
  }
  t.deepEqual((await ok(t, alice('GET', `${at}/groups`))).items, [])
  t.deepEqual((await ok(t, alice('GET', `${at}/datasets/streets/snapshots`))).items, [])
  t.false(await may(`service:${one}`, 'view', 'dataset:streets'))
})

test('what is new has an id that a reader sees; nothing else is asked of it', async t => {
  const { alice, at } = await acme(t)
  const dataset = (id: string) => alice('POST', `${at}/datasets`, { id, name: 'x' })
  for (const hidden of HIDDEN) {
    const id = encodeURIComponent(hidden)
    await refused(t, alice('PUT', `${at}/members/${id}`, { role: 'guest' }), 'malformed')
    await refused(t, alice('PUT', `${at}/service-accounts/${id}`, { role: 'guest' }), 'malformed')
    await refused(t, alice('PUT', `${at}/groups/${id}`), 'malformed')
    await refused(t, dataset(hidden), 'malformed')
    await refused(t, alice('GET', `${at}/members/${id}`), 'not_found')
  }
  for (const id of ['میخواهم\u200cبروم', '👩‍🔬', 'a b,c"d']) {
    await ok(t, alice('PUT', `${at}/members/${encodeURIComponent(id)}`, { role: 'guest' }))
    await ok(t, dataset(id), 201)
  }
})
