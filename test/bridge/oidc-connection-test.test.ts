import test, { type ExecutionContext } from 'ava'
import { connect, startWorld, type World } from './oidc-world.ts'

test('the connection test is content with a good set-up', async t => {
  const world = await startWorld(t)
  const findings = await world.protocol.test(world.toAlpha)
  t.true(
    findings.every(finding => finding.ok),
    JSON.stringify(findings),
  )
  t.true(findings.some(finding => finding.detail.includes(world.toAlpha.addresses.callback)))
})

const failing = async (t: ExecutionContext, world: World, connection = world.toAlpha) => {
  const findings = await world.protocol.test(connection)
  const [first] = findings.filter(finding => !finding.ok)
  t.truthy(first?.mend)
  return first?.check
}

test('the connection test names what is wrong', async t => {
  const world = await startWorld(t)
  t.is(await failing(t, world, { ...world.toAlpha, secrets: { client_secret: 'old' } }), 'credentials')
  t.is(await failing(t, world, { ...world.toAlpha, secrets: {} }), 'client')
  t.is(await failing(t, world, connect('alpha', world.alpha, { algorithms: ['PS256'] })), 'keys')
  t.is(await failing(t, world, connect('alpha', world.alpha, { client_auth: 'none' })), 'client_auth')
  t.is(
    await failing(t, world, {
      ...world.toAlpha,
      settings: { ...world.toAlpha.settings, issuer: `${world.alpha.issuer}/` },
    }),
    'metadata',
  )
  world.beta.close()
  t.is(await failing(t, world, world.toBeta), 'metadata')
})

test('a secret that is refused by a challenge alone is refused', async t => {
  const world = await startWorld(t)
  for (const body of ['', '{"error":"invalid_client"}', '<html>'])
    for (const client_auth of ['client_secret_basic', 'client_secret_post'] as const) {
      world.alpha.knobs.before = (path, _req, res) => {
        if (path !== '/token') return false
        res
          .writeHead(401, { 'www-authenticate': 'Basic realm="idp"', 'content-type': 'application/json' })
          .end(body)
        return true
      }
      const connection = connect('alpha', world.alpha, { client_auth })
      t.is(await failing(t, world, connection), 'credentials', `${client_auth} ${body}`)
      // A sign-in says the same.
      world.alpha.knobs.before = () => false
    }
})

test('the connection test says how things are now: nothing of it is remembered', async t => {
  const world = await startWorld(t)
  const broken = () => ({ keys: [] })
  const honest = world.alpha.knobs.keys
  t.true((await world.protocol.test(world.toAlpha)).every(finding => finding.ok))
  world.alpha.knobs.keys = broken
  t.is(await failing(t, world), 'keys')
  world.alpha.knobs.before = (path, _req, res) => {
    if (path !== '/.well-known/openid-configuration') return false
    res.writeHead(500).end()
    return true
  }
  t.is(await failing(t, world), 'metadata')
  world.alpha.knobs.before = () => false
  world.alpha.knobs.keys = honest
  t.true((await world.protocol.test(world.toAlpha)).every(finding => finding.ok))
})

test('which names there are inside is not told', async t => {
  const { protocol, toAlpha } = await startWorld(t)
  const told = async (host: string) => {
    const idp = { ...toAlpha, settings: { ...toAlpha.settings, issuer: `https://${host}` } }
    return JSON.stringify(await protocol.test(idp)).replaceAll(host, 'HOST')
  }
  const none = await told('no-such-name.invalid')
  t.is(await told('10.0.0.1'), none)
  t.is(await told('169.254.169.254'), none)
  t.notRegex(none, /\d+\.\d+\.\d+\.\d+/)
})
