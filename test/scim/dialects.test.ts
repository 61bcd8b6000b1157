/** Requests as Entra ID and Okta send them, lists, discovery, and everything that is not SCIM. */
import test from 'ava'
import type { Body } from '../service/client.ts'
import { ann, patch, sharedDirectories, USER } from './world.ts'

const directory = sharedDirectories()

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

test('Entra ID: capitals, booleans as texts, filters in paths, keys that are paths', async t => {
  const world = await directory(t)
  const made = await world.scim('POST', '/Users', {
    ...ann({ active: 'True', emails: undefined }),
    schemas: [USER, ENTERPRISE],
    [ENTERPRISE]: { department: 'Maps' },
  })
  t.is(made.status, 201)
  t.is(made.body[ENTERPRISE]?.department, 'Maps')
  const path = `/Users/${made.body.id}`
  const changed = await world.scim(
    'PATCH',
    path,
    patch(
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'new@alpha.example' },
      { op: 'Replace', path: 'name.givenName', value: 'Anna' },
      { op: 'Replace', path: `${ENTERPRISE}:department`, value: 'Atlas' },
      { op: 'Add', value: { 'name.familyName': 'Baker', displayName: 'Anna Baker' } },
    ),
  )
  t.is(changed.status, 200)
  t.deepEqual(changed.body.emails, [{ type: 'work', value: 'new@alpha.example' }])
  t.like(changed.body.name, { givenName: 'Anna', familyName: 'Baker' })
  t.is(changed.body[ENTERPRISE]?.department, 'Atlas')
  t.is(changed.body.displayName, 'Anna Baker')
  const off = await world.scim('PATCH', path, patch({ op: 'Replace', path: 'active', value: 'False' }))
  t.false(off.body.active)
  const filter = encodeURIComponent('userName eq "ANN@alpha.example"')
  t.is((await world.scim('GET', `/Users?filter=${filter}`)).body.Resources?.[0]?.id, made.body.id)
})

test('Okta: a look-up before it creates, full updates, deactivation without a path', async t => {
  const world = await directory(t)
  const look = `/Users?filter=${encodeURIComponent('userName eq "ann@alpha.example"')}&startIndex=1&count=100`
  const before = await world.scim('GET', look)
  t.is(before.status, 200)
  t.is(before.body.totalResults, 0)
  t.deepEqual(before.body.Resources, [])
  const made = await world.scim(
    'POST',
    '/Users',
    ann({ password: 'secret-of-okta', groups: [], locale: 'en-US' }),
  )
  t.is(made.status, 201)
  t.false(JSON.stringify(made.body).includes('secret-of-okta'))
  t.is((await world.scim('GET', look)).body.totalResults, 1)
  const path = `/Users/${made.body.id}`
  t.is((await world.scim('PUT', path, { ...made.body, displayName: 'Ann' })).body.displayName, 'Ann')
  t.false((await world.scim('PATCH', path, patch({ op: 'replace', value: { active: false } }))).body.active)
  const back = await world.scim('PUT', path, { ...made.body, active: true })
  t.true(back.body.active)
})

test('lists by number and filter', async t => {
  const world = await directory(t)
  for (let n = 1; n <= 5; n += 1)
    t.is(
      (
        await world.scim(
          'POST',
          '/Users',
          ann({ userName: `u${n}`, externalId: `k${n}`, title: `T${n % 2}` }),
        )
      ).status,
      201,
    )
  const names = async (query: string) => {
    const { body } = await world.scim('GET', `/Users?${query}`)
    return [body.totalResults, ...(body.Resources ?? []).map(({ userName }: Body) => userName)] as unknown
  }
  t.deepEqual(await names('startIndex=2&count=2'), [5, 'u2', 'u3'])
  t.deepEqual(await names('startIndex=5&count=10'), [5, 'u5'])
  t.deepEqual(await names('startIndex=9'), [5])
  t.deepEqual(await names('count=0'), [5])
  t.deepEqual(await names('startIndex=-3&count=1'), [5, 'u1'])
  for (const [filter, found] of [
    ['externalId eq "k3"', [1, 'u3']],
    ['externalId eq "K3"', [0]],
    ['userName sw "U" and title eq "t1"', [3, 'u1', 'u3', 'u5']],
    ['not (title eq "T1") or userName eq "u1"', [3, 'u1', 'u2', 'u4']],
    ['emails[type eq "work" and value co "@alpha"] and userName ge "u4"', [2, 'u4', 'u5']],
    ['emails.value eq "nobody@alpha.example"', [0]],
    ['name.familyName pr and active eq true and userName lt "u2"', [1, 'u1']],
    [`${USER}:userName eq "u2"`, [1, 'u2']],
    ['nothing pr', [0]],
  ] as const)
    t.deepEqual(await names(`filter=${encodeURIComponent(filter)}`), found, filter)
  const { body } = await world.scim('GET', '/Users?attributes=userName&count=1')
  t.deepEqual(Object.keys(body.Resources?.[0] ?? {}).sort(), ['id', 'schemas', 'userName'])
})

test('what we offer can be read', async t => {
  const world = await directory(t)
  const config = await world.scim('GET', '/ServiceProviderConfig')
  t.true(config.body.patch?.supported)
  t.false(config.body.bulk?.supported)
  t.deepEqual(
    (await world.scim('GET', '/ResourceTypes')).body.Resources?.map(({ id }: Body) => id),
    ['User', 'Group'] as never,
  )
  t.is((await world.scim('GET', '/ResourceTypes/User')).body.endpoint, '/Users')
  t.is((await world.scim('GET', '/Schemas')).body.totalResults, 3)
  t.is((await world.scim('GET', `/Schemas/${USER}`)).body.id, USER)
  t.is((await world.scim('GET', '/Schemas/none')).status, 404)
})

const wrongUsers: readonly (readonly [string, unknown])[] = [
  ['no JSON', '{'],
  ['a text', '"ann"'],
  ['a list', []],
  ['null', 'null'],
  ['no userName', { schemas: [USER] }],
  ['an empty userName', ann({ userName: '' })],
  ['a userName that is a number', ann({ userName: 7 })],
  ['a userName of half a character', `{"userName":"\\ud800"}`],
  ['active that is neither', ann({ active: 'perhaps' })],
  ['emails that are none', ann({ emails: 'ann@alpha.example' })],
  ['a name that is a text', ann({ name: 'Ann' })],
  ['more than we keep', ann({ notes: 'x'.repeat(40_000) })],
]
for (const [what, body] of wrongUsers)
  test(`a user that is ${what}: 400, and nothing is made`, async t => {
    const world = await directory(t)
    const reply = await world.scim('POST', '/Users', body)
    t.is(reply.status, 400)
    t.regex(String(reply.body.scimType), /^invalid(?:Value|Syntax)$/)
    t.is(reply.body.status, '400')
    t.is((await world.scim('GET', '/Users')).body.totalResults, 0)
  })

test('a PATCH that is none: 400, and nothing changes', async t => {
  const world = await directory(t)
  const { body } = await world.scim('POST', '/Users', ann())
  for (const wrong of [
    {},
    { Operations: [] },
    { Operations: 'x' },
    patch({ op: 'grow', path: 'title' }),
    patch({ op: 'remove' }),
    patch({ op: 'replace', value: 'x' }),
    patch({ op: 'replace', path: 'a..b', value: 1 }),
    patch({ op: 'replace', path: '__proto__.polluted', value: true }),
    patch(
      { op: 'replace', path: 'constructor.prototype.polluted', value: true },
      { op: 'replace', path: '', value: 1 },
    ),
    patch({ op: 'replace', path: 'emails[type eq', value: 1 }),
    patch({ op: 'replace', path: 'emails[type co "x"].value', value: 'x' }),
    patch({ op: 'replace', path: 'userName', value: null }),
    patch({ op: 'remove', path: 'userName' }),
    patch({ op: 'replace', path: 'active', value: 'perhaps' }),
  ])
    t.is((await world.scim('PATCH', `/Users/${body.id}`, wrong)).status, 400, JSON.stringify(wrong))
  t.is(Reflect.get({}, 'polluted'), undefined)
  t.deepEqual((await world.scim('GET', `/Users/${body.id}`)).body, body)
})

for (const filter of [
  'userName',
  'userName eq',
  'userName is "x"',
  'userName eq x',
  '(userName eq "x"',
  'userName eq "x',
  'a[b eq "c"',
  'and',
  '"x"',
  'userName eq {}',
  `${'('.repeat(60)}a pr${')'.repeat(60)}`,
  'a pr b',
  `a eq "${'x'.repeat(5000)}"`,
])
  test(`a filter that is none: ${filter.slice(0, 30)}`, async t => {
    const world = await directory(t)
    const reply = await world.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`)
    t.is(reply.status, 400)
    t.regex(String(reply.body.scimType), /^invalid(?:Filter|Path)$/)
  })

test('addresses and methods that are not there', async t => {
  const world = await directory(t)
  for (const [method, path, status] of [
    ['GET', '/Nothing', 404],
    ['GET', '/Users/a/b', 404],
    ['POST', '/Users/.search/x', 404],
    ['GET', '/Users/.search', 405],
    ['GET', '/Users/usr_none', 404],
    ['GET', `/Users/${'x'.repeat(400)}`, 404],
    ['GET', '/Users/%E0%A4%A', 404],
    ['GET', '/constructor', 404],
    ['DELETE', '/Users', 405],
    ['PUT', '/Groups/none', 400],
    ['POST', '/ServiceProviderConfig', 405],
    ['POST', '/Users/usr_x', 405],
    ['GET', '/Users?startIndex=x', 400],
    ['GET', '/Users?count=1.5', 400],
  ] as const)
    t.is(
      (await world.scim(method, path, method === 'POST' || method === 'PUT' ? '{"a"' : undefined)).status,
      status,
      path,
    )
})

test('a body of another kind, or too large', async t => {
  const world = await directory(t)
  const send = (type: string, body: string) =>
    fetch(`${world.url}/scim/v2/orgs/${world.org}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.token}`, 'content-type': type },
      body,
    }).then(async reply => {
      await reply.text()
      return reply.status
    })
  t.is(await send('text/plain', JSON.stringify(ann())), 415)
  t.is(await send('application/json', `"${'x'.repeat(3_000_000)}"`), 413)
  t.is(await send('application/json', JSON.stringify(ann())), 201)
})
