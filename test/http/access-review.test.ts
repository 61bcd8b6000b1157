import { setTimeout as pause } from 'node:timers/promises'
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService({ env: { KASBAH_DECISION_LOG: 'store' } })

test('what everybody was given is listed with since when, by whom and when it was last used', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'review')
  const why = { headers: { 'Kasbah-Reason': 'the May survey' } }
  await ok(t, alice('PUT', `${at}/groups/lab`, {}))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:lab`, { level: 'can_edit' }, why))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:mo`, { level: 'can_manage' }))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const rows: Body[] = []
  let token = ''
  do {
    const page = await ok(t, alice('GET', `${at}/access-review?limit=2${token && `&page_token=${token}`}`))
    t.true(page.items.length <= 2)
    rows.push(...page.items)
    token = page.next_token ?? ''
  } while (token !== '')
  t.deepEqual(
    rows.map(({ subject, role, group, level }) => `${subject} ${role ?? group ?? level}`),
    [
      'group:lab can_edit',
      'service:backend member',
      'user:alice admin',
      'user:gus group:lab',
      'user:gus guest',
      'user:mo member',
      'user:mo can_manage',
    ],
  )
  t.like(rows[0], { members: 1, by: 'user:alice', through: 'setGrant', reason: 'the May survey' })
  const used = async (subject: string) => {
    for (let tries = 0; ; tries += 1) {
      const { items } = await ok(t, alice('GET', `${at}/access-review?subject=${subject}`))
      const is = items.map((row: Body) => row.last_used !== undefined)
      if (is[0] || tries === 500) return is
      await pause(20)
    }
  }
  t.deepEqual(await used('user:gus'), [true, true])
  t.deepEqual(await used('group:lab'), [true])
  t.is((await ok(t, alice('GET', `${at}/access-review?subject=user:mo`))).items[0].last_used, undefined)
  const { text } = await alice('GET', `${at}/policy`)
  const many = Array.from(
    { length: 101 },
    (_, n) => `g, user:m${n}, role:guest, review\ng, user:m${n}, group:lab, review\n`,
  )
  await ok(t, alice('PUT', `${at}/policy`, { rules: text + many.join('') }))
  t.deepEqual(await used('group:lab'), [true], 'of more members than are looked for by name')
  await refused(t, mo('GET', `${at}/access-review`), 'forbidden')
})

test('the answers are one plan: what is removed goes, what went meanwhile is passed over', async t => {
  const { alice, at, may } = await acme(t, service, 'review-plan')
  const grant = (user: string, more = {}) =>
    ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:${user}`, { level: 'can_edit', ...more }))
  await grant('gus', { expires_at: '2999-01-01' })
  await grant('mo')
  const table = (await alice('GET', `${at}/access-review`, undefined, { headers: { Accept: 'text/csv' } }))
    .text
  const [head = '', ...lines] = table.trim().split('\r\n')
  t.true(head.endsWith('last_used,rule,answer'))
  t.is(lines.length, 6)
  const { items } = await ok(t, alice('GET', `${at}/access-review`))
  const answers = items.map(({ rule, level }: Body) => ({
    rule,
    answer: level === undefined ? 'keep' : 'remove',
  }))
  await ok(t, alice('DELETE', `${at}/datasets/streets/access/grants/user:mo`))
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { answers }), 201)
  t.is(plan.rules_removed, 2)
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  // What was reviewed is given anew meanwhile, for longer: the answer was about something else.
  await grant('gus', { expires_at: '2999-06-01' })
  await refused(t, alice('POST', `${at}/policy/plans/${plan.id}/apply`, {}), 'plan_outdated')
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const again = await ok(t, alice('POST', `${at}/policy/plans`, { answers }), 201)
  await ok(t, alice('POST', `${at}/policy/plans/${again.id}/apply`, {}))
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
  t.is((await ok(t, alice('GET', `${at}/access-review`))).items.length, 4)
  const answered = (rule: string) =>
    alice('POST', `${at}/policy/plans`, { answers: [{ rule, answer: 'remove' }] })
  await refused(t, answered('g2, dataset:streets, datasets, review-plan'), 'invalid_policy')
  await refused(t, answered('p, user:gus, review-plan, dataset:streets, edit, deny'), 'invalid_policy')
  await refused(t, answered('p, x\ng2, y'), 'malformed')
  await refused(t, answered('p, user:gus, review-plan, dataset:streets, can_view, allow'), 'plan_empty')
  const role = items.find(({ role }: Body) => role === 'guest')
  const leave = await ok(
    t,
    alice('POST', `${at}/policy/plans`, { answers: [{ rule: role.rule, answer: 'remove' }] }),
    201,
  )
  await ok(t, alice('POST', `${at}/policy/plans/${leave.id}/apply`, {}))
  t.true((await ok(t, alice('GET', `${at}/members/gus`))).disabled)
})
