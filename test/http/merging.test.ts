/** Two accounts of one person become one: what moves, what ends, and what stands in the way. */
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** ann is a member here twice: as `ann`, with a grant, and as `usr_ann`, with groups, grants, a deny, a key and an invitation. */
const twice = async (t: ExecutionContext, org: string) => {
  const world = await acme(t, service, org)
  const { alice, operator, at, key } = world
  await ok(t, alice('PUT', `${at}/members/ann`, { role: 'guest', email: 'ann@example.com' }))
  await ok(t, alice('PUT', `${at}/members/usr_ann`, { role: 'admin', name: 'Ann' }))
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:usr_ann`))
  for (const id of ['roads', 'rivers']) await ok(t, alice('POST', `${at}/datasets`, { id, name: id }), 201)
  const grant = (who: string, dataset: string, level: string) =>
    ok(t, alice('PUT', `${at}/datasets/${dataset}/access/grants/user:${who}`, { level }))
  await grant('ann', 'streets', 'can_edit')
  await grant('usr_ann', 'streets', 'can_view')
  await grant('usr_ann', 'roads', 'can_manage')
  const ann = await key('user:usr_ann', ['read', 'write'])
  const invited = await ok(
    t,
    ann('POST', `${at}/invitations`, { email: 'new@example.com', role: 'guest' }),
    201,
  )
  return { ...world, ann, invited, operator }
}

test('the plan shows what moves and changes nothing; the merge does just that, in one change', async t => {
  const { alice, ann, invited, at, may } = await twice(t, 'merged')
  const path = `${at}/members/ann/merge`
  const { revision } = await ok(t, alice('GET', at))
  const plan = await ok(t, alice('POST', `${path}?dry_run=true`, { from: 'usr_ann' }))
  t.is((await ok(t, alice('GET', at))).revision, revision)
  const { adds: _a, removes: _r, dry_run, token: _t, ...planned } = plan
  t.true(dry_run)
  const made = await ok(t, alice('POST', path, { from: 'usr_ann' }))
  t.is(made.revision, revision + 1)
  const said = [
    'person',
    'role',
    'gone',
    'role_lost',
    'groups',
    'grants',
    'denies',
    'identities',
    'api_keys',
    'invitations',
  ]
  for (const name of said) t.deepEqual(made[name], planned[name], name)
  t.like(made, { role: 'guest', role_lost: 'admin', gone: 'user:usr_ann', groups: ['group:lab'] })
  t.deepEqual(made.grants, [{ resource: 'dataset:roads', level: 'can_manage' }])
  t.like(made.person, {
    id: 'ann',
    name: 'Ann',
    email: 'ann@example.com',
    role: 'guest',
    groups: ['group:lab'],
  })
  await refused(t, alice('GET', `${at}/members/usr_ann`), 'not_found')
  t.true(await may('user:ann', 'edit', 'dataset:streets'))
  t.true(await may('user:ann', 'manage', 'dataset:roads'))
  t.false(await may('user:usr_ann', 'view', 'dataset:roads'))
  t.like(await ok(t, ann('GET', '/v1/whoami')), { subject: 'user:ann', role: 'guest' })
  const [kept] = (await ok(t, alice('GET', `${at}/invitations`))).items
  t.like(kept, { id: invited.id, invited_by: 'user:ann' })
  const trail = (await ok(t, alice('GET', `${at}/audit?action=mergeMembers&subject=user:usr_ann`))).items
  t.is(trail.length, 1)
})

test('the role may be the one of the account that goes, and no other', async t => {
  const { alice, at } = await twice(t, 'role')
  const path = `${at}/members/ann/merge`
  await refused(t, alice('POST', path, { from: 'usr_ann', role: 'member' }), 'not_mergeable')
  await refused(t, alice('POST', path, { from: 'usr_ann', role: 'emperor' }), 'unknown_role')
  t.is((await ok(t, alice('POST', path, { from: 'usr_ann', role: 'admin' }))).person.role, 'admin')
})

test('what stands in the way: oneself, nobody, somebody disabled, the last admin', async t => {
  const { alice, at } = await twice(t, 'refused-merge')
  const merge = (to: string, from: string) => alice('POST', `${at}/members/${to}/merge`, { from })
  await refused(t, merge('ann', 'ann'), 'not_mergeable')
  await refused(t, merge('ann', 'nobody'), 'not_found')
  await refused(t, merge('nobody', 'ann'), 'not_found')
  await ok(t, alice('POST', `${at}/members/usr_ann/disable`))
  await refused(t, merge('ann', 'usr_ann'), 'disabled')
  await refused(t, merge('ann', 'alice'), 'last_admin')
  t.is((await ok(t, alice('GET', `${at}/members/alice`))).role, 'admin')
})

test('a deny of the one holds for both, and only admins merge, in their own organisation', async t => {
  const { alice, mo, at, may } = await twice(t, 'denied-merge')
  const { alice: foreign } = await acme(t, service, 'denied-merge-too')
  const { text } = await alice('GET', `${at}/policy`)
  const deny = 'p, user:usr_ann, denied-merge, dataset:streets, can_edit, deny'
  await ok(t, alice('PUT', `${at}/policy`, { rules: `${text}\n${deny}` }))
  const path = `${at}/members/ann/merge`
  await refused(t, mo('POST', path, { from: 'usr_ann' }), 'forbidden')
  await refused(t, foreign('POST', path, { from: 'usr_ann' }), 'not_found')
  t.true(await may('user:ann', 'edit', 'dataset:streets'))
  const made = await ok(t, alice('POST', path, { from: 'usr_ann' }))
  t.is(made.denies.length, 1)
  t.false(await may('user:ann', 'edit', 'dataset:streets'))
})

test('what moves keeps its end, and no end is told as a deny', async t => {
  const { alice, at } = await acme(t, service, 'merge-ends')
  const expires_at = new Date(Date.now() + 86_400_000).toISOString()
  await ok(t, alice('PUT', `${at}/members/twice`, { role: 'guest' }))
  const grant = { level: 'can_edit', expires_at }
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:twice`, grant))
  const made = await ok(t, alice('POST', `${at}/members/gus/merge`, { from: 'twice' }))
  t.deepEqual(made.grants, [{ resource: 'dataset:streets', level: 'can_edit', expires_at }])
  t.deepEqual(made.denies, [])
})
