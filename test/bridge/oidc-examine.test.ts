import test, { type ExecutionContext } from 'ava'
import { connect, type World, world } from './oidc-world.ts'

test('the connection test is content with a good set-up', async t => {
  const w = await world(t)
  const findings = await w.protocol.test(w.toAlpha)
  t.true(
    findings.every(finding => finding.ok),
    JSON.stringify(findings),
  )
  t.true(findings.some(finding => finding.detail.includes(w.toAlpha.addresses.callback)))
})

const failing = async (t: ExecutionContext, w: World, connection = w.toAlpha) => {
  const findings = await w.protocol.test(connection)
  const [first] = findings.filter(finding => !finding.ok)
  t.truthy(first?.mend)
  return first?.check
}

test('the connection test names what is wrong', async t => {
  const w = await world(t)
  t.is(await failing(t, w, { ...w.toAlpha, secrets: { client_secret: 'old' } }), 'credentials')
  t.is(await failing(t, w, { ...w.toAlpha, secrets: {} }), 'client')
  t.is(await failing(t, w, connect('alpha', w.alpha, { algorithms: ['PS256'] })), 'keys')
  t.is(await failing(t, w, connect('alpha', w.alpha, { client_auth: 'none' })), 'client_auth')
  t.is(
    await failing(t, w, { ...w.toAlpha, settings: { ...w.toAlpha.settings, issuer: `${w.alpha.issuer}/` } }),
    'metadata',
  )
  w.beta.close()
  t.is(await failing(t, w, w.toBeta), 'metadata')
})
