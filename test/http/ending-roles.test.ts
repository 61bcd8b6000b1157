import { setTimeout as pause } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'
import { endsSoon } from './ends-soon.ts'

const service = sharedService()

const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

const ended = async (t: ExecutionContext, ask: Ask, at: string): Promise<void> => {
  for (;;) {
    if ((await ok(t, ask('GET', `${at}/audit?action=ended`))).items.length > 0) return
    await pause(20)
  }
}

test('a role ends: everything is denied, keys end, and only an admin gives access again', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'role-ends')
  await ok(t, alice('PUT', `${at}/groups/lab`, {}))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:mo`))
  const expires_at = await endsSoon(end => alice('PUT', `${at}/members/mo`, { expires_at: end }))
  await ended(t, alice, at)
  t.false(await may('user:mo', 'view', 'dataset:streets'))
  t.is((await mo('GET', '/v1/whoami')).status, 401)
  const now = await ok(t, alice('GET', `${at}/members/mo`))
  t.like(now, { disabled: true, role: undefined, groups: ['group:lab'] })
  const [line] = (await ok(t, alice('GET', `${at}/audit?action=ended`))).items
  t.like(line, { actor: 'system', resource: 'user:mo' })
  t.deepEqual(line.effects.slice(0, 2), [
    { what: 'role', subject: 'user:mo', from: 'member' },
    { what: 'end', subject: 'user:mo', id: 'role', from: expires_at },
  ])
  await refused(t, alice('POST', `${at}/members/mo/enable`), 'disabled')
  const month = later(30)
  const again = await ok(t, alice('PUT', `${at}/members/mo`, { role: 'guest', expires_at: month }))
  t.like(again, { disabled: false, role: 'guest', expires_at: month })
  t.is((await mo('GET', '/v1/whoami')).status, 401)
})

test('the end of a role stays until it is changed, waits while disabled, and goes with the person', async t => {
  const { alice, at } = await acme(t, service, 'role-stays')
  const [month, year] = [later(30), later(365)]
  const put = (body: object) => ok(t, alice('PUT', `${at}/members/gus`, body))
  t.is((await put({ expires_at: month })).expires_at, month)
  t.is((await put({ name: 'Gus' })).expires_at, month)
  t.is((await put({ role: 'guest' })).expires_at, month)
  t.is((await put({ expires_at: year })).expires_at, year)
  await ok(t, alice('POST', `${at}/members/gus/disable`))
  t.is((await ok(t, alice('POST', `${at}/members/gus/enable`))).expires_at, year)
  t.is((await put({ expires_at: null })).expires_at, undefined)
  t.is((await put({ expires_at: year })).expires_at, year)
  t.is((await put({ role: 'member' })).expires_at, undefined)
  await put({ expires_at: year })
  t.is((await ok(t, alice('GET', `${at}/ending?until=${later(400)}`))).items[0].role, 'member')
  await ok(t, alice('DELETE', `${at}/members/gus`))
  t.deepEqual((await ok(t, alice('GET', `${at}/ending?until=${later(400)}`))).items, [])
  t.is((await put({ role: 'guest' })).expires_at, undefined)
  await refused(t, alice('PUT', `${at}/members/gus`, { expires_at: later(-1) }), 'malformed')
  const etl = await ok(t, alice('PUT', `${at}/service-accounts/etl`, { role: 'member', expires_at: month }))
  t.is(etl.expires_at, month)
})

test('an administrator whose role ends is not the last one that an organisation needs', async t => {
  const { alice, at } = await acme(t, service, 'role-last')
  const put = (user: string, body: object) => alice('PUT', `${at}/members/${user}`, body)
  await refused(t, put('alice', { expires_at: later(30) }), 'last_admin')
  await ok(t, put('mo', { role: 'admin', expires_at: later(30) }))
  await refused(t, put('alice', { role: 'member' }), 'last_admin')
  await ok(t, put('mo', { expires_at: null }))
  await ok(t, put('alice', { expires_at: later(30) }))
  await refused(t, put('mo', { expires_at: later(60) }), 'last_admin')
})

test('a membership has an end of its own, listed with it and given anew', async t => {
  const { alice, at, may } = await acme(t, service, 'member-ends')
  const lab = `${at}/groups/lab/members/user:gus`
  await ok(t, alice('PUT', `${at}/groups/lab`, {}))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:lab`, { level: 'can_edit' }))
  const month = later(30)
  const first = await ok(t, alice('PUT', lab, { expires_at: month }))
  t.is((await ok(t, alice('PUT', lab, { expires_at: month }))).revision, first.revision)
  const members = async () => (await ok(t, alice('GET', `${at}/groups/lab/members`))).items
  t.deepEqual(await members(), [{ subject: 'user:gus', expires_at: month }])
  t.like((await ok(t, alice('GET', `${at}/ending?until=${later(31)}`))).items[0], {
    subject: 'user:gus',
    group: 'group:lab',
  })
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  await ok(t, alice('PUT', lab))
  t.deepEqual(await members(), [{ subject: 'user:gus' }])
  await ok(t, alice('PUT', lab, { expires_at: month }))
  await ok(t, alice('DELETE', lab))
  await ok(t, alice('PUT', lab))
  t.deepEqual(await members(), [{ subject: 'user:gus' }])
  await endsSoon(end => alice('PUT', lab, { expires_at: end }))
  await ended(t, alice, at)
  t.deepEqual(await members(), [])
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
})

test('what an invitation gives ends when it says so', async t => {
  const { alice, at } = await acme(t, service, 'invite-ends')
  const access_expires_at = later(90)
  const grants = [{ resource: 'dataset:streets', level: 'can_edit' }]
  const wish = { email: 'new@example.com', role: 'guest', grants, access_expires_at }
  const made = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  t.is(made.access_expires_at, access_expires_at)
  t.is((await ok(t, alice('GET', `${at}/invitations`))).items[0].access_expires_at, access_expires_at)
  const { subject } = await ok(
    t,
    service.as()('POST', '/v1/invitations/accept', { token: made.accept_token }),
    201,
  )
  const { items } = await ok(t, alice('GET', `${at}/ending?until=${later(100)}`))
  t.deepEqual(
    items
      .map(({ subject, role, level, expires_at }: Record<string, string>) => [
        subject,
        role ?? level,
        expires_at,
      ])
      .sort(),
    [
      [subject, 'can_edit', access_expires_at],
      [subject, 'guest', access_expires_at],
    ],
  )
  await refused(t, alice('POST', `${at}/invitations`, { ...wish, access_expires_at: later(-1) }), 'malformed')
  const bulk = { text: 'one@example.com', role: 'guest', access_expires_at }
  await ok(t, alice('POST', `${at}/invitations/bulk`, bulk), 201)
  t.true(
    (await ok(t, alice('GET', `${at}/invitations`))).items.every(
      (one: Record<string, string>) => one.access_expires_at === access_expires_at,
    ),
  )
})
