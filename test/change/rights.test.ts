/**
 * What ends with the source of a right: each row of docs/rights.md, tried. A row whose test stands in another file names it here.
 * A row that is in one of the two and not in the other fails the last test.
 */
import { existsSync, readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { type Acme, acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const HOUR = 3_600_000
const soon = () => new Date(Date.now() + HOUR).toISOString()

/** zoe, another admin, invites somebody; the answer tries to accept, as often as it is asked. */
const invitedByZoe = async (t: ExecutionContext, { operator, key, at }: Acme) => {
  await ok(t, operator('PUT', `${at}/members/zoe`, { role: 'admin' }))
  const zoe = await key('user:zoe')
  const wish = { email: 'new@example.com', role: 'member' }
  const { accept_token } = await ok(t, zoe('POST', `${at}/invitations`, wish), 201)
  return () => service.as()('POST', '/v1/invitations/accept', { token: accept_token })
}

const closed = async (t: ExecutionContext, accept: () => ReturnType<Acme['alice']>) =>
  void (await refused(t, accept(), 'invitation_invalid'))

const rulesWithout = async ({ alice, at }: Acme, text: string) =>
  (await alice('GET', `${at}/policy`)).text
    .split('\n')
    .filter(line => !line.includes(text))
    .join('\n')

type Row = ((t: ExecutionContext, world: Acme) => Promise<void>) | string

/** By `source | how it ends`, as the first two columns of the page. */
const ROWS: Readonly<Record<string, Row>> = {
  'person | removed': 'test/change/leaving.test.ts',
  'person | disabled, or without a role': 'test/change/leaving.test.ts',
  'person | deactivated by their IdP (SCIM)': 'test/scim/returning.test.ts',
  'person | disabled by an admin, and activated by their IdP': 'test/scim/returning.test.ts',
  'person | merged into another account': 'test/http/merging.test.ts',
  'person | given another role': async (t, { alice, mo, at }) => {
    const wish = { email: 'mo@example.com', role: 'admin' }
    const { accept_token } = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
    await ok(t, alice('PUT', `${at}/members/mo`, { role: 'guest' }))
    await closed(t, () => service.as()('POST', '/v1/invitations/accept', { token: accept_token }))
    await refused(t, mo('POST', `${at}/datasets`, { name: 'Mine' }), 'forbidden')
  },
  'inviter | removed, and another of the id came': async (t, world) => {
    const accept = await invitedByZoe(t, world)
    await ok(t, world.alice('DELETE', `${world.at}/members/zoe`))
    await closed(t, accept)
    await ok(t, world.alice('PUT', `${world.at}/members/zoe`, { role: 'admin' }))
    await closed(t, accept)
  },
  'inviter | disabled, and enabled again': async (t, world) => {
    const accept = await invitedByZoe(t, world)
    await ok(t, world.alice('POST', `${world.at}/members/zoe/disable`))
    await ok(t, world.alice('POST', `${world.at}/members/zoe/enable`))
    await closed(t, accept)
  },
  'inviter | without the right to invite': async (t, world) => {
    const accept = await invitedByZoe(t, world)
    await ok(t, world.alice('PUT', `${world.at}/members/zoe`, { role: 'member' }))
    await closed(t, accept)
  },
  'inviter | without a role by a published policy or a rollback': async (t, world) => {
    const accept = await invitedByZoe(t, world)
    const rules = await rulesWithout(world, 'user:zoe')
    await ok(t, world.alice('PUT', `${world.at}/policy`, { rules }))
    await closed(t, accept)
  },
  'identity | unlinked from a person': 'test/bridge/joining.test.ts',
  'invitation | used, revoked or expired': 'test/http/invitations.test.ts',
  'invitation | another to the address used': async (t, { alice, at }) => {
    const wish = (role: string) => ({ email: 'Eve@Example.com', role })
    const first = await ok(t, alice('POST', `${at}/invitations`, wish('admin')), 201)
    const second = await ok(t, alice('POST', `${at}/invitations`, wish('guest')), 201)
    const accept = (token: string) => service.as()('POST', '/v1/invitations/accept', { token })
    await ok(t, accept(second.accept_token), 201)
    await closed(t, () => accept(first.accept_token))
  },
  'key | revoked': 'test/http/api-keys.test.ts',
  'key | limited in scopes, life or networks': 'test/http/limited-credentials.test.ts',
  'network | left': 'test/http/known-servers.test.ts',
  'end | of a grant or a membership': 'test/http/ending.test.ts',
  'end | of support access, at its time or before': 'test/http/support-access.test.ts',
  'end | of a role': 'test/http/ending-roles.test.ts',
  'role | of the organisation’s own, deleted': 'test/http/own-roles-guard.test.ts',
  'expiry | of a key': async (t, { key, at }) => {
    const until = soon()
    const bound = await key('user:mo', ['read', 'write'], { expires_at: until })
    const made = await ok(t, bound('POST', `${at}/api-keys`, { name: 'own', scopes: ['read'] }), 201)
    t.is(made.expires_at, until)
  },
  'group | left': async (t, { alice, may, at }) => {
    await ok(t, alice('PUT', `${at}/groups/crew`, {}))
    await ok(t, alice('PUT', `${at}/groups/crew/members/user:gus`))
    await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:crew`, { level: 'can_edit' }))
    t.true(await may('user:gus', 'edit', 'dataset:streets'))
    await ok(t, alice('DELETE', `${at}/groups/crew/members/user:gus`))
    t.false(await may('user:gus', 'edit', 'dataset:streets'))
  },
  'group | deleted': 'test/change/deleting.test.ts',
  'group | left or deleted by SCIM': 'test/change/leaving.test.ts',
  'group | renamed by SCIM, or given another external id': 'test/scim/returning.test.ts',
  'SCIM token | revoked or expired, or its IdP disabled': 'test/scim/tokens.test.ts',
  'identity provider | disabled, and enabled again': 'test/bridge/idp-ends.test.ts',
  'identity provider | removed': 'test/bridge/idp-ends.test.ts',
  'identity provider | demands another claim': 'test/bridge/idp-ends.test.ts',
  'claim | no longer stated': 'test/bridge/mapping.test.ts',
  'thing | deleted': 'test/change/deleting.test.ts',
  'thing | deleted, and another of the id made': async (t, { alice, may, at }) => {
    const grants = [{ resource: 'dataset:streets', level: 'can_manage' }]
    const wish = { email: 'new@example.com', role: 'guest', grants }
    const { accept_token } = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
    await ok(t, alice('DELETE', `${at}/datasets/streets`))
    await ok(t, alice('POST', `${at}/datasets`, { id: 'streets', name: 'Another' }), 201)
    const accept = service.as()('POST', '/v1/invitations/accept', { token: accept_token })
    const { subject } = await ok(t, accept, 201)
    t.false(await may(subject, 'view', 'dataset:streets'))
  },
  'organisation | deleted': 'test/http/organisations.test.ts',
}

for (const [n, [row, held]] of Object.entries(ROWS).entries())
  if (typeof held !== 'string') test(row, async t => held(t, await acme(t, service, `row-${n}`)))

/** The first two cells of each row of a table of the page. */
const rowsOf = (page: string): string[] =>
  page
    .split('\n')
    .filter(line => /^\| [A-Za-z]/.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, 3)
        .map(cell => cell.trim())
        .join(' | '),
    )
    .filter(row => row !== 'source | how it ends')

test('docs/rights.md has these rows and no others, and the tests that hold them are there', t => {
  t.deepEqual(rowsOf(readFileSync('docs/rights.md', 'utf8')).sort(), Object.keys(ROWS).sort())
  for (const held of Object.values(ROWS)) if (typeof held === 'string') t.true(existsSync(held), held)
})
