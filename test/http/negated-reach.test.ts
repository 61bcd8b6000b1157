/** Under a set whose matcher negates a link, joining a group or leaving it may give anything: administrators alone do either. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const policies = mkdtempSync(join(tmpdir(), 'kasbah-negated-'))
cpSync(fileURLToPath(new URL('../../policies/datasets', import.meta.url)), join(policies, 'negated'), {
  recursive: true,
})
const model = join(policies, 'negated', 'model.conf')
const negated =
  '(p.eft != "deny" || !g(r.sub, "group:cleared", r.dom)) && (p.eft != "allow" || !g(r.sub, "group:barred", r.dom))'
writeFileSync(model, readFileSync(model, 'utf8').replace(/^m = .*$/m, `$& && ${negated}`))
test.after.always(() => rmSync(policies, { recursive: true, force: true }))

const service = sharedService({ env: { KASBAH_POLICIES: policies } })
const STRONG = 'role_too_strong'

test('who is bound by their reach gives no place under a matcher that negates one, and takes none away', async t => {
  const { operator } = service
  const at = '/v1/orgs/negated'
  const org = { id: 'negated', name: 'Negated', policy_set: 'negated', admin: 'user:root' }
  await ok(t, operator('POST', '/v1/orgs', org), 201)
  const key = async (subject: string): Promise<Ask> => {
    const wish = { subject, name: 'x', scopes: ['read', 'write'] }
    return service.as((await ok(t, operator('POST', `${at}/api-keys`, wish), 201)).key)
  }
  const root = await key('user:root')
  const actions = ['groups.write', 'members.invite', 'members.remove', 'members.role', 'datasets.create']
  const may = actions.map(action => ({ resource: 'org', action }))
  await ok(t, root('PUT', `${at}/roles/desk`, { based_on: 'member', may, accept: ['escalation'] }))
  await ok(t, root('PUT', `${at}/members/dora`, { role: 'desk' }))
  await ok(t, root('PUT', `${at}/members/gus`, { role: 'guest' }))
  await ok(t, root('POST', `${at}/datasets`, { id: 'streets', name: 'S', default_access: 'can_view' }), 201)
  await ok(t, root('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_view' }))
  for (const group of ['cleared', 'barred']) await ok(t, root('PUT', `${at}/groups/${group}`, {}))
  await ok(t, root('PUT', `${at}/groups/barred/members/user:dora`, {}))
  const allowed = async (who: string, action: string) => {
    const asked = {
      org: 'negated',
      subject: `user:${who}`,
      action,
      resource: 'dataset:streets',
      explain: true,
    }
    return (await ok(t, operator('POST', '/check', asked))).allowed
  }
  t.false(await allowed('dora', 'view'))
  t.false(await allowed('gus', 'clone'))
  await ok(t, root('DELETE', `${at}/groups/barred/members/user:dora`))
  t.true(await allowed('dora', 'view'))
  await ok(t, root('PUT', `${at}/groups/barred/members/user:gus`, {}))
  t.false(await allowed('gus', 'view'))

  const dora = await key('user:dora')
  await refused(t, dora('PUT', `${at}/groups/cleared/members/user:gus`, {}), STRONG)
  await refused(t, dora('DELETE', `${at}/groups/barred/members/user:gus`), STRONG)
  await refused(t, dora('DELETE', `${at}/groups/barred`), STRONG)
  await refused(t, dora('DELETE', `${at}/members/gus`), STRONG)
  const soon = { expires_at: '2999-01-01T00:00:00.000Z' }
  await refused(t, dora('PUT', `${at}/groups/barred/members/user:gus`, soon), STRONG)
  await refused(t, dora('PUT', `${at}/members/new`, { role: 'guest' }), STRONG)
  await refused(t, dora('POST', `${at}/invitations`, { email: 'n@acme.example', role: 'guest' }), STRONG)
  t.false(await allowed('gus', 'view'))
  // What gives no place is theirs to do.
  await ok(t, dora('POST', `${at}/members/gus/disable`))
  await refused(t, dora('POST', `${at}/members/gus/enable`), STRONG)
  await ok(t, root('POST', `${at}/members/gus/enable`))
  await ok(t, dora('POST', `${at}/datasets`, { id: 'parks', name: 'Parks' }), 201)
  await ok(t, dora('PUT', `${at}/datasets/parks/access/grants/group:cleared`, { level: 'can_view' }))
  await ok(t, root('PUT', `${at}/groups/cleared/members/user:gus`, {}))
})
