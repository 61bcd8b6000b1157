import { request } from 'node:http'
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const because = (reason: string) => ({ headers: { 'kasbah-reason': reason, 'x-request-id': 'req-7' } })

test('every change says who, what, on what, why and with which effect', async t => {
  const { alice, at } = await acme(t, service, 'who')
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  const { revision } = await ok(t, alice('PUT', grant, { level: 'can_edit' }, because('ticket 12')))
  const { items } = await ok(t, alice('GET', `${at}/audit`))
  t.like(items[0], {
    actor: 'user:alice',
    action: 'setGrant',
    resource: 'dataset:streets',
    reason: 'ticket 12',
    request_id: 'req-7',
    outcome: 'done',
    revision,
    adds: 1,
    removes: 0,
  })
  const actions = items.map(({ action }: Body) => action)
  for (const action of [
    'createOrganisation',
    'addMember',
    'putServiceAccount',
    'createDataset',
    'createApiKey',
  ])
    t.true(actions.includes(action), action)
  t.true(items.slice(1).every(({ actor }: Body) => actor === 'operator'))
})

test('every revision has its line', async t => {
  const { alice, at } = await acme(t, service, 'lines')
  const { revision } = await ok(t, alice('PATCH', at, { name: 'x' }))
  const revisions = (await allOf(t, alice, `${at}/audit`, 3)).map(event => event.revision)
  t.deepEqual(
    revisions,
    Array.from({ length: revision }, (_, n) => revision - n),
  )
})

test('refused attempts are there, with what they were about and why', async t => {
  const { alice, mo, gus, key, at } = await acme(t, service, 'attempts')
  const reader = await key('user:alice', ['read'])
  await refused(t, mo('DELETE', `${at}/members/alice`, undefined, because('out with her')), 'forbidden')
  await refused(t, gus('DELETE', `${at}/datasets/streets`), 'not_found')
  await refused(t, mo('POST', `${at}/api-keys`, { subject: 'user:alice', name: 'x' }), 'forbidden')
  await refused(t, reader('PUT', `${at}/groups/lab`), 'scope_missing')
  await refused(t, mo('POST', '/v1/orgs', { id: 'x', name: 'x' }), 'forbidden')
  await refused(t, mo('GET', `${at}/audit`), 'forbidden')
  // Pages follow old links, and what an admin does not find was not refused.
  await refused(t, gus('GET', `${at}/datasets/nothing`), 'not_found')
  await refused(t, alice('DELETE', `${at}/members/nobody`), 'not_found')
  const { items } = await ok(t, alice('GET', `${at}/audit`))
  const attempts = items.filter(({ outcome }: Body) => outcome === 'refused')
  t.deepEqual(
    attempts.map(({ actor, action, resource, code }: Body) => [actor, action, resource, code]),
    [
      ['user:mo', 'readAudit', 'org', 'forbidden'],
      ['user:mo', 'createOrganisation', 'org', 'forbidden'],
      ['user:alice', 'putGroup', 'group:lab', 'scope_missing'],
      ['user:mo', 'createApiKey', 'org', 'forbidden'],
      ['user:gus', 'deleteDataset', 'dataset:streets', 'not_found'],
      ['user:mo', 'removeMember', 'user:alice', 'forbidden'],
    ],
  )
  t.is(attempts.at(-1).reason, 'out with her')
  t.true(attempts.every(({ revision }: Body) => revision === undefined))
})

test('whatever was attempted, the trail can be read', async t => {
  const { alice, mo, at } = await acme(t, service, 'odd')
  for (const id of ['a%3A%25zz', '%25', 'x%00', '%F0%9F%A6%8A%2C', 'a%3Ab%3Ac'])
    await refused(t, mo('DELETE', `${at}/invitations/${id}`), 'forbidden')
  const items = await allOf(t, alice, `${at}/audit`, 2)
  t.is(items.filter(({ outcome }) => outcome === 'refused').length, 5)
})

test('it is filtered by actor, action, resource and time', async t => {
  const { alice, mo, at } = await acme(t, service, 'filters')
  await ok(t, mo('POST', `${at}/datasets`, { id: 'a,b', name: 'x' }), 201)
  await ok(t, alice('PUT', `${at}/datasets/a%2Cb/access/default`, { level: 'can_view' }))
  const count = async (query: string) => (await allOf(t, alice, `${at}/audit?${query}`, 2)).length
  t.is(await count('actor=user:mo'), 1)
  t.is(await count('actor=operator'), 9)
  t.is(await count('actor=user:nobody'), 0)
  t.is(await count('action=addMember'), 2)
  t.is(await count(`resource=${encodeURIComponent('dataset:a,b')}`), 2)
  t.is(await count(`resource=${encodeURIComponent('dataset:a,b')}&actor=user:mo&action=createDataset`), 1)
  const [newest] = (await ok(t, alice('GET', `${at}/audit?limit=1`))).items
  t.is((await count(`until=${newest.at}`)) + (await count(`since=${newest.at}`)), 11)
  t.is(await count('since=2999-01-01'), 0)
  for (const query of [
    'since=soon',
    'since=',
    'actor=',
    'actor=ada',
    'subject=ada',
    'limit=0',
    'actor=a&actor=b',
    'page_token=*',
  ])
    await refused(t, alice('GET', `${at}/audit?${query}`), 'malformed', query)
})

test('as lines it is whole, whatever the page', async t => {
  const { alice, at } = await acme(t, service, 'ndjson')
  const lines = await alice('GET', `${at}/audit?limit=2`, undefined, {
    headers: { accept: 'application/x-ndjson' },
  })
  t.is(lines.headers.get('content-type'), 'application/x-ndjson')
  t.deepEqual(
    lines.text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
    await allOf(t, alice, `${at}/audit`),
  )
})

test('a reason in any language is kept as it was meant', async t => {
  const { alice, at } = await acme(t, service, 'reasons')
  const { hostname, port } = new URL(service.url)
  // Fetch refuses such a header; curl and others send it as UTF-8.
  const send = (bytes: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: 'Bearer the-operator-key-of-these-tests', 'kasbah-reason': bytes }
      const asked = request(
        { hostname, port, method: 'PUT', path: `${at}/groups/g${bytes.length}`, headers },
        reply => {
          reply.resume()
          resolve(reply.statusCode)
        },
      )
      asked.on('error', reject)
      asked.end()
    })
  t.is(await send(Buffer.from('Grund: Prüfung 審査').toString('latin1')), 200)
  t.is(await send('caf\u00e9'), 200)
  t.is(await send('x'.repeat(2_000)), 200)
  const reasons = (await ok(t, alice('GET', `${at}/audit?limit=3`))).items.map(({ reason }: Body) => reason)
  t.deepEqual(reasons, ['x'.repeat(1_000), 'caf\u00e9', 'Grund: Prüfung 審査'])
})

test('only admins read it, and only their own', async t => {
  const { mo, gus, backend, at } = await acme(t, service, 'mine')
  const { alice: foreign, at: elsewhere } = await acme(t, service, 'theirs')
  for (const ask of [mo, gus, backend]) await refused(t, ask('GET', `${at}/audit`), 'forbidden')
  await refused(t, foreign('GET', `${at}/audit`), 'not_found')
  // A probe of another organisation is in neither trail.
  await refused(t, foreign('DELETE', `${at}/datasets/streets`), 'not_found')
  const events = await allOf(t, foreign, `${elsewhere}/audit`)
  t.true(events.every(({ outcome }) => outcome === 'done'))
})

test('nothing secret is in it', async t => {
  const { alice, at } = await acme(t, service, 'secrets')
  await ok(t, alice('POST', `${at}/invitations`, { email: 'ivy@example.com', role: 'guest' }), 201)
  const { text } = await alice('GET', `${at}/audit`)
  t.notRegex(text, /kasbah_(?:key|invitation|operator)_|the-operator-key|ivy@example\.com/)
})

test('a line says to whom, from what to what, by which key and from where', async t => {
  const { alice, at } = await acme(t, service, 'whom')
  await ok(t, alice('PUT', `${at}/members/gus`, { role: 'member' }))
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  for (const level of ['can_edit', 'can_manage']) await ok(t, alice('PUT', grant, { level }))
  await ok(t, alice('POST', `${at}/invitations`, { email: 'Ann@Example.com', role: 'guest' }), 201)
  const made = await ok(
    t,
    alice('POST', `${at}/api-keys`, { subject: 'user:gus', name: 'x', scopes: ['read'] }),
    201,
  )
  await ok(t, alice('DELETE', `${at}/api-keys/${made.id}`))
  const lines = (await allOf(t, alice, `${at}/audit?actor=user:alice`, 100)).toReversed()
  t.deepEqual(
    lines.map(({ effects }) => effects),
    [
      [{ what: 'role', subject: 'user:gus', from: 'guest', to: 'member' }],
      [],
      [{ what: 'group', subject: 'user:gus', to: 'group:lab' }],
      [{ what: 'access', subject: 'user:gus', resource: 'dataset:streets', to: 'can_edit' }],
      [
        {
          what: 'access',
          subject: 'user:gus',
          resource: 'dataset:streets',
          from: 'can_edit',
          to: 'can_manage',
        },
      ],
      [{ what: 'invitation', id: lines[5].effects[0].id, to: 'guest' }],
      [{ what: 'api_key', subject: 'user:gus', id: made.id, to: 'read' }],
      [{ what: 'api_key', id: made.id, to: 'removed' }],
    ],
  )
  t.true(lines.every(({ address, credential }) => address === '127.0.0.1' && credential.startsWith('key_')))
  t.false(JSON.stringify(lines).includes(made.key))
})

test('everything that touched a person is one question', async t => {
  const { alice, operator, gus, at } = await acme(t, service, 'touched')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await refused(t, gus('DELETE', `${at}/groups/lab`), 'forbidden')
  const { id } = (await ok(t, alice('GET', `${at}/api-keys?subject=user:gus`))).items[0]
  await ok(t, alice('DELETE', `${at}/api-keys/${id}`))
  await ok(t, alice('DELETE', `${at}/groups/lab`))
  await ok(t, alice('DELETE', `${at}/members/gus`))
  const lines = await allOf(t, operator, `${at}/audit?subject=user:gus`, 3)
  t.deepEqual(
    lines.map(({ action }) => action),
    [
      'removeMember',
      'deleteGroup',
      'revokeApiKey',
      'deleteGroup',
      'addGroupMember',
      'createApiKey',
      'addMember',
    ],
  )
  t.is((await ok(t, operator('GET', `${at}/audit?subject=user:nobody`))).items.length, 0)
})
