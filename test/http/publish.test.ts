import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const lines = (text: string): string[] => text.trimEnd().split('\n').toSorted()

test('rules are published as a whole, and what was exported changes nothing', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'publish')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await ok(t, alice('PUT', `${at}/members/a%2C%22b`, { role: 'guest' }))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:lab`, { level: 'can_edit' }))
  await ok(t, alice('POST', `${at}/members/mo/disable`))
  const { revision } = await ok(t, alice('GET', at))
  const { text } = await alice('GET', `${at}/policy`)
  const put = (rules: string, query = '') => alice('PUT', `${at}/policy${query}`, { rules })
  t.like(await ok(t, put(`# as it was\n${text}`)), { revision, added: 0, removed: 0 })

  const rules = [
    text
      .replace('user:gus, role:guest', 'user:gus, role:member')
      .replace(/.*group:lab, publish, dataset.*\n/, '')
      .trimEnd(),
    'g, user:nia, role:guest, publish',
    'g2, dataset:walls, datasets, publish',
    'p, user:nia, publish, dataset:walls, can_edit, allow',
    'p, user:nia, publish, dataset:walls, view, deny',
  ].join('\n')
  const dry = await ok(t, put(rules, '?dry_run=true'))
  t.like(dry, { dry_run: true, revision, added: 5, removed: 2 })
  t.is((await ok(t, alice('GET', at))).revision, revision)
  t.is((await ok(t, put(rules))).revision, revision + 1)
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
  t.is((await ok(t, alice('GET', `${at}/members/gus`))).role, 'member')
  t.is((await ok(t, alice('GET', `${at}/members/nia`))).role, 'guest')
  t.true(await may('user:nia', 'edit', 'dataset:walls'))
  t.false(await may('user:nia', 'view', 'dataset:walls'))
  t.is((await ok(t, alice('GET', `${at}/datasets/walls`))).name, 'walls')
  t.deepEqual(lines((await alice('GET', `${at}/policy`)).text), lines(rules))
  await refused(t, mo('GET', '/v1/whoami'), 'unauthenticated')
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision }))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
})

test('rules that nobody could have made are refused, each with its line', async t => {
  const { alice, at } = await acme(t, service, 'unfit')
  const { text } = await alice('GET', `${at}/policy`)
  const { revision } = await ok(t, alice('GET', at))
  const put = (rules: string) => alice('PUT', `${at}/policy`, { rules })
  const line = lines(text).length + 1
  for (const rule of [
    'p, user:mo, unfit, dataset:streets, can_view',
    'p, user:mo, other, dataset:streets, can_view, allow',
    'p, user:mo, *, dataset:streets, can_view, allow',
    'p, user:mo, unfit, dataset:streets, can_view, maybe',
    'p, user:mo, unfit, dataset:none, can_view, allow',
    'p, user:mo, unfit, *, can_view, allow',
    'p, mo, unfit, dataset:streets, can_view, allow',
    'p, role:emperor, unfit, dataset:streets, can_view, allow',
    'p, role:everyone, unfit, dataset:streets, can_view, allow',
    'p, "user:a,b", unfit, dataset:streets, can_view, allow',
    'p, user:%zz, unfit, dataset:streets, can_view, allow',
    'p, user:%61, unfit, dataset:streets, can_view, allow',
    'g, user:mo, role:everyone, unfit',
    'g, user:mo, role:admin, other',
    'g, role:guest, role:admin, unfit',
    'g, group:lab, role:admin, unfit',
    'g, user:mo, user:alice, unfit',
    'g2, dataset:x, org, unfit',
    'g2, model:x, datasets, unfit',
    'g3, delete, can_view',
    'x, y',
    'g, user:alice, role:admin, unfit',
  ]) {
    const { errors } = await refused(t, put(`${text}${rule}\n`), 'invalid_policy', rule)
    t.true(errors[0].path.startsWith(`policy.csv:${line}:`), rule)
  }
  await refused(t, put(''), 'last_admin')
  await refused(t, put(text.replace('role:admin', 'role:member')), 'last_admin')
  for (const body of [{}, { rules: 1 }, { rules: [] }, text])
    await refused(t, alice('PUT', `${at}/policy`, body), 'malformed')
  const many = Array.from({ length: 3_001 }, (_, n) => `g, user:u${n}, role:guest, unfit\n`).join('')
  await refused(t, put(text + many), 'change_too_large')
  t.is((await ok(t, alice('GET', at))).revision, revision)
})

test('of a text that is wrong on every line a thousand mistakes are looked for', async t => {
  const { alice, at } = await acme(t, service, 'wrong')
  const rules = Array.from(
    { length: 2_000 },
    (_, line) => `p, user:mo, wrong, dataset:${line}, can_view, allow\n`,
  )
  const { detail, errors } = await refused(
    t,
    alice('PUT', `${at}/policy`, { rules: rules.join('') }),
    'invalid_policy',
  )
  t.true(detail.endsWith('(and 999 more)'), detail)
  t.is(errors.length, 50)
})
