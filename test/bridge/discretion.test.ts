/** What passes between a provider and us is in no log line and in no address that we make, also when it is refused. */
import test from 'ava'
import { folder, serving } from '../cli/command.ts'
import { ann, asking } from '../scim/world.ts'
import { client } from '../service/client.ts'
import { begin, enter, tenant } from './bridge-world.ts'

test('no secret of a provider, of SCIM or of a sign-in is ever logged, however it ends', async t => {
  const key = 'an-operator-key-of-this-test-alone'
  const running = await serving(t, {
    env: { KASBAH_OPERATOR_KEY: key, KASBAH_LOG_LEVEL: 'trace', KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' },
    cwd: folder(t),
  })
  const { url } = running
  const service = { url, operator: client(url, key), as: (text?: string) => client(url, text) } as Parameters<
    typeof tenant
  >[1]
  const world = { service, alpha: await tenant(t, service, 'alpha'), beta: await tenant(t, service, 'beta') }
  const { idp } = world.alpha
  t.is((await enter(t, world, world.alpha)).refused, undefined)
  const honest = { ...idp.knobs }
  for (const lie of [
    { claims: (claims: object) => ({ ...claims, aud: 'x' }) },
    { claims: (claims: object) => ({ ...claims, nonce: 'x' }) },
    { token: () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.` },
    { userinfo: () => ({ sub: 'x' }) },
  ]) {
    Object.assign(idp.knobs, honest, lie)
    t.truthy((await enter(t, world, world.alpha)).refused)
  }
  Object.assign(idp.knobs, honest)
  const { to } = await begin(t, world, world.alpha)
  const state = new URL(to).searchParams.get('state') ?? ''
  const nonce = new URL(to).searchParams.get('nonce') ?? ''
  const made = await service.operator('POST', '/v1/orgs/alpha/scim-tokens', {
    idp: world.alpha.id,
    name: 'x',
  })
  const scim = asking(url, 'alpha', made.body.scim_token)
  t.is((await scim('POST', '/Users', ann({ password: 'the-password-that-okta-sends' }))).status, 201)
  t.is((await asking(url, 'beta', made.body.scim_token)('GET', '/Users')).status, 401)
  await running.stop()

  const said = running.heard.out + running.heard.err
  t.regex(said, /answer_audience/)
  const secrets = [
    key,
    idp.client_secret,
    made.body.scim_token,
    'the-password-that-okta-sends',
    state,
    nonce,
    ...idp.issued,
  ]
  t.true(secrets.length > 15)
  for (const secret of secrets.filter(text => text.length > 12))
    t.false(said.includes(secret), `${secret.slice(0, 12)}... in the log`)
})
