import { request } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { startSignIn } from './service.ts'

/** Sends a body, a little at a time, that does not end until somebody cuts it off; answers the status. */
const endless = async (t: ExecutionContext, url: string, headers: Record<string, string> = {}) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
  const req = request(url, { method: 'POST', headers: form })
  let status: number | undefined
  req.on('response', res => {
    status = res.statusCode
    res.resume()
  })
  req.on('error', () => {})
  const closed = new Promise(resolve => req.once('close', resolve))
  const begun = Date.now()
  const pump = setInterval(() => req.write(Buffer.alloc(16 * 1024, 'a')), 10)
  req.once('close', () => clearInterval(pump))
  await closed
  t.true(Date.now() - begun < 20_000, `${url} read for ${Date.now() - begun} ms`)
  return status
}

test('no path of sign-in reads a body without end, whoever sends it', async t => {
  const { url } = await startSignIn(t)
  const paths = [
    '/oidc/token',
    '/oidc/auth',
    '/oidc/device',
    '/oidc/jwks',
    '/oidc/me',
    '/oidc/nowhere',
    '/login/abc/consent',
    '/login/callback/acme/idp_x/logout',
    '/login/nowhere',
  ]
  const statuses = await Promise.all(paths.map(path => endless(t, url + path)))
  t.true(
    statuses.every(status => status === undefined || (status >= 300 && status < 500)),
    String(statuses),
  )
  await endless(t, `${url}/oidc/token`, {
    authorization: `Basic ${Buffer.from('kasbah-cli:').toString('base64')}`,
  })
  t.is((await fetch(`${url}/healthz`)).status, 200)
})

test('a form that is too long is refused in words', async t => {
  const { url } = await startSignIn(t)
  const post = (path: string, bytes: number) =>
    fetch(url + path, {
      method: 'POST',
      body: new URLSearchParams({ state: 'x'.repeat(bytes) }),
      redirect: 'manual',
    })
  t.is((await post('/oidc/auth', 7_100)).status, 413)
  t.is((await post('/oidc/auth', 6_900)).status, 303)
  // The query goes on behind a second question mark.
  const { headers } = await post('/oidc/auth?nonce=one?two&org=acme', 10)
  t.true(headers.get('location')?.includes('nonce=one?two&org=acme&state='))
  t.is((await post('/oidc/token', 60_000)).status, 400)
  t.is((await post('/login/abc/consent', 5_000)).status, 413)
})
