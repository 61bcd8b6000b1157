/** Two processes on one database: one decides, and one does the rest. */
import test from 'ava'
import { compose } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/config.ts'
import { decidingRoutes, isDecision, isFor } from '../../src/http/decision-routes.ts'
import { apiRoutes } from '../../src/http/routes.ts'
import { ADMIN, ALL, DECIDE } from '../../src/model/process-role.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'
import { register, token } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { startSignIn } from '../identity/service.ts'
import { startService } from '../service/service.ts'
import { type Register, skipped } from '../skipped.ts'
import { findMongodb, NO_MONGODB } from '../stores/mongodb-server.ts'
import { fronted, frontedPolicies, HOST } from './fronted.ts'
import { signIn, visitor } from './visitor.ts'

const server = await findMongodb()
test.after.always(() => server?.close())
const overMongodb: Register = server ? test.serial : skipped(NO_MONGODB)

const evaluation = {
  subject: { type: 'user', id: 'mo' },
  action: { name: 'view' },
  resource: { type: 'dataset', id: 'streets' },
}
const question = { subject: 'user:mo', action: 'view', resource: 'dataset:streets' }

test('each request is for one of the two, and monitoring for both', t => {
  for (const { path } of apiRoutes) {
    const url = path.replaceAll(/:[a-z]+/g, 'x')
    t.true(isFor(ALL, url))
    const both = ['/healthz', '/readyz', '/metrics', '/check', '/check/batch'].includes(path)
    t.is(isFor(DECIDE, url), both || isDecision(url), path)
    t.is(isFor(ADMIN, url), both || !isDecision(url), path)
  }
  for (const url of ['/auth', '/orgs/acme/auth?for=nginx', '/check?x=1']) t.true(isDecision(url), url)
  for (const url of ['/', '/check/', '//check', '/Check', '/search/resources', '/access/v1/search/subject'])
    t.false(isDecision(url), url)
  t.true(decidingRoutes.every(({ path }) => isFor(DECIDE, path.replaceAll(/:[a-z]+/g, 'x'))))
})

overMongodb(
  'one decides without a secret of its own, and refuses the rest; the other the other way round',
  async t => {
    const { folder, gone } = await frontedPolicies()
    t.teardown(gone)
    const store = server?.database() ?? ''
    const policies = { KASBAH_POLICIES: folder }
    const rest = await startSignIn(t, {
      KASBAH_STORE: store,
      KASBAH_ROLE: 'admin',
      KASBAH_ENCRYPTION_KEY: '22'.repeat(32),
      ...policies,
    })
    const keys = await fronted(rest.operator, 'acme')
    const deciding = await startService(t, {
      store,
      env: { KASBAH_ROLE: 'decide', KASBAH_PUBLIC_URL: rest.url, KASBAH_TRUST_PROXY: '127.0.0.1/32' },
    })
    const { operator } = deciding

    t.like(await operator('POST', '/check', { org: 'acme', ...question }), {
      status: 200,
      body: { allowed: true },
    })
    const then = { org: 'acme', as_of: 1, ...question }
    t.like(await rest.operator('POST', '/check', then), { status: 200, body: { allowed: false } })
    const manyThen = { org: 'acme', as_of: 1, checks: [question] }
    t.like(await rest.operator('POST', '/check/batch', manyThen), {
      status: 200,
      body: { results: [{ allowed: false }] },
    })
    const many = await operator('POST', '/check/batch', { org: 'acme', checks: [question, question] })
    t.deepEqual(
      many.body.results.map(({ allowed }: { allowed: boolean }) => allowed),
      [true, true],
    )
    const asMo = deciding.as(keys.mo)
    const own = await asMo('POST', '/access/v1/evaluation', evaluation)
    t.like(own, { status: 200, body: { decision: true } })
    t.is((await asMo('POST', '/orgs/acme/access/v1/evaluations', { evaluations: [evaluation] })).status, 200)
    t.is((await asMo('GET', '/.well-known/authzen-configuration')).status, 200)
    const let_through = await fetch(`${deciding.url}/orgs/acme/auth`, {
      headers: {
        authorization: `Bearer ${keys.mo}`,
        'x-forwarded-method': 'GET',
        'x-forwarded-host': HOST,
        'x-forwarded-uri': '/datasets/streets',
      },
    })
    t.is(let_through.status, 200)
    for (const path of ['/healthz', '/readyz', '/metrics'])
      t.is((await operator('GET', path)).status, 200, path)

    await rest.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
    const app = await register(t, rest, { kind: 'service', subject: 'etl', scopes: ['check'] })
    const { access_token } = (await token(rest, app, { grant_type: 'client_credentials' })).body
    const asEtl = deciding.as(access_token)
    t.like(await asEtl('POST', '/check', { org: 'acme', ...question }), {
      status: 200,
      body: { allowed: true },
    })
    await rest.operator('DELETE', `/v1/orgs/acme/clients/${app.id}`)
    t.is((await asEtl('POST', '/check', { org: 'acme', ...question })).status, 401, 'its client is gone')

    for (const [at, method, path, body] of [
      [operator, 'GET', '/v1/orgs/acme/settings'],
      [operator, 'POST', '/search/resources'],
      [operator, 'GET', '/scim/v2/orgs/acme/Users'],
      [operator, 'GET', '/oidc/jwks'],
      [operator, 'GET', '/login/x'],
      [operator, 'POST', '/check', then],
      [operator, 'POST', '/check/batch', manyThen],
      [rest.operator, 'POST', '/check', { org: 'acme', ...question }],
      [rest.operator, 'POST', '/check/batch', { org: 'acme', checks: [question] }],
      [rest.operator, 'POST', '/access/v1/evaluation'],
    ] as const)
      t.like(await at(method, path, body), { status: 421, body: { code: 'not_served_here' } }, path)
  },
)

overMongodb('before anything is set up there is nothing to decide by, and the start says so', async t => {
  const config = loadConfig({
    env: { KASBAH_STORE: server?.database() ?? '', KASBAH_ROLE: 'decide' },
  })
  const telemetry = createTelemetry({ level: 'silent', version: 'test' })
  await t.throwsAsync(compose({ config, telemetry, version: 'test' }), { instanceOf: StoreUnusable })
})

overMongodb('one that decides knows the sessions of browsers, and hears of their end', async t => {
  const { folder, gone } = await frontedPolicies('kasbah')
  t.teardown(gone)
  const store = server?.database() ?? ''
  const env = { KASBAH_POLICIES: folder, KASBAH_TRUST_PROXY: 'on' }
  const rest = await startSignIn(t, { KASBAH_STORE: store, KASBAH_ENCRYPTION_KEY: '22'.repeat(32), ...env })
  await fronted(rest.operator, 'acme')
  const deciding = await startService(t, {
    store,
    env: { KASBAH_ROLE: 'decide', KASBAH_PUBLIC_URL: rest.url, KASBAH_TRUST_PROXY: 'on' },
  })
  const app = visitor(rest, HOST, deciding)
  const begun = await app.open('/.kasbah/sign-in?to=/')
  const at = browser(rest.url)
  const back = await signIn(at, String(begun.headers.location), 'mo')
  await app.open(`${back?.pathname}${back?.search}`)
  t.like(await app.through('GET /datasets/streets'), {
    status: 200,
    headers: { 'kasbah-subject': 'user:mo' },
  })
  await at.post('/me/sign-out', {})
  t.is((await app.through('GET /datasets/streets')).status, 401)
})
