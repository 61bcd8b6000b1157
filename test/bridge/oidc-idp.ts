/** An OpenID provider of the tests' own: correct until a test turns one of its knobs. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

export interface Person {
  sub: string
  [claim: string]: unknown
}

/** What a test may change. Every function is given what the provider would have sent. */
export interface Knobs {
  metadata: (honest: Record<string, unknown>) => unknown
  keys: (honest: { keys: JWK[] }) => unknown
  claims: (honest: JWTPayload) => JWTPayload
  /** Makes the ID token of its claims. */
  token: (claims: JWTPayload) => Promise<string> | string
  userinfo: (honest: Record<string, unknown>) => unknown
  /** Whether a client assertion is good. */
  assertion: (jwt: string) => Promise<boolean> | boolean
  answer: (honest: URLSearchParams) => URLSearchParams
  /** Runs before each answer; may wait, break off or answer itself (then: true). */
  before: (path: string, req: IncomingMessage, res: ServerResponse) => Promise<boolean> | boolean
}

export interface OidcIdp {
  readonly issuer: string
  readonly client_id: string
  readonly client_secret: string
  readonly knobs: Knobs
  person: Person
  /** How often each path was asked. */
  readonly asked: Map<string, number>
  /** Every code and token that it gave out. */
  readonly issued: string[]
  /** The parameters of the last authorization request. */
  last: URLSearchParams
  /** Signs with a new key from now on, and publishes it in place of the old one. */
  rotate(): Promise<void>
  sign(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>
  publicKey(): JWK
  /** What the browser does: goes to the authorization address and comes back with this. */
  visit(url: string): Promise<URL>
  close(): void
}

export const HOUR = 3600
export const nowSeconds = (): number => Math.floor(Date.now() / 1000)

interface Key {
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
  readonly jwk: JWK
}

let counter = 0
const makeKey = async (): Promise<Key> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  counter += 1
  return {
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid: `key-${counter}`, alg: 'ES256', use: 'sig' },
  }
}

export const createOidcIdp = async (t: ExecutionContext, name: string): Promise<OidcIdp> => {
  let key = await makeKey()
  const codes = new Map<string, URLSearchParams>()
  const server = createServer()
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const idp: OidcIdp = {
    issuer,
    client_id: `kasbah-at-${name}`,
    client_secret: `secret of ${name}: +/%`,
    person: { sub: `${name}-1`, email: `ann@${name}.example`, email_verified: true, name: 'Ann', groups: [] },
    asked: new Map(),
    issued: [],
    last: new URLSearchParams(),
    knobs: {
      metadata: honest => honest,
      keys: honest => honest,
      claims: honest => honest,
      token: claims => idp.sign(claims),
      userinfo: honest => honest,
      assertion: () => false,
      answer: honest => honest,
      before: () => false,
    },
    async rotate() {
      key = await makeKey()
    },
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: key.jwk.kid ?? '', ...header })
        .sign(key.privateKey),
    publicKey: () => key.jwk,
    async visit(url) {
      const answer = await fetch(url, { redirect: 'manual' })
      const location = answer.headers.get('location')
      if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`)
      return new URL(location)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  const endpoints = endpointsOf(idp, codes, () => key)
  server.on('request', (req, res) => {
    void handle(idp, endpoints, req, res)
  })
  t.teardown(() => idp.close())
  return idp
}

type Endpoint = (url: URL, req: IncomingMessage, res: ServerResponse) => Promise<void>

const handle = async (
  idp: OidcIdp,
  endpoints: Record<string, Endpoint>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> => {
  const url = new URL(req.url ?? '/', idp.issuer)
  idp.asked.set(url.pathname, (idp.asked.get(url.pathname) ?? 0) + 1)
  if (await idp.knobs.before(url.pathname, req, res)) return
  const endpoint = endpoints[url.pathname]
  if (endpoint) await endpoint(url, req, res)
  else res.writeHead(404).end()
}

const json = (res: ServerResponse, body: unknown, status = 200): void => {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const endpointsOf = (
  idp: OidcIdp,
  codes: Map<string, URLSearchParams>,
  key: () => Key,
): Record<string, Endpoint> => ({
  '/.well-known/openid-configuration': async (_url, _req, res) =>
    json(
      res,
      idp.knobs.metadata({
        issuer: idp.issuer,
        authorization_endpoint: `${idp.issuer}/authorize`,
        token_endpoint: `${idp.issuer}/token`,
        userinfo_endpoint: `${idp.issuer}/userinfo`,
        jwks_uri: `${idp.issuer}/jwks`,
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ['S256'],
        id_token_signing_alg_values_supported: ['ES256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      }),
    ),
  '/jwks': async (_url, _req, res) => json(res, idp.knobs.keys({ keys: [key().jwk] })),
  '/authorize': async (url, _req, res) => {
    idp.last = url.searchParams
    const code = randomBytes(16).toString('hex')
    codes.set(code, url.searchParams)
    idp.issued.push(code)
    const back = new URL(url.searchParams.get('redirect_uri') ?? '')
    const answer = new URLSearchParams({
      code,
      state: url.searchParams.get('state') ?? '',
      iss: idp.issuer,
    })
    back.search = idp.knobs.answer(answer).toString()
    res.writeHead(302, { location: back.href }).end()
  },
  '/token': async (_url, req, res) => token(idp, codes, req, res),
  '/userinfo': async (_url, _req, res) => json(res, idp.knobs.userinfo({ ...idp.person })),
})

const token = async (
  idp: OidcIdp,
  codes: Map<string, URLSearchParams>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> => {
  let text = ''
  for await (const part of req) text += part
  const form = new URLSearchParams(text)
  if (!(await authenticated(idp, form, req.headers.authorization)))
    return json(res, { error: 'invalid_client' }, 401)
  const code = form.get('code') ?? ''
  const asked = codes.get(code)
  codes.delete(code)
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  if (
    !asked ||
    asked.get('code_challenge') !== challenge ||
    asked.get('redirect_uri') !== form.get('redirect_uri')
  )
    return json(res, { error: 'invalid_grant' }, 400)
  const claims = idp.knobs.claims({
    iss: idp.issuer,
    aud: idp.client_id,
    iat: nowSeconds(),
    exp: nowSeconds() + HOUR,
    auth_time: nowSeconds(),
    nonce: asked.get('nonce') ?? '',
    sid: `${idp.client_id}-session`,
    sub: idp.person.sub,
  })
  const id_token = await idp.knobs.token(claims)
  const access_token = randomBytes(24).toString('base64url')
  idp.issued.push(id_token, access_token)
  json(res, { access_token, token_type: 'Bearer', id_token })
}

const authenticated = async (
  idp: OidcIdp,
  form: URLSearchParams,
  header: string | undefined,
): Promise<boolean> => {
  const assertion = form.get('client_assertion')
  if (assertion !== null) return idp.knobs.assertion(assertion)
  // As a form decodes: what is not encoded well stays as it is.
  const decode = (text: string): string =>
    new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? ''
  const basic = Buffer.from(header?.replace('Basic ', '') ?? '', 'base64').toString()
  const colon = basic.indexOf(':')
  const [id, secret] = header
    ? [decode(basic.slice(0, colon)), decode(basic.slice(colon + 1))]
    : [form.get('client_id'), form.get('client_secret')]
  return id === idp.client_id && secret === idp.client_secret
}
