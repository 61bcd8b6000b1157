/** SCIM as RFC 7644 has it, and as directories send it beyond that. */
import test from 'ava'
import type { Body } from '../service/client.ts'
import { ann, asking, GROUP, patch, sharedDirectories, USER } from './world.ts'

const directory = sharedDirectories()

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

test('slashes too many behind the base address are passed over, for known tokens and others alike', async t => {
  const world = await directory(t)
  const { body } = await world.scim('POST', '//Users', ann())
  for (const path of [
    '//Users',
    '/Users/',
    '//Users//',
    `//Users/${body.id}`,
    `/Users/${body.id}/`,
    `/Users//${body.id}`,
  ]) {
    t.is((await world.scim('GET', path)).status, 200, path)
    t.is((await asking(world.url, world.org, 'wrong')('GET', path)).status, 401, path)
  }
})

test('a path without a route is 404 with any token or none, and says nothing of the organisation', async t => {
  const world = await directory(t)
  for (const path of [
    '/Nothing',
    '/',
    '//',
    '/users',
    '/Users/a/b',
    '/Users/.search/x',
    '/Bulk',
    '/Me',
    '/Schemas/a/b',
  ])
    for (const [org, token] of [
      [world.org, world.token],
      [world.org, ''],
      ['nowhere', world.token],
    ] as const)
      t.is((await asking(world.url, org, token)('GET', path)).status, 404, `${org} ${path}`)
  const wrongMethod = await fetch(`${world.url}/scim/v2/orgs/${world.org}/Users`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${world.token}` },
  })
  t.is(wrongMethod.status, 405)
  t.is(wrongMethod.headers.get('allow'), 'GET, POST')
})

test('filters in which one value of a list is chosen and looked at', async t => {
  const world = await directory(t)
  const emails = [
    { type: 'work', value: 'ann@alpha.example' },
    { type: 'home', value: 'ann@home.example' },
  ]
  await world.scim('POST', '/Users', ann({ emails, roles: [{ primary: 'True', value: 'editor' }] }))
  for (const [filter, total] of [
    ['emails[type eq "work"].value eq "ann@alpha.example"', 1],
    ['emails[type eq "work"].value eq "ann@home.example"', 0],
    ['emails[type eq "Work"].value pr and userName pr', 1],
    ['emails[type eq "work" and value sw "ann"].value co "home"', 0],
    ['not (emails[type eq "fax"].value pr)', 1],
    ['roles[primary eq true].value eq "editor"', 1],
    ['roles[primary eq "true"].value eq "editor"', 1],
    ['userName eq "ANN@alpha.example" and active eq true', 1],
    ['userName eq "ann@alpha.example" and active eq false', 0],
    ['externalId eq "alpha-1" and emails pr', 1],
  ] as const) {
    const reply = await world.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`)
    t.is(reply.status, 200, filter)
    t.is(reply.body.totalResults, total, filter)
  }
})

test('a search by POST answers as the list does', async t => {
  const world = await directory(t)
  for (const name of ['one', 'two', 'three'])
    await world.scim('POST', '/Users', ann({ userName: name, externalId: name }))
  const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'
  const found = await world.scim('POST', '/Users/.search', {
    schemas: [SEARCH],
    filter: 'userName sw "t"',
    attributes: ['userName'],
    startIndex: 2,
    count: 5,
  })
  t.is(found.status, 200)
  t.like(found.body, { totalResults: 2, startIndex: 2, itemsPerPage: 1 })
  t.deepEqual(Object.keys(found.body.Resources?.[0] ?? {}).sort(), ['id', 'schemas', 'userName'])
  t.is((await world.scim('POST', '/Groups/.search', { schemas: [SEARCH] })).body.totalResults, 0)
  for (const wrong of [[], { count: 'x' }, { filter: 7 }, { filter: 'a' }, { attributes: ['a..b'] }])
    t.is((await world.scim('POST', '/Users/.search', wrong)).status, 400, JSON.stringify(wrong))
})

test('attributes and sub-attributes are shown and left out, in lists and in what a write answers', async t => {
  const world = await directory(t)
  const { body } = await world.scim(
    'POST',
    '/Users',
    ann({ [ENTERPRISE]: { department: 'Maps', costCenter: '7' } }),
  )
  const shown = async (query: string): Promise<Body> =>
    (await world.scim('GET', `/Users/${body.id}?${query}`)).body
  t.deepEqual((await shown('excludedAttributes=name.familyName')).name, { givenName: 'Ann' } as never)
  t.deepEqual((await shown('attributes=NAME.givenname')).name, { givenName: 'Ann' } as never)
  t.deepEqual((await shown('attributes=emails.value')).emails, [{ value: 'ann@alpha.example' }] as never)
  t.deepEqual((await shown(`attributes=${ENTERPRISE}:department`))[ENTERPRISE], {
    department: 'Maps',
  } as never)
  t.deepEqual((await shown(`excludedAttributes=${USER}:emails, ${ENTERPRISE}`)).emails, undefined)
  t.is((await shown('excludedAttributes=id,schemas')).id, body.id)
  const written = await world.scim(
    'PATCH',
    `/Users/${body.id}?attributes=displayName`,
    patch({ op: 'add', path: 'displayName', value: 'Ann' }),
  )
  t.deepEqual(Object.keys(written.body).sort(), ['displayName', 'id', 'schemas'])
  t.is((await world.scim('GET', '/Users?attributes=a..b')).body.scimType, 'invalidPath')
  const bare = await world.scim(
    'POST',
    '/Users?attributes=userName',
    ann({ userName: 'ben', externalId: 'b' }),
  )
  t.is(bare.body.meta, undefined)
  t.true(bare.location?.endsWith(`/scim/v2/orgs/${world.org}/Users/${bare.body.id}`))
})

test('a name stands for one group, whichever way it gets it', async t => {
  const world = await directory(t)
  await world.scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Café admins' })
  const { body } = await world.scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Others' })
  const path = `/Groups/${body.id}`
  for (const twin of ['Café admins', 'CAFÉ ADMINS', 'Cafe\u0301 admins'])
    for (const [method, at, sent] of [
      ['POST', '/Groups', { displayName: twin }],
      ['PUT', path, { displayName: twin }],
      ['PATCH', path, patch({ op: 'replace', path: 'displayName', value: twin })],
      ['PATCH', path, patch({ op: 'replace', value: { id: body.id, displayName: twin } })],
    ] as const) {
      const reply = await world.scim(method, at, sent)
      t.is(reply.status, 409, `${method} ${twin}`)
      t.is(reply.body.scimType, 'uniqueness')
    }
  t.is((await world.scim('PUT', path, { displayName: 'OTHERS' })).body.displayName, 'OTHERS')
  await world.scim('POST', '/Groups', { displayName: 'Data admins', externalId: 'object-id-1' })
  for (const twin of [
    { displayName: 'object-id-1' },
    { displayName: 'OTHERS', externalId: 'object-id-1' },
    { displayName: 'OTHERS', externalId: 'data admins' },
  ])
    t.is((await world.scim('PUT', path, twin)).body.scimType, 'uniqueness', JSON.stringify(twin))
})

test('Entra ID and Okta: what a filter in a path describes is made, and a value that is replaced is replaced whole', async t => {
  const world = await directory(t)
  const { body } = await world.scim(
    'POST',
    '/Users',
    ann({ emails: [{ type: 'home', value: 'ann@home.example' }] }),
  )
  const path = `/Users/${body.id}`
  const made = await world.scim(
    'PATCH',
    path,
    patch(
      { op: 'Add', path: 'emails[type eq "work" and primary eq true].value', value: 'ann@home.example' },
      { op: 'Replace', path: 'addresses[type eq "work"].locality', value: 'Fes' },
      { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'editor' },
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'usr_boss' },
      { op: 'Replace', path: 'name', value: { givenName: 'Anna' } },
    ),
  )
  t.is(made.status, 200)
  t.deepEqual(made.body.emails, [
    { type: 'home', value: 'ann@home.example' },
    { type: 'work', primary: true, value: 'ann@home.example' },
  ] as never)
  t.deepEqual(made.body.addresses, [{ type: 'work', locality: 'Fes' }] as never)
  t.deepEqual(made.body.roles, [{ primary: 'True', value: 'editor' }] as never)
  t.is(made.body[ENTERPRISE]?.manager, 'usr_boss')
  t.like(made.body.name, { givenName: 'Anna', familyName: 'Archer' })
  const replaced = await world.scim(
    'PATCH',
    path,
    patch(
      { op: 'replace', path: 'emails[type eq "work"]', value: { type: 'work', value: 'new@alpha.example' } },
      { op: 'add', path: 'emails[type eq "home"]', value: { display: 'at home' } },
      { op: 'remove', path: 'addresses[type eq "work"]' },
      { op: 'remove', path: 'photos[type eq "photo"].value' },
    ),
  )
  t.deepEqual(replaced.body.emails, [
    { type: 'home', value: 'ann@home.example', display: 'at home' },
    { type: 'work', value: 'new@alpha.example' },
  ] as never)
  t.deepEqual(replaced.body.addresses, [] as never)
  t.is(replaced.body.photos, undefined)
})

test('ids of members are compared exactly', async t => {
  const world = await directory(t)
  const { body: user } = await world.scim('POST', '/Users', ann())
  const { body: group } = await world.scim('POST', '/Groups', {
    displayName: 'g',
    members: [{ value: user.id }],
  })
  const path = `/Groups/${group.id}`
  const other = user.id.toUpperCase()
  for (const filter of [`value eq "${other}"`, `value eq "${other}" or value eq "x"`]) {
    const { body } = await world.scim('PATCH', path, patch({ op: 'remove', path: `members[${filter}]` }))
    t.is(body.members?.length, 1)
  }
  const ask = async (filter: string) =>
    (await world.scim('GET', `/Groups?filter=${encodeURIComponent(filter)}`)).body.totalResults
  t.is(await ask(`id eq "${group.id}" and members eq "${user.id}"`), 1)
  t.is(await ask(`id eq "${group.id}" and members[value eq "${other}"]`), 0)
  t.is(await ask(`members.value eq "${user.id}"`), 1)
})

test('media types with a charset are taken; another charset, or another type, is 415', async t => {
  const world = await directory(t)
  for (const [type, status] of [
    ['application/scim+json; charset=utf-8', 201],
    ['application/scim+json;charset="UTF-8"', 201],
    ['application/json; charset=utf8', 201],
    ['application/scim+json; charset=iso-8859-1', 415],
    ['application/xml', 415],
  ] as const) {
    const reply = await fetch(`${world.url}/scim/v2/orgs/${world.org}/Users?aadOptscim062020`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.token}`, 'content-type': type },
      body: JSON.stringify(ann({ userName: type, externalId: type })),
    })
    t.is(reply.status, status, type)
    await reply.text()
  }
})
