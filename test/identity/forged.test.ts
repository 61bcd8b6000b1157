import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import test from 'ava'
import { claims, codeFor, found, redeem, register, signedIn } from './app.ts'
import { startSignIn } from './service.ts'

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

test('only what the provider signed as an access token for this API is a credential', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, {
    scopes: ['check', 'read', 'write'],
    resources: ['https://other.example'],
  })
  const { access_token, id_token } = await signedIn(t, service, app)
  const whoami = async (token: string) => (await service.as(token)('GET', '/v1/whoami')).status
  t.is(await whoami(access_token), 200)

  const [head = '', body = '', signature = ''] = access_token.split('.')
  const header = JSON.parse(Buffer.from(head, 'base64url').toString())
  t.is(header.typ, 'at+jwt')
  const payload = claims(access_token)
  const { keys } = await (await fetch(`${service.url}/oidc/jwks`)).json()
  const pem = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const signed = (h: object, p: object): string => {
    const text = `${part(h)}.${part(p)}`
    return `${text}.${sign('sha256', Buffer.from(text), foreign).toString('base64url')}`
  }
  const hmac = `${part({ ...header, alg: 'HS256' })}.${body}`
  const mac = createHmac('sha256', pem).update(hmac).digest('base64url')
  const forged: Record<string, string> = {
    'an ID token': id_token,
    'alg none': `${part({ ...header, alg: 'none' })}.${body}.`,
    'alg none, signed': `${part({ ...header, alg: 'none' })}.${body}.${signature}`,
    'HS256 with the public key': `${hmac}.${mac}`,
    'another key under our id': signed(header, payload),
    'a key of its own in the header': signed(
      { ...header, jwk: createPublicKey(foreign).export({ format: 'jwk' }) },
      payload,
    ),
    'an address of keys in the header': signed(
      { ...header, jku: 'https://evil.example/jwks', kid: 'x' },
      payload,
    ),
    'another type': `${part({ ...header, typ: 'JWT' })}.${body}.${signature}`,
    'more in the payload': `${head}.${part({ ...payload, subject: 'user:alice' })}.${signature}`,
    'a part too many': `${access_token}.${signature}`,
    'nothing after the dots': `${head}.${body}.`,
  }
  for (const [what, text] of Object.entries(forged)) t.is(await whoami(text), 401, what)

  const elsewhere = await codeFor(t, service, app, {
    params: { scope: 'openid', resource: 'https://other.example' },
  })
  const other = await redeem(service, app, elsewhere)
  t.is(claims(other.body.access_token).aud, 'https://other.example')
  t.is(await whoami(other.body.access_token), 401)
  t.is(await whoami(access_token), 200)
})

test('a client gets no audience that it was not registered for, and no scope', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const { access_token } = await signedIn(t, service, app, { params: { scope: 'openid read write check' } })
  t.is(claims(access_token).scope, 'read')
  const { code_challenge } = { code_challenge: 'x'.repeat(43) }
  const query = new URLSearchParams({
    client_id: app.id,
    response_type: 'code',
    redirect_uri: app.redirect,
    scope: 'openid',
    resource: 'https://other.example',
    code_challenge,
    code_challenge_method: 'S256',
  })
  const reply = await fetch(`${service.url}/oidc/auth?${query}`, { redirect: 'manual' })
  t.is(new URL(reply.headers.get('location') ?? '').searchParams.get('error'), 'invalid_target')
})
