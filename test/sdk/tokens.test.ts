/** Which tokens the client believes: those of our provider for this audience, and nothing that merely looks like one. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { createVerifier } from '../../sdk/typescript/src/index.ts'
import { codeFor, found, redeem, register } from '../identity/app.ts'
import { startSignIn } from '../identity/service.ts'

const AUDIENCE = 'https://tiles.example.com'
const rsa = await generateKeyPair('RS256', { extractable: true })
const strange = await generateKeyPair('RS256')
const ec = await generateKeyPair('ES256', { extractable: true })

/** An issuer that publishes one key of each kind, and can be made to fail. */
const issuing = async (t: ExecutionContext) => {
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'enc', use: 'enc' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'ps', alg: 'PS256' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec' },
    { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
  ]
  const state = { asked: 0, down: false, named: '', keys }
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    state.asked += 1
    const metadata = { issuer: state.named || issuer, jwks_uri: `${issuer}/jwks` }
    response.writeHead(state.down ? 500 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(request.url?.endsWith('/jwks') ? { keys: state.keys } : metadata))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`
  return { issuer, state, verify: createVerifier({ issuer, audience: AUDIENCE }) }
}

const now = () => Math.floor(Date.now() / 1000)
const HEADER = { alg: 'RS256', typ: 'at+jwt', kid: 'rsa' }
const claimsOf = (issuer: string) => ({
  iss: issuer,
  aud: AUDIENCE,
  iat: now(),
  exp: now() + 60,
  org: 'acme',
  subject: 'user:ann%20b',
  client_id: 'app',
  scope: 'read check',
})
type Claims = Partial<Record<keyof ReturnType<typeof claimsOf> | 'nbf' | 'cnf', unknown>>

const sign = (claims: object, header: object = {}, key = rsa.privateKey): Promise<string> =>
  new SignJWT(claims as Record<string, unknown>).setProtectedHeader({ ...HEADER, ...header }).sign(key)

test('a token of the issuer for this audience names its subject as the API does', async t => {
  const { issuer, verify } = await issuing(t)
  t.like(await verify(await sign(claimsOf(issuer))), {
    org: 'acme',
    subject: 'user:ann b',
    scopes: ['read', 'check'],
    client: 'app',
  })
  t.truthy(await verify(await sign({ ...claimsOf(issuer), aud: ['https://x.example', AUDIENCE] })))
})

const WRONG: Readonly<Record<string, (issuer: string) => Claims>> = {
  'another issuer': () => ({ iss: 'https://evil.example/oidc' }),
  'the issuer with a slash': issuer => ({ iss: `${issuer}/` }),
  'another audience': () => ({ aud: 'https://other.example' }),
  'the audience as a part': () => ({ aud: `${AUDIENCE}.evil.example` }),
  'no audience': () => ({ aud: undefined }),
  'an end that is past': () => ({ exp: now() - 10 }),
  'no end': () => ({ exp: undefined }),
  'an end that is a text': () => ({ exp: String(now() + 60) }),
  'a beginning to come': () => ({ nbf: now() + 60 }),
  'a time of issue to come': () => ({ iat: now() + 60 }),
  'a key of its own (DPoP)': () => ({ cnf: { jkt: 'x' } }),
  'no subject': () => ({ subject: undefined }),
  'a group as subject': () => ({ subject: 'group:lab' }),
  'a role as subject': () => ({ subject: 'role:admin' }),
  'a subject that cannot be decoded': () => ({ subject: 'user:%E0%A4%A' }),
  'no organisation': () => ({ org: undefined }),
}

for (const [what, change] of Object.entries(WRONG))
  test(`a token with ${what} is refused`, async t => {
    const { issuer, verify } = await issuing(t)
    t.is(await verify(await sign({ ...claimsOf(issuer), ...change(issuer) })), undefined)
  })

test('a token does not choose how it is verified', async t => {
  const { issuer, verify } = await issuing(t)
  const claims = claimsOf(issuer)
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const secret = new TextEncoder().encode(await exportSPKI(rsa.publicKey))
  const hmac = await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ ...HEADER, alg: 'HS256' })
    .sign(secret)
  const good = await sign(claims)
  const [head, , signature] = good.split('.')
  const forged = {
    'without a signature': `${encoded({ ...HEADER, alg: 'none' })}.${encoded(claims)}.`,
    'alg none with a signature': `${encoded({ ...HEADER, alg: 'none' })}.${encoded(claims)}.${signature}`,
    'HS256 with the public key': hmac,
    ES256: await sign(claims, { alg: 'ES256', kid: 'ec' }, ec.privateKey),
    'RS256 with the key for PS256': await sign(claims, { kid: 'ps' }),
    'RS256 with the key for encryption': await sign(claims, { kid: 'enc' }),
    'another key under the known id': await sign(claims, {}, strange.privateKey),
    'an unknown key id': await sign(claims, { kid: 'none' }),
    'no key id': await sign(claims, { kid: undefined }),
    'a key of its own in the header': await sign(
      claims,
      { kid: 'none', jwk: await exportJWK(strange.publicKey) },
      strange.privateKey,
    ),
    'an ID token': await sign(claims, { typ: 'JWT' }),
    'a logout token': await sign(claims, { typ: 'logout+jwt' }),
    'no type': await sign(claims, { typ: undefined }),
    'other claims under a good signature': `${head}.${encoded({ ...claims, subject: 'user:alice' })}.${signature}`,
    'an extension that must be understood': `${encoded({ ...HEADER, crit: ['x'], x: 1 })}.${encoded(claims)}.${signature}`,
    nonsense: 'a.b.c',
    'an empty text': '',
    'too long a text': `${'a'.repeat(9_000)}.b.c`,
  }
  t.truthy(await verify(good))
  for (const [what, token] of Object.entries(forged)) t.is(await verify(token), undefined, what)
})

test('however many unknown keys are named, the issuer is not asked again and again', async t => {
  const { issuer, state, verify } = await issuing(t)
  await Promise.all(
    Array.from({ length: 50 }, async (_, n) => verify(await sign(claimsOf(issuer), { kid: `k${n}` }))),
  )
  t.is(state.asked, 2, 'metadata and keys, once')
  await verify(await sign(claimsOf(issuer), { kid: 'one-more' }))
  t.is(state.asked, 2)
})

test('an issuer that is down, or names another, verifies nothing', async t => {
  const { issuer, state, verify } = await issuing(t)
  state.down = true
  await t.throwsAsync(verify(await sign(claimsOf(issuer))))
  const other = await issuing(t)
  other.state.named = 'https://evil.example/oidc'
  await t.throwsAsync(other.verify(await sign(claimsOf(other.issuer))))
})

test('keys that were read serve on while the issuer is down', async t => {
  const { issuer, state, verify } = await issuing(t)
  const token = await sign(claimsOf(issuer))
  t.truthy(await verify(token))
  state.down = true
  t.truthy(await verify(token))
})

test('the tokens of the running provider are verified, for their audience only', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'], resources: [AUDIENCE] })
  await register(t, service, { audience: AUDIENCE })
  const coded = await codeFor(t, service, app, { params: { scope: 'openid', resource: AUDIENCE } })
  const { access_token, id_token } = (await redeem(service, app, coded)).body
  const issuer = `${service.url}/oidc`
  const verify = createVerifier({ issuer, audience: AUDIENCE })
  t.like(await verify(access_token), { org: 'acme', subject: 'user:mo', client: app.id })
  t.is(await verify(id_token), undefined)
  t.is(await createVerifier({ issuer, audience: service.url })(access_token), undefined)
})
