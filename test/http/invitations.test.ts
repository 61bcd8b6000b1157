import test from 'ava'
import fc from 'fast-check'
import { normalAddress } from '../../src/model/email.ts'
import type { OrgId } from '../../src/model/id.ts'
import { acme, ok, refused } from '../service/acme.ts'
import { startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'
import { freshStore, rewrite } from '../service/store.ts'

const service = sharedService()
const stranger = service.as()
const ACCEPT = '/v1/invitations/accept'

test('an invitation makes a person with the role and grants that it names', async t => {
  const { alice, at, may } = await acme(t, service, 'invite')
  const grants = [{ resource: 'dataset:streets', level: 'can_edit' }]
  const wish = { email: 'Ivy@Example.com', role: 'guest', grants }
  const invited = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  t.like(invited, { role: 'guest', grants, email: 'ivy@example.com', invited_by: 'user:alice' })
  t.regex(invited.accept_token, /^kasbah_invitation_/)
  const made = await ok(t, stranger('POST', ACCEPT, { token: invited.accept_token }), 201)
  t.like(made, { org: 'invite', role: 'guest' })
  t.regex(made.subject, /^user:usr_/)
  t.true(await may(made.subject, 'edit', 'dataset:streets'))
  t.false(await may(made.subject, 'manage', 'dataset:streets'))
  const person = await ok(t, alice('GET', `${at}/members/${made.subject.slice('user:'.length)}`))
  t.like(person, { role: 'guest', email: 'ivy@example.com' })
  t.deepEqual((await ok(t, alice('GET', `${at}/invitations`))).items, [])
})

test('it is accepted once, also by twenty at a time', async t => {
  const { alice, at } = await acme(t, service, 'twenty')
  const wish = { email: 'ivy@example.com', role: 'member' }
  const { accept_token: token } = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  const replies = await Promise.all(Array.from({ length: 20 }, () => stranger('POST', ACCEPT, { token })))
  t.is(replies.filter(({ status }) => status === 201).length, 1)
  t.is(replies.filter(({ body }) => body.code === 'invitation_invalid').length, 19)
  await refused(t, stranger('POST', ACCEPT, { token }), 'invitation_invalid')
  t.is((await ok(t, alice('GET', `${at}/members`))).items.length, 4)
})

test('what was taken back, never was, or is something else is not accepted', async t => {
  const { alice, at } = await acme(t, service, 'revoked')
  const wish = { email: 'ivy@example.com', role: 'member' }
  const invited = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  const path = `${at}/invitations/${invited.id}`
  await ok(t, alice('DELETE', `${path}?dry_run=true`))
  await ok(t, alice('DELETE', path))
  await refused(t, alice('DELETE', path), 'not_found')
  const text: string = invited.accept_token
  const mistyped = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
  for (const token of [text, mistyped, 'x', invited.id, text.toUpperCase()])
    await refused(t, stranger('POST', ACCEPT, { token }), 'invitation_invalid')
  for (const body of [{}, { token: '' }, { token: 1 }, { token: text, org: 'acme' }, []])
    await refused(t, stranger('POST', ACCEPT, body), 'malformed')
})

test('it ends with its time, of which the organisation has the say', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { alice, at } = await acme(t, first)
  await ok(t, alice('PATCH', `${at}/settings`, { invitation_days: 2 }))
  const wish = { email: 'ivy@example.com', role: 'member' }
  const invited = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  t.is(Date.parse(invited.expires_at) - Date.parse(invited.created_at), 2 * 24 * 60 * 60 * 1000)
  await first.stop()

  await rewrite(store, 'acme', async ({ records }) => {
    const value = await records.find('invitation', 'acme' as OrgId, invited.id)
    t.truthy(value)
    t.false(JSON.stringify(value).includes(invited.accept_token))
    return value ? [{ put: 'invitation', value: { ...value, expires_at: new Date(Date.now() - 1) } }] : []
  })
  const second = await startService(t, { store })
  const accept = { token: invited.accept_token }
  await refused(t, second.as()('POST', ACCEPT, accept), 'invitation_invalid')
  await refused(t, second.operator('POST', ACCEPT, accept), 'invitation_invalid')
})

test('it names what there is', async t => {
  const { alice, at } = await acme(t, service, 'named')
  const wish = { email: 'ivy@example.com', role: 'guest' }
  const on = (resource: string, level = 'can_view') => ({ ...wish, grants: [{ resource, level }] })
  const path = `${at}/invitations`
  await refused(t, alice('POST', path, { ...wish, role: 'emperor' }), 'unknown_role')
  await refused(t, alice('POST', path, on('dataset:streets', 'can_fly')), 'unknown_level')
  await refused(t, alice('POST', path, on('dataset:none')), 'unknown_resource')
  await refused(t, alice('POST', path, on('datasets')), 'unknown_resource')
  const twice = [...on('dataset:streets').grants, ...on('dataset:streets', 'can_edit').grants]
  await refused(t, alice('POST', path, { ...wish, grants: twice }), 'malformed')
  for (const email of ['', 'ivy', 'ivy@', '@example.com', 'a@b@c.d', 7, 'x\n@example.com', null])
    await refused(t, alice('POST', path, { ...wish, email }), 'malformed', String(email))
})

test('a grant on what was deleted meanwhile is left out', async t => {
  const { alice, at } = await acme(t, service, 'meanwhile')
  const grants = [{ resource: 'dataset:streets', level: 'can_edit' }]
  const invited = await ok(
    t,
    alice('POST', `${at}/invitations`, { email: 'i@example.com', role: 'guest', grants }),
    201,
  )
  await ok(t, alice('DELETE', `${at}/datasets/streets`))
  const made = await ok(t, stranger('POST', ACCEPT, { token: invited.accept_token }), 201)
  await ok(t, alice('POST', `${at}/datasets`, { id: 'streets', name: 'New' }), 201)
  const report = await ok(t, alice('GET', `${at}/permissions?subject=${made.subject}`))
  t.deepEqual(report.items, [])
})

test('only admins of the organisation invite, list and revoke', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'inviters')
  const { alice: foreign } = await acme(t, service, 'inviters-too')
  const wish = { email: 'ivy@example.com', role: 'guest' }
  const invited = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  for (const [ask, code] of [
    [mo, 'forbidden'],
    [gus, 'forbidden'],
    [foreign, 'not_found'],
  ] as const) {
    await refused(t, ask('POST', `${at}/invitations`, wish), code)
    await refused(t, ask('GET', `${at}/invitations`), code)
    await refused(t, ask('DELETE', `${at}/invitations/${invited.id}`), code)
  }
  await refused(t, foreign('DELETE', `/v1/orgs/inviters-too/invitations/${invited.id}`), 'not_found')
  const listed = await alice('GET', `${at}/invitations`)
  t.is(listed.body.items.length, 1)
  t.notRegex(listed.text, /kasbah_invitation_|hash/)
})

test('the operator may say who accepts, others may not, and nobody takes a place that is taken', async t => {
  const { alice, operator, at } = await acme(t, service, 'chosen')
  const invite = async () =>
    (await ok(t, alice('POST', `${at}/invitations`, { email: 'i@example.com', role: 'guest' }), 201))
      .accept_token
  const token = await invite()
  for (const ask of [stranger, alice])
    await refused(t, ask('POST', ACCEPT, { token, user: 'ivy' }), 'forbidden')
  await refused(t, service.as('nonsense')('POST', ACCEPT, { token }), 'unauthenticated')
  await refused(t, operator('POST', ACCEPT, { token, user: 'mo' }), 'already_exists')
  t.is((await ok(t, operator('POST', `${ACCEPT}?dry_run=true`, { token, user: 'ivy' }), 201)).dry_run, true)
  t.is((await ok(t, operator('POST', ACCEPT, { token, user: 'ivy' }), 201)).subject, 'user:ivy')
  await refused(t, operator('POST', ACCEPT, { token: await invite(), user: 'ivy' }), 'already_exists')
})

test('a dry run invites nobody', async t => {
  const { alice, at } = await acme(t, service, 'dry-invite')
  const wish = { email: 'ivy@example.com', role: 'guest' }
  const dry = await alice('POST', `${at}/invitations?dry_run=true`, wish)
  t.is(dry.status, 201)
  t.true(dry.body.dry_run)
  t.notRegex(dry.text, /kasbah_invitation_/)
  t.deepEqual((await ok(t, alice('GET', `${at}/invitations`))).items, [])
})

test('an address has one form, however it is written: a removed person’s invitation goes whatever its case', async t => {
  const { alice, at } = await acme(t, service, 'addresses')
  const made = await ok(t, alice('PUT', `${at}/members/max`, { role: 'guest', email: 'Max@BÜCHER.example' }))
  t.is(made.email, 'max@xn--bcher-kva.example')
  const wish = { email: 'MAX@xn--bcher-kva.EXAMPLE', role: 'admin' }
  const { accept_token } = await ok(t, alice('POST', `${at}/invitations`, wish), 201)
  await ok(t, alice('DELETE', `${at}/members/max`))
  await refused(t, stranger('POST', ACCEPT, { token: accept_token }), 'invitation_invalid')
})

test('letters of other alphabets are not folded into A to Z: two addresses stay two', t => {
  t.not(normalAddress('\u212Aay@example.com'), normalAddress('kay@example.com'))
  fc.assert(fc.property(fc.string(), text => normalAddress(normalAddress(text)) === normalAddress(text)))
  fc.assert(fc.property(fc.emailAddress(), text => normalAddress(text) === normalAddress(text.toUpperCase())))
  t.pass()
})
