import test from 'ava'
import { codeFor, found, redeem, register, signedIn, token } from './app.ts'
import { startSignIn } from './service.ts'

const count = (replies: readonly { status: number }[], status: number): number =>
  replies.filter(reply => reply.status === status).length

test('of 50 redemptions of one code one succeeds, and using it again ends what it gave', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const params = { scope: 'openid read', resource: service.url }
  const coded = await codeFor(t, service, app, { params })
  const replies = await Promise.all(Array.from({ length: 50 }, () => redeem(service, app, coded)))
  t.is(count(replies, 200), 1)
  t.is(count(replies, 400), 49)
  t.true(replies.every(({ status, body }) => status === 200 || body.error === 'invalid_grant'))

  const again = await codeFor(t, service, app, { params })
  const first = await redeem(service, app, again)
  const mo = service.as(first.body.access_token)
  t.is((await mo('GET', '/v1/whoami')).status, 200)
  t.is((await redeem(service, app, again)).body.error, 'invalid_grant')
  t.is((await mo('GET', '/v1/whoami')).status, 401)
})

test('of 50 refreshes with one token one succeeds', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const { refresh_token } = await signedIn(t, service, app)
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => token(service, app, { grant_type: 'refresh_token', refresh_token })),
  )
  t.is(count(replies, 200), 1)
  t.is(count(replies, 400), 49)
})

test('a refresh token rotates; the one before, used again, ends the whole family at once', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const first = await signedIn(t, service, app)
  const refresh = (refresh_token: string) =>
    token(service, app, { grant_type: 'refresh_token', refresh_token, resource: service.url })
  const second = await refresh(first.refresh_token)
  t.is(second.status, 200)
  t.not(second.body.refresh_token, first.refresh_token)
  const mo = service.as(second.body.access_token)
  t.is((await mo('GET', '/v1/whoami')).status, 200)
  t.is((await refresh(first.refresh_token)).body.error, 'invalid_grant')
  t.is((await refresh(second.body.refresh_token)).body.error, 'invalid_grant')
  t.is((await mo('GET', '/v1/whoami')).status, 401)
  t.is((await service.as(first.access_token)('GET', '/v1/whoami')).status, 401)
})

test('one client’s code and refresh token are worth nothing to another', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const [app, other] = [await register(t, service), await register(t, service)]
  const coded = await codeFor(t, service, app)
  t.is((await redeem(service, { ...other, redirect: app.redirect }, coded)).body.error, 'invalid_grant')
  const { refresh_token } = await signedIn(t, service, await register(t, service, { scopes: ['read'] }))
  t.is(
    (await token(service, other, { grant_type: 'refresh_token', refresh_token })).body.error,
    'invalid_grant',
  )
})
