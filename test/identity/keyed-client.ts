/** A client that proves itself by a key, and what it sends. */
import type { ExecutionContext } from 'ava'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { say, verifier } from './app.ts'
import { browser } from './browser.ts'
import type { SignInService } from './service.ts'

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A client's own key, what it signs to prove itself, and proofs of possession by it. */
export const keyPair = async (alg = 'ES256') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const sign = (claims: Record<string, unknown>, typ: string, more: Record<string, unknown>) =>
    new SignJWT({ jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg, typ, ...more })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey)
  return {
    jwk: { ...jwk, kid: 'one', alg },
    assertion: (id: string, aud: unknown) => sign({ iss: id, sub: id, aud }, 'JWT', { kid: 'one' }),
    proof: (htm: string, htu: string, more: Record<string, unknown> = {}) =>
      sign({ htm, htu, ...more }, 'dpop+jwt', { jwk }),
  }
}

export type Pair = Awaited<ReturnType<typeof keyPair>>

export const asked = async (
  { url }: SignInService,
  path: string,
  form: Record<string, string>,
  headers = {},
) => {
  const reply = await fetch(`${url}/oidc/${path}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  return { status: reply.status, body: await reply.json() }
}

export const proven = async (
  service: SignInService,
  id: string,
  pair: Pair,
  aud: unknown = `${service.url}/oidc`,
) => ({
  client_id: id,
  client_assertion_type: ASSERTION,
  client_assertion: await pair.assertion(id, aud),
})

export const FAPI = { auth_method: 'private_key_jwt', profile: 'fapi2', require_par: true, dpop_bound: true }

/** Pushes an authorization request, signs mo in, and answers the code. */
export const codeOf = async (t: ExecutionContext, service: SignInService, id: string, pair: Pair) => {
  const { code_verifier, code_challenge } = verifier()
  const pushed = await asked(service, 'request', {
    ...(await proven(service, id, pair)),
    response_type: 'code',
    redirect_uri: `${service.url}/app/cb`,
    scope: 'openid offline_access read',
    prompt: 'consent',
    resource: service.url,
    code_challenge,
    code_challenge_method: 'S256',
  })
  t.is(pushed.status, 201, JSON.stringify(pushed.body))
  const at = browser(service.url)
  const use = `${service.url}/oidc/auth?${new URLSearchParams({ client_id: id, request_uri: pushed.body.request_uri })}`
  const consent = await say(at, await at.open(use), 'mo')
  const done = consent.left ? consent : await at.submit(consent, { answer: 'allow' })
  t.is(done.left?.searchParams.get('iss'), `${service.url}/oidc`)
  return { code: done.left?.searchParams.get('code') ?? '', code_verifier }
}
