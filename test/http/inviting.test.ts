/** Inviting many, replacing, accepting as somebody who is signed in, and the pages as programs meet them. */
import test from 'ava'
import { found } from '../identity/app.ts'
import { startSignIn } from '../identity/service.ts'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()
const ACCEPT = '/v1/invitations/accept'

test('pasted addresses are invited in one change; people with a role are passed over', async t => {
  const { alice, at } = await acme(t, service, 'pasted')
  const text =
    'ann@example.com, Bob Smith <Bob@Example.com>;\ncy@example.com mo@example.com\n\nann@EXAMPLE.com'
  const wish = { text, role: 'guest', grants: [{ resource: 'dataset:streets', level: 'can_view' }] }
  const dry = await ok(t, alice('POST', `${at}/invitations/bulk?dry_run=true`, wish), 201)
  t.deepEqual(
    dry.invited.map(({ email }: { email: string }) => email),
    ['ann@example.com', 'bob@example.com', 'cy@example.com'],
  )
  t.deepEqual(dry.already, [{ email: 'mo@example.com', subject: 'user:mo' }])
  t.notRegex(JSON.stringify(dry), /kasbah_invitation_/)
  t.is((await ok(t, alice('GET', `${at}/invitations`))).items.length, 0)
  const { revision } = await ok(t, alice('GET', at))
  const made = await ok(t, alice('POST', `${at}/invitations/bulk`, wish), 201)
  t.is(made.revision, revision + 1)
  t.is(made.invited.length, 3)
  const token = made.invited[0].link.split('#')[1]
  t.like(await ok(t, service.as()('POST', ACCEPT, { token }), 201), { role: 'guest' })
})

test('a CSV file names a role for each; a wrong line is said with its place, and nobody is invited', async t => {
  const { alice, at } = await acme(t, service, 'csv')
  const path = `${at}/invitations/bulk`
  const text = '\ufeffName;E-mail;Role\r\n"Ann; A.";ann@example.com;member\r\nBob;bob@example.com;\r\n'
  const made = await ok(t, alice('POST', path, { text, role: 'guest' }), 201)
  t.deepEqual(
    made.invited.map(({ email, role }: { email: string; role: string }) => `${email} ${role}`),
    ['ann@example.com member', 'bob@example.com guest'],
  )
  const wrong = await refused(
    t,
    alice('POST', path, { text: 'email\nann@example.com\nbob', role: 'guest' }),
    'malformed',
  )
  t.is(wrong.errors[0].path, 'body.text:3')
  await refused(t, alice('POST', path, { text: 'email,role\nx@example.com,emperor' }), 'unknown_role')
  await refused(t, alice('POST', path, { text: 'x@example.com' }), 'malformed')
  await refused(t, alice('POST', path, { text: ' ,\n', role: 'guest' }), 'malformed')
  const many = Array.from({ length: 1_001 }, (_, n) => `p${n}@example.com`).join('\n')
  await refused(t, alice('POST', path, { text: many, role: 'guest' }), 'change_too_large')
  t.is((await ok(t, alice('GET', `${at}/invitations`))).items.length, 2)
})

test('an address has one open invitation, and an admin’s word about its person ends it', async t => {
  const { alice, at } = await acme(t, service, 'replaced')
  const path = `${at}/invitations`
  const first = await ok(t, alice('POST', path, { email: 'ivy@example.com', role: 'admin' }), 201)
  t.is(first.link, `${new URL(first.link).origin}/invitation#${first.accept_token}`)
  const second = await ok(t, alice('POST', path, { email: 'Ivy@example.com', role: 'guest' }), 201)
  t.deepEqual(
    (await ok(t, alice('GET', path))).items.map(({ id }: { id: string }) => id),
    [second.id],
  )
  await refused(t, service.as()('POST', ACCEPT, { token: first.accept_token }), 'invitation_invalid')
  await ok(t, alice('POST', path, { email: 'mo@example.com', role: 'admin' }), 201)
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'member' }))
  t.deepEqual(
    (await ok(t, alice('GET', path))).items.map(({ id }: { id: string }) => id),
    [second.id],
  )
  const { revision } = await ok(t, alice('GET', at))
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'member' }))
  t.is((await ok(t, alice('GET', at))).revision, revision, 'nothing is left to end')
})

test('somebody who is signed in accepts for themselves, and not for somebody else', async t => {
  const { alice, mo, gus, key, at, may } = await acme(t, service, 'as-me')
  const path = `${at}/invitations`
  const grants = [{ resource: 'dataset:streets', level: 'can_edit' }]
  const invite = async (email: string, role = 'guest') =>
    (await ok(t, alice('POST', path, { email, role, grants }), 201)).accept_token
  const forMo = await invite('mo@example.com')
  await refused(t, (await key('user:mo', ['read']))('POST', ACCEPT, { token: forMo }), 'scope_missing')
  const { mo: foreign } = await acme(t, service, 'as-me-elsewhere')
  await refused(t, foreign('POST', ACCEPT, { token: forMo }), 'wrong_account')
  t.like(await ok(t, mo('POST', ACCEPT, { token: forMo }), 201), { subject: 'user:mo', role: 'member' })
  t.true(await may('user:mo', 'edit', 'dataset:streets'))
  await refused(t, mo('POST', ACCEPT, { token: await invite('other@example.com') }), 'wrong_account')
  const forGus = await invite('gus@example.com', 'member')
  t.like(await ok(t, gus('POST', ACCEPT, { token: forGus }), 201), { subject: 'user:gus', role: 'member' })
  t.like(await ok(t, alice('GET', `${at}/members/gus`)), { email: 'gus@example.com', role: 'member' })
})

test('the first page is a page for browsers and JSON for programs', async t => {
  const { url } = await startSignIn(t)
  const at = (accept: string) => fetch(url, { headers: { accept } })
  const page = await at('text/html,application/xhtml+xml,*/*;q=0.8')
  t.regex(page.headers.get('content-type') ?? '', /^text\/html/)
  t.regex(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  for (const accept of ['application/json', '*/*', 'application/json, text/html']) {
    const reply = await at(accept)
    t.like(await reply.json(), { service: 'kasbah' })
  }
})

test('looking at an invitation accepts nothing, and a form of another site is not taken', async t => {
  const { operator, url, ...service } = await startSignIn(t)
  await found(t, { operator, url, ...service })
  const path = '/v1/orgs/acme/invitations'
  const { accept_token: token } = await ok(
    t,
    operator('POST', path, { email: 'ivy@example.com', role: 'guest' }),
    201,
  )
  const post = (to: string, headers: Record<string, string> = {}) =>
    fetch(url + to, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers,
      redirect: 'manual',
    })
  t.is((await fetch(`${url}/invitation#${token}`)).status, 200)
  t.is((await post('/invitation')).status, 200)
  t.is((await post('/invitation', { origin: 'https://evil.example' })).status, 400)
  t.is((await post('/invitation/accept', { origin: 'https://evil.example' })).status, 400)
  const going = await post('/invitation/accept')
  t.is(going.status, 303)
  t.notRegex(going.headers.get('location') ?? '', /kasbah_invitation_/)
  t.regex(going.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Lax/)
  t.is((await ok(t, operator('GET', path))).items.length, 1)
})
