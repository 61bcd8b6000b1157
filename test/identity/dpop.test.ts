import { createHash } from 'node:crypto'
import test from 'ava'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { claims, codeFor, found, redeem, register } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

/** A client's key, and proofs by it. */
const prover = async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  return (htm: string, htu: string, more: Record<string, unknown> = {}) =>
    new SignJWT({ htm, htu, jti: crypto.randomUUID(), ...more })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt(typeof more.iat === 'number' ? more.iat : undefined)
      .sign(privateKey)
}

const ath = (token: string): string => createHash('sha256').update(token).digest('base64url')

const whoami = async ({ url }: SignInService, token: string, proof?: string, scheme = 'DPoP') => {
  const headers = { authorization: `${scheme} ${token}`, ...(proof === undefined ? {} : { dpop: proof }) }
  return (await fetch(`${url}/v1/whoami`, { headers })).status
}

test('a token bound to a key is good only with a fresh proof for this very request', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'], dpop_bound: true })
  const prove = await prover()
  const coded = await codeFor(t, service, app, { params: { scope: 'openid read', resource: service.url } })
  const { body, status } = await redeem(service, app, coded, {
    dpop: await prove('POST', `${service.url}/oidc/token`),
  })
  t.is(status, 200, JSON.stringify(body))
  t.is(body.token_type, 'DPoP')
  const token: string = body.access_token
  t.truthy(claims(token).cnf.jkt)
  const at = `${service.url}/v1/whoami`
  const good = await prove('GET', at, { ath: ath(token) })
  t.is(await whoami(service, token, good), 200)
  t.is(await whoami(service, token, good), 401, 'a proof used again')
  t.is(await whoami(service, token, undefined, 'Bearer'), 401, 'as a bearer token')
  t.is(await whoami(service, token, undefined), 401, 'no proof')
  const wrong: Record<string, string> = {
    'another method': await prove('POST', at, { ath: ath(token) }),
    'another path': await prove('GET', `${service.url}/v1/sessions`, { ath: ath(token) }),
    'another host': await prove('GET', 'https://evil.example/v1/whoami', { ath: ath(token) }),
    'another token': await prove('GET', at, { ath: ath('x') }),
    'no token': await prove('GET', at),
    'an old one': await prove('GET', at, { ath: ath(token), iat: Math.floor(Date.now() / 1000) - 600 }),
    'another key': await (await prover())('GET', at, { ath: ath(token) }),
    'no proof at all': 'eyJhbGciOiJub25lIn0.e30.',
  }
  for (const [what, proof] of Object.entries(wrong)) t.is(await whoami(service, token, proof), 401, what)
  t.is(await whoami(service, token, await prove('GET', at, { ath: ath(token) })), 200)
})

test('a client whose tokens are to be bound gets none without a proof, and a proof once', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'], dpop_bound: true })
  const params = { scope: 'openid read', resource: service.url }
  t.is((await redeem(service, app, await codeFor(t, service, app, { params }))).status, 400)
  const prove = await prover()
  const proof = await prove('POST', `${service.url}/oidc/token`)
  const codes = await Promise.all([1, 2, 3, 4].map(() => codeFor(t, service, app, { params })))
  const replies = await Promise.all(codes.map(coded => redeem(service, app, coded, { dpop: proof })))
  t.is(replies.filter(({ status }) => status === 200).length, 1)
})

test('an unbound token with a proof, and a key as a DPoP credential, are refused', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const coded = await codeFor(t, service, app, { params: { scope: 'openid read', resource: service.url } })
  const { body } = await redeem(service, app, coded)
  const prove = await prover()
  const proof = await prove('GET', `${service.url}/v1/whoami`, { ath: ath(body.access_token) })
  t.is(await whoami(service, body.access_token, undefined, 'Bearer'), 200)
  t.is(await whoami(service, body.access_token, proof), 401)
  t.is(await whoami(service, 'the-operator-key-of-these-tests', proof), 401)
})
