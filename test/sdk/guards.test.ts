/** The guards for Koa, Express and Fastify, each in a real application that asks the running service. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import test, { type ExecutionContext } from 'ava'
import express from 'express'
import Fastify from 'fastify'
import Koa from 'koa'
import { createGuard as expressGuard } from '../../sdk/typescript/src/express.ts'
import { callerOf, createGuard as fastifyGuard } from '../../sdk/typescript/src/fastify.ts'
import {
  bearer,
  createKasbah,
  createVerifier,
  type GuardOptions,
  type Kasbah,
} from '../../sdk/typescript/src/index.ts'
import { createGuard as koaGuard } from '../../sdk/typescript/src/koa.ts'
import { sharedService } from '../service/shared.ts'
import { sdkWorld } from './world.ts'

const service = sharedService()

type Options = Omit<GuardOptions<{ readonly headers: Readonly<Record<string, unknown>> }>, 'kasbah'>

/** The application's own sign-in, as a header: a subject that is handed in. */
const options: Options = {
  see: 'view',
  caller: ({ headers }) => (headers['x-person'] ? { subject: `user:${headers['x-person']}` } : undefined),
}

const listening = async (t: ExecutionContext, server: Server): Promise<string> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const koa = (t: ExecutionContext, kasbah: Kasbah, more = options) => {
  const guard = koaGuard({ kasbah, ...more })
  const show = (ctx: Koa.ParameterizedContext) => {
    ctx.body = ctx.state.caller
  }
  const app = new Koa()
  app.silent = true
  const router = new Router()
    .get(
      '/datasets/:id',
      guard('view', ctx => `dataset:${ctx.params.id}`),
      show,
    )
    .put(
      '/datasets/:id',
      guard('edit', ctx => `dataset:${ctx.params.id}`),
      show,
    )
    .post('/datasets', guard('datasets.create', 'org'), show)
    .get('/me', guard.signedIn(), show)
    .get(
      '/wrong/:id',
      guard('veiw', ctx => `dataset:${ctx.params.id}`),
      show,
    )
  app.use(router.routes())
  return listening(t, createServer({ keepAliveTimeout: 0 }, app.callback()))
}

const expressApp = (t: ExecutionContext, kasbah: Kasbah, more = options) => {
  const guard = expressGuard<express.Request<{ id: string }>>({ kasbah, ...more })
  const show = (_: express.Request<{ id: string }>, response: express.Response) =>
    void response.json(response.locals.caller)
  const app = express().set('env', 'test')
  app.get(
    '/datasets/:id',
    guard('view', ({ params }) => `dataset:${params.id}`),
    show,
  )
  app.put(
    '/datasets/:id',
    guard('edit', ({ params }) => `dataset:${params.id}`),
    show,
  )
  app.post(
    '/datasets',
    expressGuard({ kasbah, ...more })('datasets.create', 'org'),
    (_, response) => void response.json(response.locals.caller),
  )
  app.get(
    '/me',
    expressGuard({ kasbah, ...more }).signedIn(),
    (_, response) => void response.json(response.locals.caller),
  )
  app.get(
    '/wrong/:id',
    guard('veiw', ({ params }) => `dataset:${params.id}`),
    show,
  )
  return listening(t, createServer({ keepAliveTimeout: 0 }, app))
}

const fastify = async (t: ExecutionContext, kasbah: Kasbah, more = options) => {
  type Request = { readonly headers: Readonly<Record<string, unknown>>; readonly params: unknown }
  const guard = fastifyGuard<Request>({ kasbah, ...more })
  const dataset = ({ params }: Request) => `dataset:${(params as { id: string }).id}`
  const show = async (request: object) => callerOf(request)
  const app = Fastify({ routerOptions: { maxParamLength: 500 } })
  app.get('/datasets/:id', { preHandler: guard('view', dataset) }, show)
  app.put('/datasets/:id', { preHandler: guard('edit', dataset) }, show)
  app.post('/datasets', { preHandler: guard('datasets.create', 'org') }, show)
  app.get('/me', { preHandler: guard.signedIn() }, show)
  app.get('/wrong/:id', { preHandler: guard('veiw', dataset) }, show)
  t.teardown(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

const APPS = { koa, express: expressApp, fastify }

const call = async (url: string, line: string, headers: Record<string, string> = {}) => {
  const [method = '', path = ''] = line.split(' ')
  const response = await fetch(url + path, { method, headers: { connection: 'close', ...headers } })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Who asks what, and the status. */
const CASES: readonly (readonly [person: string, line: string, status: number])[] = [
  ['mo', 'GET /datasets/streets', 200],
  ['mo', 'PUT /datasets/streets', 403],
  ['alice', 'PUT /datasets/streets', 200],
  ['gus', 'GET /datasets/streets', 404],
  ['gus', 'PUT /datasets/streets', 404],
  ['mo', 'GET /datasets/none', 404],
  ['stranger', 'GET /datasets/streets', 404],
  ['mo', 'POST /datasets', 200],
  ['gus', 'POST /datasets', 403],
  ['', 'GET /datasets/streets', 401],
  ['', 'GET /datasets/none', 401],
  ['stranger', 'GET /me', 200],
  ['', 'GET /me', 401],
  ['mo', 'GET /datasets/%2e%2e%2fstreets', 404],
  ['mo', `GET /datasets/${'a'.repeat(300)}`, 404],
  ['mo', 'GET /datasets/dataset:streets', 404],
  ['mo', 'GET /datasets/%00', 404],
]

for (const [name, start] of Object.entries(APPS)) {
  test(`${name}: what may not be seen is 404, what may not be done 403`, async t => {
    const { kasbah } = await sdkWorld(t, service, `guards-${name}`)
    const url = await start(t, kasbah)
    for (const [person, line, status] of CASES) {
      const said = await call(url, line, { 'x-person': person })
      t.is(said.status, status, `${person} ${line}: ${said.text}`)
      if (status === 200) t.deepEqual(JSON.parse(said.text), { subject: `user:${person}` })
      if (status === 401) t.is(said.headers.get('www-authenticate'), 'Bearer')
    }
    const bytes = async (line: string) => (await call(url, line, { 'x-person': 'gus' })).text
    t.is(
      await bytes('GET /datasets/streets'),
      await bytes('GET /datasets/none'),
      'hidden as if it were not there',
    )
  })

  test(`${name}: without an answer of Kasbah nobody is admitted`, async t => {
    const kasbah = createKasbah({ url: 'http://127.0.0.1:9', org: 'acme', credential: 'key' })
    const url = await start(t, kasbah)
    const said = await call(url, 'GET /datasets/streets', { 'x-person': 'alice' })
    t.is(said.status, 503)
    t.is(said.headers.get('retry-after'), '1')
  })

  test(`${name}: an action that the policy set does not have is a defect, and admits nobody`, async t => {
    const { kasbah } = await sdkWorld(t, service, `wrong-${name}`)
    const url = await start(t, kasbah)
    t.is((await call(url, 'GET /wrong/streets', { 'x-person': 'alice' })).status, 500)
  })
}

test('a bearer token that is missing or not good is nobody, and another organisation is refused', async t => {
  const { kasbah } = await sdkWorld(t, service, 'bearers')
  const verify = async (token: string) =>
    token === 'good' || token === 'foreign'
      ? {
          org: token === 'good' ? 'bearers' : 'acme',
          subject: 'user:mo',
          scopes: [],
          client: 'app',
          expiresAt: 0,
        }
      : undefined
  const url = await koa(t, kasbah, { see: 'view', caller: ({ headers }) => bearer(verify)({ headers }) })
  const as = async (authorization: string) =>
    (await call(url, 'GET /datasets/streets', { authorization })).status
  t.deepEqual(
    await Promise.all(
      ['Bearer good', 'bearer good', 'Bearer foreign', 'Bearer bad', 'Basic good', 'good', ''].map(as),
    ),
    [200, 200, 401, 401, 401, 401, 401],
  )
})

test('while the keys of the issuer cannot be read, a token is 503 and not 401', async t => {
  const { kasbah } = await sdkWorld(t, service, 'no-keys')
  const caller = bearer(createVerifier({ issuer: 'http://127.0.0.1:9/oidc', audience: 'https://x.example' }))
  const url = await koa(t, kasbah, { see: 'view', caller: ({ headers }) => caller({ headers }) })
  const head = Buffer.from('{"alg":"RS256","typ":"at+jwt","kid":"k"}').toString('base64url')
  t.is((await call(url, 'GET /datasets/streets', { authorization: `Bearer ${head}.e30.AA` })).status, 503)
})

test('what a handler itself asks while Kasbah is away is 503 in every framework', async t => {
  const away = createKasbah({ url: 'http://127.0.0.1:9', org: 'acme', credential: 'key' })
  const ask = () => away.list({ subject: 'user:mo', action: 'view', type: 'dataset' })
  const byKoa = new Koa().use(async ctx => {
    ctx.body = await ask()
  })
  byKoa.silent = true
  const byExpress = express()
    .set('env', 'test')
    .get('/', async (_, response) => void response.json(await ask()))
  const byFastify = Fastify().get('/', ask)
  t.teardown(() => byFastify.close())
  for (const url of [
    await listening(t, createServer({ keepAliveTimeout: 0 }, byKoa.callback())),
    await listening(t, createServer({ keepAliveTimeout: 0 }, byExpress)),
    await byFastify.listen({ port: 0, host: '127.0.0.1' }),
  ])
    t.is((await call(url, 'GET /')).status, 503)
})
