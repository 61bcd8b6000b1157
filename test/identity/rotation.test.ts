import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type App, codeFor, found, redeem, register, token } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

const kidOf = (jwt: string): string =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).kid

const keyIds = async ({ url }: SignInService): Promise<string[]> => {
  const { keys } = await (await fetch(`${url}/oidc/jwks`)).json()
  // Those that access tokens are signed with.
  return keys.filter(({ alg }: { alg: string }) => alg === 'RS256').map(({ kid }: { kid: string }) => kid)
}

const backend = async (t: ExecutionContext, service: SignInService): Promise<App> => {
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  return register(t, service, { kind: 'service', subject: 'etl', scopes: ['check'] })
}

test('a new key is published long before it signs', async t => {
  const service = await startSignIn(t, { KASBAH_KEY_LEAD: '3600' })
  const app = await backend(t, service)
  const [first] = await keyIds(service)
  const begun = await service.operator('POST', '/v1/signing-keys/rotate')
  t.is(begun.status, 202)
  t.deepEqual(await keyIds(service), [first ?? '', begun.body.kid])
  const { body } = await token(service, app, { grant_type: 'client_credentials' })
  t.is(kidOf(body.access_token), first ?? '')
  const again = await service.operator('POST', '/v1/signing-keys/rotate')
  t.is(again.body.kid, begun.body.kid, 'a rotation under way is not overtaken')
  t.is((await service.as(body.access_token)('POST', '/v1/signing-keys/rotate')).status, 403)
})

test('keys rotate under load without a restart and without one failed verification', async t => {
  const service = await startSignIn(t, { KASBAH_KEY_LEAD: '1' })
  const app = await backend(t, service)
  const jwks = createRemoteJWKSet(new URL(`${service.url}/oidc/jwks`), { cooldownDuration: 0 })
  const seen = new Map<string, string>()
  const failures: unknown[] = []
  let done = false
  const work = async () => {
    while (!done) {
      const { status, body } = await token(service, app, { grant_type: 'client_credentials' })
      if (status !== 200) failures.push(body)
      else {
        seen.set(kidOf(body.access_token), body.access_token)
        await jwtVerify(body.access_token, jwks).catch(error => failures.push(error))
        for (const each of seen.values()) {
          const reply = await service.as(each)('POST', '/check', {
            org: 'acme',
            action: 'datasets.create',
            resource: 'org',
          })
          if (reply.status !== 200) failures.push(reply.text)
        }
      }
    }
  }
  const workers = [work(), work(), work()]
  const seenOf = async (many: number) => {
    while (seen.size < many && failures.length === 0) await wait(20)
  }
  await seenOf(1)
  await service.operator('POST', '/v1/signing-keys/rotate')
  await seenOf(2)
  done = true
  await Promise.all(workers)
  t.deepEqual(failures, [])
  t.is(seen.size, 2)
})

test('sessions, and hints signed with the key before, outlive a rotation', async t => {
  const service = await startSignIn(t, { KASBAH_KEY_LEAD: '0' })
  await found(t, service)
  const app = await register(t, service)
  const coded = await codeFor(t, service, app)
  const { body } = await redeem(service, app, coded)
  const begun = await service.operator('POST', '/v1/signing-keys/rotate')
  t.is((await keyIds(service))[0], begun.body.kid)
  const next = await codeFor(t, service, app, {
    at: coded.at,
    params: { prompt: 'none', id_token_hint: body.id_token },
  })
  t.is(kidOf((await redeem(service, app, next)).body.id_token), begun.body.kid)
})
