/** The connection test of a SAML provider asks it what a person's browser would ask. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { newCertificate } from '../../adapters/idp-saml/certificate.ts'
import { requestIn } from './saml-idp.ts'
import { connect, keys, protocol } from './saml-world.ts'

const YEAR = 365.25 * 86_400_000
const DAY = 86_400_000

/** A sign-on service that answers with a status, and what it was asked. */
const signOn = async (t: ExecutionContext, status: number) => {
  const asked: string[] = []
  const server = createServer({ keepAliveTimeout: 0 }, async (req, res) => {
    let form = ''
    for await (const part of req) form += part
    asked.push(`${req.method} ${req.url} ${form}`)
    res.writeHead(status).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sso`, asked }
}

const findingsOf = (more: Parameters<typeof connect>[1]) => protocol.test(connect('alpha', more))
const faults = async (more: Parameters<typeof connect>[1]) =>
  (await findingsOf(more)).filter(({ ok }) => !ok).map(({ check }) => check)

test('the sign-on service is sent a sign-in request, by the binding of the settings', async t => {
  const { url, asked } = await signOn(t, 200)
  const findings = await findingsOf({ sso_url: url, sign_requests: true })
  t.deepEqual(
    findings.filter(({ ok }) => !ok),
    [],
  )
  t.true(findings.some(({ detail }) => detail.includes(connect('alpha').addresses.acs)))
  const [, address = ''] = asked[0]?.split(' ') ?? []
  t.regex(requestIn(new URL(address, url).href), /<samlp:AuthnRequest/)
  t.deepEqual(await faults({ sso_url: url, binding: 'post' }), [])
  t.regex(asked[1] ?? '', /^POST \/sso SAMLRequest=/)
})

test('an address that is no sign-on service is found out', async t => {
  for (const status of [400, 404, 405, 500])
    t.deepEqual(await faults({ sso_url: (await signOn(t, status)).url }), ['sso_url'])
  for (const status of [200, 302, 401, 403])
    t.deepEqual(await faults({ sso_url: (await signOn(t, status)).url }), [])
})

test('what only browsers can reach may be right, without TLS it is not', async t => {
  const [closed] = (await findingsOf({ sso_url: 'https://10.0.0.1/sso' })).filter(
    ({ check }) => check === 'sso_url',
  )
  t.true(closed?.ok)
  t.truthy(closed?.mend)
  t.deepEqual(await faults({ sso_url: 'http://10.0.0.1/sso' }), ['sso_url'])
})

test('a certificate fails where it is none; one that ends soon, or has, is told of', async t => {
  const { url } = await signOn(t, 200)
  const ending = async (days: number) =>
    (await newCertificate('old', new Date(Date.now() - 10 * YEAR + days * DAY))).certificate
  const told = async (certificate: string) =>
    (await findingsOf({ sso_url: url, certificates: [keys.alpha.certificate, certificate] }))[1]
  for (const days of [29, 1, -1]) {
    const finding = await told(await ending(days))
    t.true(finding?.ok, String(days))
    t.regex(finding?.detail ?? '', days < 0 ? /expired on/ : /expires on/)
    t.truthy(finding?.mend)
  }
  t.is((await told(await ending(31)))?.mend, undefined)
  t.like(await told('x'.repeat(200)), { check: 'certificates[1]', ok: false })
})
