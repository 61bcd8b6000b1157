/** Ways to act as an account beside a key of it: each is for those who reach as far as the account does. */
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** With Ted, who may do something that only administrators may. */
const withTed = async (t: ExecutionContext, org: string, ...actions: readonly string[]) => {
  const world = await acme(t, service, org)
  const may = actions.map(action => ({ resource: 'org', action }))
  const tech = { based_on: 'guest', may, accept: ['escalation'] }
  await ok(t, world.alice('PUT', `${world.at}/roles/tech`, tech))
  await ok(t, world.alice('PUT', `${world.at}/members/ted`, { role: 'tech' }))
  return { ...world, ted: await world.key('user:ted') }
}

test('whoever sets a client up for a service account reaches as far as it does', async t => {
  const { alice, ted, at } = await withTed(t, 'acting', 'settings.write')
  await ok(t, alice('PUT', `${at}/service-accounts/boss`, { role: 'admin' }))
  await ok(t, alice('PUT', `${at}/service-accounts/clerk`, { role: 'guest' }))
  const wish = (subject: string) => ({ kind: 'service', name: 'x', subject })
  await refused(t, ted('POST', `${at}/clients`, wish('boss')), 'role_too_strong')
  const { client_id } = await ok(t, alice('POST', `${at}/clients`, wish('boss')), 201)
  const path = `${at}/clients/${client_id}`
  await refused(t, ted('POST', `${path}/secret`, {}), 'role_too_strong')
  await refused(t, ted('PUT', path, { name: 'y' }), 'role_too_strong')
  await ok(t, alice('POST', `${path}/secret`, {}), 201)
  const own = await ok(t, ted('POST', `${at}/clients`, wish('clerk')), 201)
  await ok(t, ted('POST', `${at}/clients/${own.client_id}/secret`, {}), 201)
})

test('whoever makes an identity somebody reaches as far as that person does', async t => {
  const { ted, at } = await withTed(t, 'linking', 'settings.write', 'members.role')
  const link = (user: string) =>
    ted('POST', `${at}/members/${user}/identities`, { idp: 'idp_mine', subject: 'ted' })
  await refused(t, link('alice'), 'role_too_strong')
  await refused(t, link('gus'), 'not_found')
})
