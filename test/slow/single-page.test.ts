/** The single-page application of docs/examples, as it is, in a real browser: it lives on one origin and calls the service on another. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import { found, register } from '../identity/app.ts'
import { inBrowser, opened, shot } from '../identity/chromium.ts'
import { startSignIn } from '../identity/service.ts'
import { ok } from '../service/acme.ts'

const FOLDER = new URL('../../docs/examples/single-page/', import.meta.url)
const TYPES: Readonly<Record<string, string>> = { '/': 'text/html', '/app.js': 'text/javascript' }

/** The application's own server: two files. */
const serveApp = async (t: ExecutionContext): Promise<string> => {
  const server = createServer({ keepAliveTimeout: 0 }, async (req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost')
    const type = TYPES[pathname]
    if (type === undefined) return void res.writeHead(404).end()
    const file = new URL(pathname === '/' ? 'index.html' : 'app.js', FOLDER)
    return void res.writeHead(200, { 'content-type': type }).end(await readFile(file))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

inBrowser('the example signs a person in, lists their datasets, and asks what they may do', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const at = '/v1/orgs/acme/datasets'
  const dataset = (id: string, name: string, default_access: string) =>
    ok(t, service.operator('POST', at, { id, name, default_access }), 201)
  await dataset('streets', 'Streets', 'can_edit')
  await dataset('rivers', 'Rivers', 'can_view')
  await dataset('secrets', 'Secrets', 'none')
  const page = await serveApp(t)
  const redirect_uris = ['http://127.0.0.1/']
  const app = await register(t, service, { kind: 'public', redirect_uris, scopes: ['read'] })
  const stranger = await register(t, service, {
    kind: 'public',
    redirect_uris: ['https://elsewhere.example/'],
    scopes: ['read'],
  })
  const { page: tab, complaints } = await opened(t)
  await tab.goto(`${page}?${new URLSearchParams({ kasbah: service.url, client_id: app.id, org: 'acme' })}`)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.locator('input[name=person]').fill('mo')
  await tab.keyboard.press('Enter')
  await tab.getByText('You are user:mo at acme.').waitFor()
  t.deepEqual((await tab.locator('li').allTextContents()).sort(), [
    'Rivers: you may look at it',
    'Streets: you may edit it',
  ])
  await shot(tab, 'single-page')
  t.is(new URL(tab.url()).search, '')
  t.deepEqual(
    complaints.filter(text => !/404/.test(text)),
    [],
  )
  // The page of another application may send the call, and reads nothing of the answer.
  const read =
    await tab.evaluate(`fetch('${service.url}/oidc/token', { method: 'POST', body: new URLSearchParams({
    grant_type: 'refresh_token', refresh_token: 'x', client_id: '${stranger.id}' }) }).then(() => 'read', () => 'refused')`)
  t.is(read, 'refused')
})
