/** The client for TypeScript in a real browser: a page of another origin, with the access token of its person. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { packTypescript } from '../../scripts/sdk/pack.ts'
import { found, register, signedIn } from '../identity/app.ts'
import { inBrowser, opened } from '../identity/chromium.ts'
import { startSignIn } from '../identity/service.ts'

/** A page that can import the packed client, at an origin of its own. */
const servePage = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-page-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  execFileSync('tar', ['-xzf', packTypescript(folder), '-C', folder])
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const [, name] = /^\/dist\/([a-z.-]+\.js)$/.exec(request.url ?? '') ?? []
    if (name === undefined)
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Page</title>')
    const code = await readFile(join(folder, 'package/dist', name))
    return response.writeHead(200, { 'content-type': 'text/javascript' }).end(code)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

inBrowser('a page asks with the token of its person, and reads what it wrote', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const origin = await servePage(t)
  const app = await register(t, service, {
    kind: 'public',
    first_party: true,
    redirect_uris: [`${origin}/cb`, `${service.url}/app/cb`],
    scopes: ['read', 'write'],
  })
  const { access_token } = await signedIn(t, service, { ...app, redirect: `${service.url}/app/cb` })
  const { page } = await opened(t)
  await page.goto(origin)
  const answers = await page.evaluate(`(async () => {
    const { createKasbah, isProblem } = await import('${origin}/dist/index.js')
    const kasbah = createKasbah({ url: '${service.url}', org: 'acme', credential: '${access_token}' })
    const ask = action => kasbah.check({ action, resource: 'dataset:walls' })
    const before = await Promise.all([ask('view'), ask('edit')])
    await kasbah.admin.createDataset({ body: { id: 'walls', name: 'Walls' } })
    const after = await Promise.all([ask('view'), ask('edit')])
    const listed = await kasbah.list({ action: 'view', type: 'dataset' })
    const refused = await kasbah.admin.listMembers().catch(error => isProblem(error, 'forbidden'))
    return { before, after, listed, refused }
  })()`)
  t.deepEqual(answers, {
    before: [false, false],
    after: [true, true],
    listed: ['dataset:walls'],
    refused: true,
  })
})
