/** A company moves from one identity provider to another, by the steps of docs/identity.md: nobody loses or gains anything. */
import test, { type ExecutionContext } from 'ava'
import { asking, GROUP, patch, USER } from '../scim/world.ts'
import { adjust, enter, ownDomain, settingsOf, startWorld, type World } from './bridge-world.ts'
import { createOidcIdp, type OidcIdp } from './oidc-idp.ts'

const AT = '/v1/orgs/alpha'
const MAPPINGS = [
  { external: 'data-admins', role: 'admin' },
  { external: 'data-staff', role: 'member', group: 'staff' },
]
const TERMS = { mappings: MAPPINGS, email_trusted: true }

interface Directory {
  readonly scim: ReturnType<typeof asking>
  readonly token: string
}

const directory = async (t: ExecutionContext, { service }: World, idp: string): Promise<Directory> => {
  const { body } = await service.operator('POST', `${AT}/scim-tokens`, { idp, name: 'directory' })
  t.truthy(body.scim_token)
  return { scim: asking(service.url, 'alpha', body.scim_token), token: body.id }
}

const user = (name: string, externalId: string) => ({
  schemas: [USER],
  userName: `${name}@alpha.example`,
  externalId,
  emails: [{ value: `${name}@alpha.example`, type: 'work', primary: true }],
  active: true,
})

const made = async (
  t: ExecutionContext,
  { scim }: Directory,
  path: string,
  body: object,
): Promise<string> => {
  const reply = await scim('POST', path, body)
  t.is(reply.status, 201, JSON.stringify(reply.body))
  return String(reply.body.id)
}

/** Everything that is allowed to anybody, as rules. */
const rulesOf = async ({ service }: World): Promise<string> => {
  const { status, text } = await service.operator('GET', `${AT}/policy`)
  return status === 200 ? text : `${status}`
}

const ids = (...names: string[]) => names.map(value => ({ value }))

const signIn = async (
  t: ExecutionContext,
  world: World,
  { idp, id }: { idp: OidcIdp; id: string },
  person: object,
) => {
  idp.person = person as OidcIdp['person']
  const { who, refused } = await enter(t, world, { ...world.alpha, idp }, { params: { idp_hint: id } })
  t.is(refused, undefined)
  return String(who?.sub).replace('alpha:user:', '')
}

test('everybody is who they were, with what they had, after each step of a move', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  const old = world.alpha
  await ownDomain(t, world, 'alpha', 'alpha.example')
  await operator('PUT', `${AT}/groups/staff`, { name: 'Staff' })
  await operator('PUT', `${AT}/datasets/streets`, {})
  await adjust(t, world, old, TERMS)
  const before = await directory(t, world, old.id)
  const [ann, carol] = [
    await made(t, before, '/Users', user('ann', 'old-ann')),
    await made(t, before, '/Users', user('carol', 'old-carol')),
  ]
  const group = (displayName: string, externalId: string, members: object[] = []) => ({
    ...{ schemas: [GROUP], displayName, externalId, members },
  })
  const annotators = await made(t, before, '/Groups', group('Annotators', 'old-1', ids(ann, carol)))
  await operator('PUT', `${AT}/datasets/streets/access/grants/group:${annotators}`, { level: 'can_edit' })
  const claims = (name: string, groups: string[]) => ({
    ...{ email: `${name}@alpha.example`, email_verified: true, groups },
  })
  t.is(await signIn(t, world, old, { sub: 'old-ann', ...claims('ann', ['data-admins']) }), ann)
  const bob = await signIn(t, world, old, { sub: 'old-bob', ...claims('bob', ['data-staff']) })
  const rules = await rulesOf(world)
  t.regex(rules, new RegExp(bob))
  const same = async (step: string) => t.is(await rulesOf(world), rules, step)

  // 1. The new one, begun as a draft, with the mappings of the old one.
  const next = await createOidcIdp(t, 'alpha-next')
  const draft = (
    await operator('POST', `${AT}/identity-providers/drafts`, { name: 'Next', protocol: 'oidc' })
  ).body
  const wish = settingsOf(next, { name: 'Next', ...TERMS, join_by: 'email', join_linked: true })
  t.is((await operator('PUT', `${AT}/identity-providers/${draft.id}`, wish)).status, 200)
  const preview = (await operator('POST', `${AT}/identity-providers/${draft.id}/join-preview`, {})).body.items
  t.deepEqual(
    preview
      .filter(({ joins }: { joins: boolean }) => joins)
      .map(({ subject }: { subject: string }) => subject)
      .sort(),
    [ann, bob, carol].map(id => `user:${id}`).sort(),
  )
  await same('connected')
  const at = { idp: next, id: String(draft.id) }

  // 2. Its directory: people by their addresses, groups by their names. It adds members one by one.
  const after = await directory(t, world, draft.id)
  t.is(await made(t, after, '/Users', user('ann', 'new-ann')), ann)
  t.is(await made(t, after, '/Users', user('carol', 'new-carol')), carol)
  t.is(await made(t, after, '/Groups', group('Annotators', 'new-1')), annotators)
  await same('provisioned')
  const adds = patch({ op: 'add', path: 'members', value: ids(ann, carol) })
  t.is((await after.scim('PATCH', `/Groups/${annotators}`, adds)).body.externalId, 'new-1')
  t.is(
    (await before.scim('GET', `/Groups/${annotators}`)).status,
    404,
    'it is no group of the old one any more',
  )

  // 3. People sign in there.
  t.is(await signIn(t, world, at, { sub: 'new-ann', ...claims('ann', ['data-admins']) }), ann)
  t.is(await signIn(t, world, at, { sub: 'new-bob', ...claims('bob', ['data-staff']) }), bob)
  await same('signed in')

  // 4. The old one deactivates some and deletes others, as it does with who is not assigned any more.
  const off = patch({ op: 'replace', value: { active: false } })
  t.is((await before.scim('PATCH', `/Users/${ann}`, off)).body.active, false)
  t.is((await before.scim('DELETE', `/Users/${carol}`)).status, 204)
  await same('left the old directory')

  // 5. Joining by address ends, and the old one goes.
  t.is(
    (await operator('PUT', `${AT}/identity-providers/${draft.id}`, { ...wish, join_linked: false })).status,
    200,
  )
  t.is((await operator('DELETE', `${AT}/identity-providers/${old.id}`)).status, 200)
  await same('without the old one')
  t.is(await signIn(t, world, at, { sub: 'new-ann', ...claims('ann', ['data-admins']) }), ann)
  t.is((await after.scim('PATCH', `/Users/${ann}`, off)).body.active, false)
  const gone = (await operator('GET', `${AT}/members/${ann}`)).body
  t.like(gone, { disabled: true, role: undefined }, 'only the new one keeps them now')
})
