/** A deny outlives the account that it names: nobody is allowed again by being removed and added anew. */
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const textOf = async (ask: Ask, at: string): Promise<string> =>
  (await ask('GET', `${at}/policy`, undefined, { headers: { accept: 'text/plain' } })).text

const publish = async (ask: Ask, at: string, ...lines: readonly string[]) =>
  ask('PUT', `${at}/policy`, {
    rules: `${await textOf(ask, at)}${lines.map(line => `${line}\n`).join('')}`,
    accept: ['escalation'],
  })

test('what denies somebody stays where they are removed, and meets whoever is added under the id', async t => {
  const org = 'denies-stay'
  const { alice, operator, at, may } = await acme(t, service, org)
  const views = (who: string) => may(who, 'view', 'dataset:streets')
  for (const group of ['suspended', 'inner', 'crew']) await ok(t, alice('PUT', `${at}/groups/${group}`, {}))
  await ok(t, alice('PUT', `${at}/groups/suspended/members/group:inner`, {}))
  await ok(t, alice('PUT', `${at}/members/eve`, { role: 'member' }))
  await ok(t, alice('PUT', `${at}/groups/inner/members/user:eve`, {}))
  await ok(t, alice('PUT', `${at}/groups/crew/members/user:eve`, {}))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:crew`, { level: 'can_edit' }))
  await ok(
    t,
    publish(
      alice,
      at,
      `p, group:suspended, ${org}, dataset:streets, view, deny`,
      `p, user:mo, ${org}, dataset:streets, view, deny`,
      `p, service:backend, ${org}, dataset:streets, view, deny`,
    ),
  )
  const accounts = ['members/eve', 'members/mo', 'service-accounts/backend']
  const subjects = ['user:eve', 'user:mo', 'service:backend']
  for (const who of subjects) t.false(await views(who))
  for (const path of accounts) {
    await ok(t, alice('DELETE', `${at}/${path}`))
    await refused(t, alice('DELETE', `${at}/${path}`), 'not_found')
    await refused(t, alice('GET', `${at}/${path}`), 'not_found')
    await ok(t, alice('PUT', `${at}/${path}`, { role: 'member' }))
  }
  for (const who of subjects) t.false(await views(who))
  t.deepEqual((await ok(t, alice('GET', `${at}/members/eve`))).groups, ['group:inner'])
  // In one change, too.
  const operations = [
    { operation: 'removeMember', params: { user: 'mo' } },
    { operation: 'addMember', params: { user: 'mo' }, body: { role: 'member' } },
  ]
  await ok(t, operator('POST', `${at}/changes`, { operations }))
  t.false(await views('user:mo'))
  // Whoever may lifts it, whether there is anybody of that id or not.
  await ok(t, alice('DELETE', `${at}/members/mo`))
  const rules = (await textOf(alice, at)).replace(/^p, user:mo.*deny\n/m, '')
  await ok(t, alice('PUT', `${at}/policy`, { rules }))
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'member' }))
  t.true(await views('user:mo'))
})

test('a group that gives and denies is not left by a removal, but by who has what it denies', async t => {
  const org = 'denies-mixed'
  const { alice, at, key, may } = await acme(t, service, org)
  const actions = ['members.remove', 'members.invite'].map(action => ({ resource: 'org', action }))
  await ok(t, alice('PUT', `${at}/roles/desk`, { based_on: 'guest', may: actions, accept: ['escalation'] }))
  await ok(t, alice('PUT', `${at}/members/dora`, { role: 'desk' }))
  await ok(t, alice('PUT', `${at}/members/eve`, { role: 'member' }))
  await ok(t, alice('PUT', `${at}/groups/contractors`, {}))
  await ok(t, alice('PUT', `${at}/groups/contractors/members/user:eve`, {}))
  await ok(t, alice('POST', `${at}/datasets`, { id: 'parks', name: 'Parks' }), 201)
  await ok(t, alice('PUT', `${at}/datasets/parks/access/grants/group:contractors`, { level: 'can_view' }))
  const dora = await key('user:dora')
  await ok(t, publish(alice, at, `p, group:contractors, ${org}, dataset:streets, view, deny`))
  t.regex(
    (await refused(t, dora('DELETE', `${at}/members/eve`), 'role_too_strong')).detail,
    /view on dataset:streets/,
  )
  const operations = [{ operation: 'removeMember', params: { user: 'eve' } }]
  await refused(t, dora('POST', `${at}/changes`, { operations }), 'role_too_strong')
  t.false(await may('user:eve', 'view', 'dataset:streets'))
  // Nothing hinders her to shut them out.
  await ok(t, dora('POST', `${at}/members/eve/disable`))
  // For somebody who may lift the deny, the group goes with the person, with what it gives.
  await ok(t, alice('DELETE', `${at}/members/eve`))
  await ok(t, alice('PUT', `${at}/members/eve`, { role: 'member' }))
  t.deepEqual((await ok(t, alice('GET', `${at}/members/eve`))).groups, [])
})
