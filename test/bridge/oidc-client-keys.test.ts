/** Proving ourselves to a provider with a signature in place of a secret. */
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import test from 'ava'
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  type JWK,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose'
import { newCertificate } from '../../adapters/idp-saml/certificate.ts'
import { connect, refused, signIn, startWorld } from './oidc-world.ts'

for (const [kind, pair] of [
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
] as const)
  test(`private_key_jwt with a key of ${kind}`, async t => {
    const world = await startWorld(t)
    const { privateKey, publicKey } = pair()
    let heard = {}
    world.alpha.knobs.assertion = async jwt => {
      heard = (
        await jwtVerify(jwt, publicKey, { subject: world.alpha.client_id, issuer: world.alpha.client_id })
      ).payload
      return true
    }
    const client_key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const connection = {
      ...connect('alpha', world.alpha, { client_auth: 'private_key_jwt' }),
      secrets: { client_key },
    }
    t.is((await signIn(world, connection)).subject, 'alpha-1')
    t.truthy(Reflect.get(heard, 'jti'))
    t.deepEqual([Reflect.get(heard, 'aud')].flat(), [world.alpha.issuer])
  })

test('client_secret_jwt never sends the secret itself', async t => {
  const world = await startWorld(t)
  world.alpha.knobs.assertion = async jwt => {
    await jwtVerify(jwt, Buffer.from(world.alpha.client_secret), {
      algorithms: ['HS256'],
      subject: world.alpha.client_id,
    })
    return !jwt.includes(world.alpha.client_secret)
  }
  const connection = connect('alpha', world.alpha, { client_auth: 'client_secret_jwt' })
  t.is((await signIn(world, connection)).subject, 'alpha-1')
})

test('a key that is none, or of a kind that cannot be used', async t => {
  const world = await startWorld(t)
  const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  for (const client_key of ['', 'hello', other]) {
    const connection = {
      ...connect('alpha', world.alpha, { client_auth: 'private_key_jwt' }),
      secrets: { client_key },
    }
    await refused(t, 'idp_misconfigured', signIn(world, connection))
  }
})

test('private_key_jwt names its key: by its thumbprint, by the id of the settings, by its certificate', async t => {
  const world = await startWorld(t)
  const { key: client_key, certificate } = await newCertificate('client', new Date(Date.now() - 60_000))
  let header: ProtectedHeaderParameters = {}
  world.alpha.knobs.assertion = jwt => {
    header = decodeProtectedHeader(jwt)
    return true
  }
  const headerWith = async (more: object) => {
    const idp = connect('alpha', world.alpha, { client_auth: 'private_key_jwt', ...more })
    t.is((await signIn(world, { ...idp, secrets: { client_key } })).subject, 'alpha-1')
    return header
  }
  const thumbprint = await calculateJwkThumbprint(
    createPublicKey(client_key).export({ format: 'jwk' }) as JWK,
  )
  t.is((await headerWith({})).kid, thumbprint)
  t.is(header.x5t, undefined)
  t.is((await headerWith({ client_key_id: 'key of 2030' })).kid, 'key of 2030')
  const { fingerprint } = new X509Certificate(certificate)
  const x5t = Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
  t.is((await headerWith({ client_certificate: certificate })).x5t, x5t)
  const idp = connect('alpha', world.alpha, { client_auth: 'private_key_jwt', client_certificate: 'none' })
  await refused(t, 'idp_misconfigured', signIn(world, { ...idp, secrets: { client_key } }))
})
