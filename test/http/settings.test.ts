import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('settings begin as the policy set says, and change one by one', async t => {
  const { alice, at } = await acme(t, service, 'begin')
  const path = `${at}/settings`
  const first = await ok(t, alice('GET', path))
  const initial = {
    newcomer_role: 'guest',
    default_access: 'none',
    invitation_days: 7,
    api_key_max_days: null,
  }
  t.like(first, initial)
  const changed = await ok(t, alice('PATCH', path, { newcomer_role: 'none', api_key_max_days: 90 }))
  t.like(changed, { ...initial, newcomer_role: 'none', api_key_max_days: 90, revision: first.revision + 1 })
  t.is((await ok(t, alice('PATCH', path, { api_key_max_days: 90 }))).revision, changed.revision)
  t.is((await ok(t, alice('PATCH', path, {}))).revision, changed.revision)
  t.is((await ok(t, alice('PATCH', path, { api_key_max_days: null }))).api_key_max_days, null)
})

test('what cannot be set is refused', async t => {
  const { alice, at } = await acme(t, service, 'refused')
  const path = `${at}/settings`
  await refused(t, alice('PATCH', path, { newcomer_role: 'emperor' }), 'unknown_role')
  await refused(t, alice('PATCH', path, { newcomer_role: '__proto__' }), 'unknown_role')
  await refused(t, alice('PATCH', path, { default_access: 'view' }), 'unknown_level')
  for (const body of [
    { invitation_days: 0 },
    { invitation_days: 91 },
    { invitation_days: 1.5 },
    { invitation_days: '7' },
    { api_key_max_days: 0 },
    { newcomer_role: null },
    { colour: 'red' },
    [],
  ])
    await refused(t, alice('PATCH', path, body), 'malformed', JSON.stringify(body))
})

test('a dry run of settings changes none', async t => {
  const { alice, at } = await acme(t, service, 'dry')
  const dry = await ok(t, alice('PATCH', `${at}/settings?dry_run=true`, { invitation_days: 3 }))
  t.true(dry.dry_run)
  t.is((await ok(t, alice('GET', `${at}/settings`))).invitation_days, 7)
})

test('only admins of the organisation have to do with settings', async t => {
  const { mo, gus, at } = await acme(t, service, 'guarded')
  const { alice: foreign } = await acme(t, service, 'guarded-too')
  for (const [ask, code] of [
    [mo, 'forbidden'],
    [gus, 'forbidden'],
    [foreign, 'not_found'],
  ] as const) {
    await refused(t, ask('GET', `${at}/settings`), code)
    await refused(t, ask('PATCH', `${at}/settings`, { default_access: 'can_manage' }), code)
  }
})
