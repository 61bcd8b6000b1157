/** A proxy asks whether it may let a request through: who asks, for what, and what each kind of proxy is answered. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import { codeFor, found, redeem, register } from '../identity/app.ts'
import { startSignIn } from '../identity/service.ts'
import { runService } from '../service/service.ts'
import { fronted, frontedPolicies, type Headers, HOST, send } from './fronted.ts'

const { folder: policies, gone } = await frontedPolicies()
const service = await runService({ env: { KASBAH_POLICIES: policies, KASBAH_TRUST_PROXY: '127.0.0.1/32' } })
const keys = await fronted(service.operator, 'acme')
const foreign = await fronted(service.operator, 'globex')
test.after.always(async () => {
  await service.stop()
  await gone()
})

const raw = (path: string, headers: Headers = {}, method = 'GET', base = service.url) =>
  send(base, { method, path, headers })

const forwarded = (line: string, more: Headers = {}): Headers => {
  const [method = '', target = ''] = line.split(/ (.*)/s)
  return { 'x-forwarded-method': method, 'x-forwarded-host': HOST, 'x-forwarded-uri': target, ...more }
}

/** Asks as Traefik and Caddy do: by headers. */
const ask = (line: string, person?: string, more: Headers = {}, at = '/orgs/acme/auth') =>
  raw(at, forwarded(line, { ...(person ? { authorization: `Bearer ${keys[person]}` } : {}), ...more }))

const CASES: readonly (readonly [person: string, line: string, status: number])[] = [
  ['mo', 'GET /datasets/streets', 200],
  ['mo', 'HEAD /datasets/streets', 200],
  ['mo', 'GET /datasets/streets?download=1&x=/../y', 200],
  ['mo', 'PUT /datasets/streets', 403],
  ['mo', 'DELETE /datasets/streets', 403],
  ['alice', 'DELETE /datasets/streets', 200],
  ['gus', 'GET /datasets/streets', 404],
  ['gus', 'DELETE /datasets/streets', 404],
  ['mo', 'GET /datasets/none', 404],
  ['mo', 'GET /datasets/dataset:x', 404],
  ['mo', `GET /datasets/${'a'.repeat(300)}`, 404],
  ['mo', 'POST /datasets', 200],
  ['gus', 'POST /datasets', 403],
  ['gus', 'GET /', 200],
  ['', 'GET /', 401],
  ['', 'GET /datasets/streets', 401],
  ['', 'GET /datasets/none', 401],
  ['', 'GET /assets/map.css', 200],
  ['gus', 'GET /assets/map.css', 200],
  ['alice', 'GET /nowhere', 403],
  ['', 'GET /nowhere', 403],
  ['alice', 'PATCH /assets/map.css', 403],
  ['alice', 'TRACE /', 403],
]

test('a request is let through by the route that the set has for it', async t => {
  for (const [person, line, status] of CASES) {
    const said = await ask(line, person)
    t.is(said.status, status, `${person} ${line}: ${said.text}`)
    if (status === 200) t.is(said.headers['kasbah-subject'], person && `user:${person}`)
    else t.is(said.headers['kasbah-subject'], undefined)
    t.is(said.headers.ratelimit !== undefined, person !== '', 'a caller hears what is left')
  }
})

test('Envoy puts the request itself behind the entry, and is answered the same', async t => {
  for (const [person, line, status] of CASES) {
    const [method = '', target = ''] = line.split(' ')
    const headers = { host: HOST, ...(person ? { authorization: `Bearer ${keys[person]}` } : {}) }
    t.is((await raw(`/orgs/acme/auth${target}`, headers, method)).status, status, `${person} ${line}`)
  }
})

test('nginx hears 403 of everything but 401, with the true status beside it', async t => {
  const nginx = (line: string, person?: string) => ask(line, person, {}, '/orgs/acme/auth?for=nginx')
  for (const [person, line, status] of CASES) {
    const said = await nginx(line, person)
    t.is(said.status, status === 404 ? 403 : status, `${person} ${line}`)
    if (status !== 200) t.is(said.headers['kasbah-status'], String(status))
  }
  t.like(await nginx('GET /assets/../datasets/streets', 'alice'), {
    status: 403,
    headers: { 'kasbah-status': '400' },
  })
})

test('what a proxy and an application could read in two ways is refused, for everybody', async t => {
  const table = parse(await readFile(join(import.meta.dirname, '../policy/paths.yaml'), 'utf8'))
  for (const [what, path] of Object.entries<string>(table.refused)) {
    // What no HTTP header can hold never arrives.
    if (/[^ -~]/.test(path)) continue
    t.is((await ask(`GET ${path}`, 'alice')).status, 400, what)
    if (path.startsWith('/') && !path.includes(' '))
      t.is(
        (await raw(`/orgs/acme/auth${path}`, { host: HOST, authorization: `Bearer ${keys.alice}` })).status,
        400,
        what,
      )
  }
})

const SAID_WRONG: Readonly<Record<string, Headers>> = {
  'no method': { 'x-forwarded-method': [] },
  'two methods': { 'x-forwarded-method': ['GET', 'GET'] },
  'two methods in one header': { 'x-forwarded-method': 'GET, GET' },
  'two addresses': { 'x-forwarded-uri': ['/', '/assets/x'] },
  'no host': { 'x-forwarded-host': [] },
  'two hosts': { 'x-forwarded-host': 'evil.example, tiles.example.com' },
  'a host that is none': { 'x-forwarded-host': 'tiles.example.com/x' },
  'another method by a header': { 'x-http-method-override': 'GET' },
  'another path by a header': { 'x-original-url': '/assets/x' },
  'another path by another header': { 'x-rewrite-url': '/assets/x' },
}

for (const [what, headers] of Object.entries(SAID_WRONG))
  test(`a request with ${what} is refused`, async t => {
    const said = await ask('GET /assets/map.css', 'alice', headers)
    t.is(said.status, 400, said.text)
  })

test('a request that is named behind the entry and by headers too is refused', async t => {
  t.is((await raw('/orgs/acme/auth/assets/x', { host: HOST, 'x-forwarded-uri': '/' })).status, 400)
})

test('identity that a client claims is not read, and always overwritten', async t => {
  const claimed = { 'kasbah-subject': 'user:alice', 'kasbah-org': 'acme', 'x-kasbah-subject': 'user:alice' }
  t.like(await ask('GET /datasets/streets', 'mo', claimed), {
    status: 200,
    headers: { 'kasbah-subject': 'user:mo', 'kasbah-org': 'acme' },
  })
  t.like(await ask('GET /assets/x', undefined, claimed), {
    status: 200,
    headers: { 'kasbah-subject': '', 'kasbah-org': '' },
  })
  t.is((await ask('GET /datasets/streets', undefined, claimed)).status, 401)
})

test('a credential of another organisation, of the operator, or of nobody is no way in', async t => {
  const as = async (credential: string) =>
    (await ask('GET /datasets/streets', undefined, { authorization: credential })).status
  t.is(await as(`Bearer ${foreign.alice}`), 403)
  t.is(await as('Bearer the-operator-key-of-these-tests'), 401)
  t.is(await as('Bearer nonsense'), 401)
  t.is(await as(`Basic ${keys.alice}`), 401)
  const two = forwarded('GET /datasets/streets', {
    authorization: [`Bearer ${keys.gus}`, `Bearer ${keys.alice}`],
  })
  t.not((await raw('/orgs/acme/auth', two)).status, 200)
})

test('without an organisation in the path it is that of the credential', async t => {
  const said = await raw(
    '/auth',
    forwarded('GET /datasets/streets', { authorization: `Bearer ${foreign.mo}` }),
  )
  t.like(said, { status: 200, headers: { 'kasbah-org': 'globex', 'kasbah-subject': 'user:mo' } })
  t.is((await raw('/auth', forwarded('GET /assets/x'))).status, 401)
})

test('a set without routes, and an organisation that is not there, let nothing through', async t => {
  const { alice } = await fronted(service.operator, 'bare', 'datasets')
  t.is((await ask('GET /', undefined, { authorization: `Bearer ${alice}` }, '/orgs/bare/auth')).status, 403)
  t.is((await ask('GET /', undefined, {}, '/orgs/nowhere/auth')).status, 403)
})

test('a browser is sent to sign in, and comes back to where it was', async t => {
  const page = { accept: 'text/html,*/*' }
  const to = `https://${HOST}/sign-in?to=${encodeURIComponent(`https://${HOST}/datasets/streets?x=1`)}`
  t.like(await ask('GET /datasets/streets?x=1', undefined, page), { status: 302, headers: { location: to } })
  t.like(await ask('GET /datasets/streets?x=1'), {
    status: 401,
    headers: { 'kasbah-sign-in': to, 'www-authenticate': 'Bearer realm="kasbah"' },
  })
  t.like(await ask('GET /datasets/streets?x=1', undefined, page, '/orgs/acme/auth?for=nginx'), {
    status: 401,
    headers: { 'kasbah-sign-in': to },
  })
})

test('a refusal is the same for what is hidden and for what is not there', async t => {
  const seen = async (line: string) => {
    const { status, headers, text } = await ask(line, 'gus')
    const { 'x-request-id': _id, date: _date, ...rest } = headers
    return { status, rest, text: text.replace(/"request_id":"[^"]*"/, '') }
  }
  t.deepEqual(await seen('GET /datasets/streets'), await seen('GET /datasets/none'))
})

test('a token of the provider is a credential, until its person is disabled', async t => {
  const signIn = await startSignIn(t, { KASBAH_POLICIES: policies, KASBAH_TRUST_PROXY: 'on' })
  await found(t, signIn, 'first')
  const { alice } = await fronted(signIn.operator, 'acme')
  t.truthy(alice)
  const app = await register(t, signIn, {
    scopes: ['read'],
    default_resource: signIn.url,
    resources: [signIn.url],
  })
  const coded = await codeFor(t, signIn, app, { params: { scope: 'openid read', resource: signIn.url } })
  const authorization = `Bearer ${(await redeem(signIn, app, coded)).body.access_token}`
  const through = async () =>
    (await raw('/orgs/acme/auth', forwarded('GET /datasets/streets', { authorization }), 'GET', signIn.url))
      .status
  t.is(await through(), 200)
  await signIn.operator('POST', '/v1/orgs/acme/members/mo/disable')
  t.is(await through(), 401)
})

test('who is no trusted proxy is not answered', async (t: ExecutionContext) => {
  const direct = await startSignIn(t, { KASBAH_POLICIES: policies })
  const { alice } = await fronted(direct.operator, 'acme')
  const said = await raw(
    '/orgs/acme/auth',
    forwarded('GET /', { authorization: `Bearer ${alice}` }),
    'GET',
    direct.url,
  )
  t.is(said.status, 403)
  t.regex(said.text, /KASBAH_TRUST_PROXY/)
})
