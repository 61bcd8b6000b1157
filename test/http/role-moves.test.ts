/** Roles of an organisation's own among other operations, and those that thousands have. */
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('a role is made, given and deleted as operations of one change', async t => {
  const { alice, at } = await acme(t, service, 'role-operations')
  const post = (...operations: readonly object[]) => alice('POST', `${at}/changes`, { operations })
  const body = { based_on: 'guest', title: 'Lead', may: [{ resource: 'datasets', action: 'can_view' }] }
  const make = { operation: 'putRole', params: { role: 'lead' }, body }
  const give = { operation: 'addMember', params: { user: 'lea' }, body: { role: 'lead' } }
  const made = await ok(t, post(make, give))
  t.is(made.operations[0].target, 'role:lead')
  t.like(await ok(t, alice('GET', `${at}/members/lea`)), { role: 'lead' })
  t.false((await ok(t, post(make, give))).operations.some(({ changed }: { changed: boolean }) => changed))
  const deputy = { ...make, params: { role: 'deputy' }, body: { based_on: 'admin' } }
  t.is((await refused(t, post(deputy), 'escalation_unconfirmed')).errors[0].path, 'operations/0')
  await ok(t, post({ ...deputy, body: { ...deputy.body, accept: ['escalation'] } }))
  const remove = { operation: 'deleteRole', params: { role: 'lead' } }
  await refused(t, post(remove), 'role_in_use')
  // Its holders are those that the operations before it left.
  const more = { ...give, params: { user: 'leo' } }
  await ok(t, post(more, { ...remove, query: { move_to: 'member' } }))
  for (const user of ['lea', 'leo']) t.is((await ok(t, alice('GET', `${at}/members/${user}`))).role, 'member')
  await refused(t, alice('GET', `${at}/roles/lead`), 'not_found')
  await ok(t, alice('PATCH', `${at}/settings`, { policy_review: 'two_people' }))
  await refused(t, post({ ...make, params: { role: 'next' } }), 'review_needed')
})

test('a role that more have than one change moves goes in several, and each leaves everybody a role', async t => {
  const { alice, at, org } = { ...(await acme(t, service, 'many-holders')), org: 'many-holders' }
  await ok(t, alice('PUT', `${at}/roles/lead`, { based_on: 'guest' }))
  const text = async () =>
    (await alice('GET', `${at}/policy`, undefined, { headers: { accept: 'text/plain' } })).text
  for (const batch of ['a', 'b']) {
    const lines = Array.from({ length: 1_600 }, (_, i) => `g, user:${batch}${i}, role:lead, ${org}\n`)
    await ok(t, alice('PUT', `${at}/policy`, { rules: (await text()) + lines.join('') }))
  }
  await ok(t, alice('POST', `${at}/members/a0/disable`))
  const way = `${at}/roles/lead?move_to=member`
  const before = (await ok(t, alice('GET', at))).revision
  const trial = await ok(t, alice('DELETE', `${way}&dry_run=true`))
  t.like(trial, { changes: 2, dry_run: true })
  t.is((await ok(t, alice('GET', at))).revision, before)
  const operations = [{ operation: 'deleteRole', params: { role: 'lead' }, query: { move_to: 'member' } }]
  await refused(t, alice('POST', `${at}/changes`, { operations }), 'change_too_large')
  const headers = { 'if-match': `"${before}"`, 'idempotency-key': 'lead-goes' }
  const gone = await ok(t, alice('DELETE', way, undefined, { headers }))
  t.like(gone, { changes: 2, revision: before + 2 })
  t.deepEqual(await ok(t, alice('DELETE', way, undefined, { headers })), gone)
  t.notRegex(await text(), /role:lead/)
  t.is((await text()).match(/user:[ab]\d+, role:member, many-holders\n/g)?.length, 3_199)
  t.is((await ok(t, alice('POST', `${at}/members/a0/enable`))).role, 'member')
})
