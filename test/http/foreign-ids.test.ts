/** Ids of another organisation, asked about in one's own: each is as one that nobody has, on every route that takes one. */
import test, { type ExecutionContext } from 'ava'
import { acme, ok } from '../service/acme.ts'
import type { Reply } from '../service/client.ts'
import { all, BODIES, filled } from '../service/route-requests.ts'
import { sharedService } from '../service/shared.ts'
import { visible } from '../service/visible.ts'

const service = sharedService()

const later = () => new Date(Date.now() + 86_400_000).toISOString()

type Theirs = Readonly<Record<string, readonly string[]>>

/** One of each kind of thing, in an organisation of its own. Answers its ids, by the name that paths give them. */
const furnished = async (t: ExecutionContext): Promise<Theirs> => {
  const { alice, operator, at } = await acme(t, service, 'furnished')
  const post = (path: string, body: object) => ok(t, alice('POST', at + path, body), 201)
  const put = (path: string, body: object) => ok(t, alice('PUT', at + path, body))
  await post('/datasets', { id: 'theirs', name: 'Theirs' })
  const snapshot = await post('/datasets/theirs/snapshots', { name: 'v1' })
  await put('/resources/collection/their_project', {})
  await put('/groups/their_group', {})
  await put('/groups/their_group/members/user:mo', {})
  await put('/service-accounts/their_service', { role: 'member' })
  await put('/roles/their_role', { based_on: 'member' })
  await put('/members/their_user', { role: 'member' })
  const invitation = await post('/invitations', { email: 'their@example.com', role: 'guest' })
  const key = await post('/api-keys', { subject: 'user:mo', name: 'theirs', scopes: ['read'] })
  const client = await post('/clients', { name: 'theirs', kind: 'service', subject: 'backend' })
  const idp = await post('/identity-providers', {
    name: 'theirs',
    protocol: 'oidc',
    enabled: false,
    settings: { issuer: 'https://idp.example', client_id: 'kasbah' },
  })
  const identity = await post('/members/their_user/identities', { idp: idp.id, subject: 'their-subject' })
  await put('/email-domains/their.example', { idp: idp.id })
  const token = await post('/scim-tokens', { idp: idp.id, name: 'theirs' })
  const { text: rules } = await alice('GET', `${at}/policy`)
  const added = `${rules}p, user:gus, furnished, dataset:theirs, can_edit, allow\n`
  const plan = await post('/policy/plans', { rules: added })
  const account = { account: 'theirs', purpose: 'a test', level: 'can_view', expires_at: later() }
  const support = await post('/support-access', account)
  const platform = await ok(
    t,
    operator('POST', '/v1/clients', {
      name: 'theirs',
      kind: 'web',
      redirect_uris: ['https://app.example/cb'],
    }),
    201,
  )
  const clients = [client.client_id, platform.client_id]
  const ids = [invitation.id, key.id, ...clients, token.id, identity.identity.id, 'theirs']
  return {
    id: [...ids, 'their_project', 'their_service', 'their_user'],
    user: ['their_user', support.subject.slice('user:'.length)],
    group: ['their_group'],
    role: ['their_role'],
    account: ['user:their_user', 'service:their_service'],
    subject: ['user:their_user', 'service:their_service', 'group:their_group', 'role:their_role'],
    snapshot: [snapshot.id],
    collection: ['their_project'],
    type: ['dataset'],
    idp: [idp.id],
    plan: [plan.id],
    domain: ['their.example'],
  }
}

/** Those of one's own organisation, in paths that name more than one thing. */
const OWN: Readonly<Record<string, string>> = {
  id: 'streets',
  user: 'mo',
  group: 'lab',
  subject: 'user:gus',
  type: 'dataset',
  collection: 'project',
  role: 'lead',
  revision: '1',
}

/** Of one answer alone: the length of the id, what is left to the caller. */
const OF_EACH: ReadonlySet<string> = new Set(['content-length', 'ratelimit'])

/** Written alike but for the id. */
const told = (reply: Reply, id: string) => {
  const { shown, text, status } = visible(reply)
  const same = text
    .replaceAll(id, 'ID')
    .replaceAll(encodeURIComponent(id), 'ID')
    .replace(/[\d-]+T[\d:.]+Z|kasbah-[\w-]{32}/g, '')
  return { status, shown: shown.filter(([name]) => !OF_EACH.has(name)), text: same }
}

/** The organisation that asks, with what {@link OWN} names. */
const asking = async (t: ExecutionContext, org: string) => {
  const world = await acme(t, service, org)
  const { alice, at } = world
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/resources/collection/project`, {}))
  return world
}

const paramsOf = (path: string): readonly string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name).filter(name => name !== 'org')

let theirs: Theirs = {}
test.serial('an organisation has one thing of each kind', async t => {
  theirs = await furnished(t)
  t.true(
    Object.values(theirs)
      .flat()
      .every(id => typeof id === 'string'),
  )
})

/** Of the same form, and nobody's. */
const noneLike = (id: string): string => id.replace(/.$/, last => (last === 'z' ? 'y' : 'z'))

test('an id of another organisation is nobody’s, in every path', async t => {
  const { alice } = await asking(t, 'asking')
  const asked = (route: (typeof all)[number], name: string, id: string): Promise<Reply> =>
    alice(
      route.method,
      filled(route, 'asking', { ...OWN, [name]: encodeURIComponent(id) }) +
        (route.conditions.includes('dry_run') ? '?dry_run=true' : ''),
      route.method === 'GET' ? undefined : (BODIES[route.operation] ?? {}),
    )
  const places = all
    .filter(({ path }) => path.includes('/:org'))
    .flatMap(route => paramsOf(route.path).map(name => ({ route, name })))
  for (const { route, name } of places) {
    if (name === 'type' || name === 'revision') continue
    t.truthy(theirs[name], `no foreign ${name}: ${route.path}`)
    const compared = (theirs[name] ?? []).map(async id => {
      const [there, none] = [await asked(route, name, id), await asked(route, name, noneLike(id))]
      t.deepEqual(told(there, id), told(none, noneLike(id)), `${route.operation} ${name} ${id}`)
    })
    await Promise.all(compared)
  }
})

/** Wishes that name something beside their path, by what they name. */
const NAMING: readonly (readonly [kind: string, request: string, body: (id: string) => object])[] = [
  ['idp', 'POST /scim-tokens', idp => ({ idp, name: 'x' })],
  ['idp', 'PUT /email-domains/own.example', idp => ({ idp })],
  ['idp', 'POST /members/mo/identities', idp => ({ idp, subject: 'x' })],
  ['user', 'POST /members/mo/merge', from => ({ from })],
  ['account', 'POST /api-keys', subject => ({ subject, name: 'x' })],
  ['id', 'POST /clients', subject => ({ name: 'x', kind: 'service', subject })],
  ['role', 'PUT /members/mo', role => ({ role })],
  ['role', 'PUT /service-accounts/mine', role => ({ role })],
  ['role', 'PUT /roles/lead', based_on => ({ based_on })],
  [
    'id',
    'POST /invitations',
    id => ({ ...INVITED, grants: [{ resource: `dataset:${id}`, level: 'can_view' }] }),
  ],
  ['id', 'POST /changes', id => ({ operations: [{ operation: 'deleteDataset', params: { id } }] })],
  ['role', 'GET /members?role=', () => ({})],
  ['account', 'GET /api-keys?subject=', () => ({})],
  ['subject', 'GET /permissions?subject=', () => ({})],
  ['id', 'GET /permissions?resource=dataset:', () => ({})],
  ['account', 'GET /access-review?subject=', () => ({})],
  ['account', 'GET /audit?actor=', () => ({})],
  ['account', 'GET /decisions?subject=', () => ({})],
]
const INVITED = { email: 'x@example.com', role: 'guest' }

test('an id of another organisation is nobody’s, in every body and query', async t => {
  const { alice, at } = await asking(t, 'asking-by-body')
  for (const [kind, request, body] of NAMING) {
    const [method = '', path = ''] = request.split(' ')
    const asked = async (id: string) => {
      const reply =
        method === 'GET'
          ? await alice(method, `${at}${path}${encodeURIComponent(id)}`)
          : await alice(method, at + path, body(id))
      t.not(reply.body.code, 'malformed', `${request} ${id} ${reply.text}`)
      return told(reply, id)
    }
    for (const id of theirs[kind] ?? [])
      t.deepEqual(await asked(id), await asked(noneLike(id)), `${request} ${id}`)
  }
})

test('a page token of a list shows nothing of its organisation in the same list of another', async t => {
  await asking(t, 'asking-by-token')
  const { operator } = service
  const names = Object.values(theirs)
    .flat()
    .filter(name => name !== 'dataset' && name !== 'theirs')
  const there = { ...OWN, id: 'theirs', group: 'their_group' }
  const compared = all
    .filter(({ path, method }) => method === 'GET' && path.includes('/:org'))
    .map(async route => {
      const { body } = await operator('GET', `${filled(route, 'furnished', there)}?limit=1`)
      if (body?.next_token === undefined) return 0
      const page = `?page_token=${encodeURIComponent(body.next_token)}`
      const reply = await operator('GET', filled(route, 'asking-by-token', OWN) + page)
      t.true(reply.status === 200 || reply.body.code === 'malformed', `${route.operation} ${reply.text}`)
      for (const name of names) t.false(reply.text.includes(`"${name}"`), `${route.operation} ${name}`)
      return 1
    })
  t.true((await Promise.all(compared)).filter(one => one === 1).length > 5)
})
