import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** Every list below an organisation. */
const LISTS = [
  '/members',
  '/invitations',
  '/groups',
  '/groups/lab/members',
  '/service-accounts',
  '/api-keys',
  '/datasets',
  '/datasets/streets/snapshots',
  '/datasets/streets/access',
  '/permissions?subject=user:alice',
  '/permissions?resource=dataset:streets',
  '/audit',
]

test('every list takes a limit of 1 to 1000 and a token that it gave', async t => {
  const { alice, operator, at } = await acme(t, service, 'bounds')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  for (const [ask, path] of [
    ...LISTS.map(path => [alice, at + path] as const),
    [operator, '/v1/orgs'] as const,
  ]) {
    const get = (query: string) => ask('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`)
    for (const query of ['limit=1', 'limit=1000', 'limit=100']) await ok(t, get(query))
    for (const query of [
      'limit=0',
      'limit=100&unknown=1',
      'limit[]=0',
      'limit=1001',
      'limit=-1',
      'limit=1.5',
      'limit=x',
      'limit=',
      'limit=1&limit=2',
      'limit=Infinity',
      'page_token=%00',
      'page_token=!',
      'page_token=a&page_token=b',
      `page_token=${'A'.repeat(3_000)}`,
    ])
      await refused(t, get(query), 'malformed', `${path} ${query}`)
  }
})

test('a token of one list is only a position in another, never a fault', async t => {
  const { alice, at } = await acme(t, service, 'tokens')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const texts = [
    '',
    'user:alice',
    'zzz',
    '\0',
    '\u{10FFFF}',
    '1.2',
    '-1',
    '1e999.1',
    '{"a":1}',
    "' OR 1=1 --",
    '__proto__',
  ]
  for (const text of texts) {
    const token = Buffer.from(text).toString('base64url')
    for (const path of LISTS) {
      const reply = await alice('GET', `${at}${path}${path.includes('?') ? '&' : '?'}page_token=${token}`)
      t.true(reply.status === 200 || reply.body.code === 'malformed', `${path} ${text}: ${reply.text}`)
    }
  }
})

test('lists are empty where there is nothing', async t => {
  const { operator } = service
  await ok(t, operator('POST', '/v1/orgs', { id: 'empty', name: 'Empty' }), 201)
  for (const path of ['/members', '/invitations', '/groups', '/service-accounts', '/api-keys', '/datasets'])
    t.deepEqual(await ok(t, operator('GET', `/v1/orgs/empty${path}`)), { items: [] }, path)
})
