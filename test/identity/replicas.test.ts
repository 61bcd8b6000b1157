import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { lent } from '../service/databases.ts'
import { type Register, skipped } from '../skipped.ts'
import { findMongodb, NO_MONGODB } from '../stores/mongodb-server.ts'
import { codeFor, found, redeem, register, signedIn, token } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

const server = await findMongodb()
test.after.always(() => server?.close())

const overMongodb: Register = server ? test.serial : skipped(NO_MONGODB)

/** Two replicas on one database, answering in turn. */
const twice = (title: string, run: (t: ExecutionContext, service: SignInService) => Promise<void>): void => {
  overMongodb(`two replicas: ${title}`, async t => {
    const env = {
      KASBAH_STORE: await lent(t, server),
      KASBAH_ENCRYPTION_KEY: '11'.repeat(32),
      KASBAH_KEY_LEAD: '3',
    }
    await run(t, await startSignIn(t, env, 2))
  })
}

twice('of many redemptions and refreshes one succeeds, and what it gave ends', async (t, service) => {
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const coded = await codeFor(t, service, app, {
    params: { scope: 'openid offline_access read', prompt: 'consent', resource: service.url },
  })
  const redeemed = await Promise.all(Array.from({ length: 10 }, () => redeem(service, app, coded)))
  t.is(redeemed.filter(({ status }) => status === 200).length, 1)
  const ended = async (replies: typeof redeemed) => {
    const { body } = replies.find(({ status }) => status === 200) ?? { body: {} }
    t.is((await service.as(body.access_token)('GET', '/v1/whoami')).status, 401)
    const next = { grant_type: 'refresh_token', refresh_token: body.refresh_token }
    t.is((await token(service, app, next)).body.error, 'invalid_grant')
  }
  await ended(redeemed)

  const { refresh_token } = await signedIn(t, service, app)
  const form = { grant_type: 'refresh_token', refresh_token }
  const refreshed = await Promise.all(Array.from({ length: 10 }, () => token(service, app, form)))
  t.is(refreshed.filter(({ status }) => status === 200).length, 1)
  await ended(refreshed)
})

twice('who leaves is gone from both when it is acknowledged', async (t, service) => {
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const tokens = await signedIn(t, service, app)
  const mo = service.as(tokens.access_token)
  for (const _ of [1, 2, 3, 4]) t.is((await mo('GET', '/v1/whoami')).status, 200)
  t.is((await service.operator('POST', '/v1/orgs/acme/members/mo/disable')).status, 200)
  for (const _ of [1, 2, 3, 4]) t.is((await mo('GET', '/v1/whoami')).status, 401)
})

twice('a key that one of them made verifies at the other, before and after it signs', async (t, service) => {
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const app = await register(t, service, { kind: 'service', subject: 'etl', scopes: ['check'] })
  const kids = new Set<string>()
  const signed = async () => {
    const asked = await token(service, app, { grant_type: 'client_credentials' })
    t.is(asked.status, 200)
    kids.add(JSON.parse(Buffer.from(asked.body.access_token.split('.')[0], 'base64url').toString()).kid)
    for (const _ of [1, 2]) t.is((await service.as(asked.body.access_token)('GET', '/v1/whoami')).status, 200)
  }
  await signed()
  const { body } = await service.operator('POST', '/v1/signing-keys/rotate')
  while (!kids.has(body.kid)) {
    await signed()
    await wait(100)
  }
  t.is(kids.size, 2)
})
