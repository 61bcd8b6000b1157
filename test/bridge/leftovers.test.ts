/** What an identity provider's mappings gave is known by its source: it can be seen, and taken, when the provider goes. */
import test from 'ava'
import { MOST_LEFTOVERS, withoutLeftovers } from '../../src/bridge/mapped-leftovers.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import { type Subject, subject } from '../../src/model/id.ts'
import type { Identity } from '../../src/model/idp.ts'
import { Problem } from '../../src/model/problems.ts'
import { ACME, by, openOrganisations } from '../policy/organisation.ts'
import { adjust, enter, ownDomain, personOf, settingsOf, startWorld } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'

const AT = '/v1/orgs/alpha'

test('only what it alone gave goes, after a look, or later', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  await ownDomain(t, world, 'alpha', 'alpha.example')
  for (const group of ['staff', 'legacy', 'by-hand'])
    await operator('PUT', `${AT}/groups/${group}`, { name: group })
  const staff = { external: 'data-staff', role: 'member', group: 'staff' }
  const mappings = [
    staff,
    { external: 'archive', group: 'legacy' },
    { external: 'archive', group: 'by-hand' },
  ]
  const old = world.alpha
  await adjust(t, world, old, { mappings, email_trusted: true })
  const person = (sub: string, groups: string[]) => ({
    sub,
    email: `${sub}@alpha.example`,
    email_verified: true,
    groups,
  })
  old.idp.person = person('bob', ['data-staff'])
  const bob = await personOf(t, world, old)
  // An admin gives ann what the mapping gives her as well.
  old.idp.person = person('ann', ['data-staff'])
  const ann = await personOf(t, world, old)
  await operator('PUT', `${AT}/groups/by-hand/members/user:${ann}`, {})
  old.idp.person = person('ann', ['data-staff', 'archive'])
  t.is(await personOf(t, world, old), ann)

  const next = await createOidcIdp(t, 'alpha-next')
  const wish = settingsOf(next, {
    mappings: [staff],
    email_trusted: true,
    join_by: 'email',
    join_linked: true,
  })
  const { id } = (await operator('POST', `${AT}/identity-providers`, wish)).body
  next.person = { ...person('ann', ['data-staff']), sub: 'next-ann' } as typeof next.person
  const { refused } = await enter(t, world, { ...old, idp: next }, { params: { idp_hint: id } })
  t.is(refused, undefined)

  const path = `${AT}/identity-providers/${old.id}`
  const plan = (await operator('DELETE', `${path}?take=mapped&dry_run=true`)).body
  const taken = (rules: string[][]) => rules.map(rule => rule.slice(1, 3).join(' ')).sort()
  const expected = [
    `user:${ann} group:by-hand`,
    `user:${ann} group:legacy`,
    `user:${bob} group:staff`,
    `user:${bob} role:member`,
  ]
  t.deepEqual(taken(plan.removes).sort(), expected.sort())
  t.deepEqual(taken(plan.adds), [`user:${bob} role:guest`])
  t.is((await operator('DELETE', path)).status, 200)
  t.is((await operator('DELETE', path)).status, 404)
  const role = async (who: string) => (await operator('GET', `${AT}/members/${who}`)).body.role
  t.is(await role(bob), 'member', 'without the wish everything stays')
  t.deepEqual((await operator('DELETE', `${path}?take=mapped`)).status, 200)
  t.is(await role(bob), 'guest')
  t.is(await role(ann), 'member')
  const again = (await operator('DELETE', `${path}?take=mapped&dry_run=true`)).body
  t.deepEqual([again.adds, again.removes], [[], []])
  t.is((await operator('DELETE', `${AT}/identity-providers/idp_nobody?take=mapped`)).status, 404)
})

test('a person who was merged from several has more identities than one page, and each can be undone', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  const of = (person: string) => `${AT}/members/${person}/identities`
  for (const person of ['ann', 'ann-two', 'ann-three']) {
    await operator('PUT', `${AT}/members/${person}`, { role: 'member' })
    for (let n = 0; n < 50; n += 1) {
      const link = { idp: world.alpha.id, subject: `${person}-${n}` }
      t.is((await operator('POST', of(person), link)).status, 201)
    }
  }
  for (const from of ['ann-two', 'ann-three'])
    t.is((await operator('POST', `${AT}/members/ann/merge`, { from })).status, 200)
  const { items } = (await operator('GET', of('ann'))).body
  t.is(items.length, 150)
  for (const { id } of items.slice(-2)) t.is((await operator('DELETE', `${of('ann')}/${id}`)).status, 200)
  t.is((await operator('GET', of('ann'))).body.items.length, 148)
})

test('it is taken from so many people at once, however many records each has', async t => {
  const { replica, store, snapshot } = await openOrganisations(t, ACME)
  const of = (name: string, account: Subject): Identity => ({
    ...{ idp: 'idp_old', subject: name, account, email_verified: false, groups: [] },
    ...{ mapped: { groups: [subject('group', 'staff')] }, created_at: new Date(0) },
  })
  const put = (values: readonly Identity[]) =>
    replica.commit(ACME, by, () => ({ records: values.map(value => ({ put: 'identity', value }) as const) }))
  const people = Array.from({ length: MOST_LEFTOVERS }, (_, n) => subject('user', `u${n}`))
  for (let at = 0; at < people.length; at += 1_000)
    await put(people.slice(at, at + 1_000).map(who => of(who, who)))
  await put([of('another of u0', subject('user', 'u0'))])
  const parts = { records: store.records, turns: { isOver, nextTurn } }
  const { records = [] } = await withoutLeftovers(parts, await snapshot(ACME), 'idp_old')
  t.is(records.length, MOST_LEFTOVERS + 1)
  await put([of('one more', subject('user', 'more'))])
  const beyond = await t.throwsAsync(withoutLeftovers(parts, await snapshot(ACME), 'idp_old'))
  t.true(beyond instanceof Problem && beyond.code === 'change_too_large')
})
