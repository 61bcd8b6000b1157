/** Connecting a provider by the admin API: who may, what is shown, what is checked. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import { startService } from '../service/service.ts'
import { begin, enter, settingsOf, startWorld } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'

const oidc = {
  name: 'Sign-in',
  protocol: 'oidc',
  settings: { issuer: 'https://idp.example', client_id: 'kasbah' },
  secrets: { client_secret: 'the-secret-of-the-client' },
}

test('secrets go in and never come out; settings that are sent again keep them', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  const { secrets, ...without } = settingsOf(world.alpha.idp, { name: 'Renamed' })
  const answers = [
    await operator('GET', path),
    await operator('GET', '/v1/orgs/alpha/identity-providers'),
    await operator('PUT', path, without),
    await operator('GET', '/v1/orgs/alpha/audit'),
  ]
  for (const answer of answers) {
    t.is(answer.status, 200)
    t.false(answer.text.includes(secrets.client_secret))
    t.false(/1\.[A-Za-z0-9_-]{16}\./.test(answer.text), 'nor what it was sealed to')
  }
  t.deepEqual(answers[0]?.body.secrets, ['client_secret'])
  t.is(answers[2]?.body.name, 'Renamed')
  t.true((await operator('POST', `${path}/test`)).body.ok)
})

test('admins connect providers; members, guests and other organisations do not', async t => {
  const a = await acme(t)
  const path = '/v1/orgs/acme/identity-providers'
  t.is((await a.mo('POST', path, oidc)).status, 403)
  t.is((await a.gus('GET', path)).status, 403)
  const made = await ok(t, a.alice('POST', path, oidc), 201)
  t.regex(made.id, /^idp_/)
  t.is(made.addresses.callback, `http://127.0.0.1:8080/login/callback/acme/${made.id}`)
  const b = await acme(t, a.service, 'other')
  for (const [method, body] of [
    ['GET', undefined],
    ['PUT', oidc],
    ['DELETE', undefined],
  ] as const) {
    const foreign = await b.alice(method, `${path}/${made.id}`, body)
    t.is(foreign.status, 404)
    t.is((await b.alice(method, `/v1/orgs/other/identity-providers/${made.id}`, body)).status, 404)
  }
  await ok(t, a.alice('DELETE', `${path}/${made.id}`))
  t.deepEqual((await ok(t, a.alice('GET', path))).items, [])
})

test('a provider does not become another one', async t => {
  const a = await acme(t)
  const path = '/v1/orgs/acme/identity-providers'
  const { id } = await ok(t, a.alice('POST', path, oidc), 201)
  for (const settings of [
    { ...oidc.settings, issuer: 'https://other.example' },
    { ...oidc.settings, claims: { subject: 'oid' } },
  ]) {
    const reply = await a.alice('PUT', `${path}/${id}`, { ...oidc, settings })
    t.is(reply.status, 409)
    t.is(reply.body.code, 'other_identity_provider')
  }
})

const wrong: readonly (readonly [string, object, string])[] = [
  ['no issuer', { ...oidc, settings: { client_id: 'x' } }, 'malformed'],
  ...['common', 'organizations', 'consumers', '{tenantid}'].map(
    tenant =>
      [
        `the issuer of every tenant (${tenant})`,
        {
          ...oidc,
          settings: { issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, client_id: 'x' },
        },
        'malformed',
      ] as const,
  ),
  ['an issuer that is no address', { ...oidc, settings: { issuer: 'idp', client_id: 'x' } }, 'malformed'],
  [
    'an issuer that is a script',
    { ...oidc, settings: { issuer: 'javascript:x', client_id: 'x' } },
    'malformed',
  ],
  ['a symmetric algorithm', { ...oidc, settings: { ...oidc.settings, algorithms: ['HS256'] } }, 'malformed'],
  ['no algorithm', { ...oidc, settings: { ...oidc.settings, algorithms: ['none'] } }, 'malformed'],
  [
    'a parameter of the protocol',
    { ...oidc, settings: { ...oidc.settings, parameters: { state: 'x' } } },
    'malformed',
  ],
  [
    'a key that is an address',
    { ...oidc, settings: { ...oidc.settings, claims: { subject: 'email' } } },
    'malformed',
  ],
  ['a setting that is none', { ...oidc, settings: { ...oidc.settings, isuer: 'x' } }, 'malformed'],
  ['another protocol', { ...oidc, protocol: 'ldap' }, 'malformed'],
  ['SAML without anything', { name: 'x', protocol: 'saml' }, 'malformed'],
  ['SAML with metadata that is none', { name: 'x', protocol: 'saml', metadata: '<x/>' }, 'metadata_unusable'],
  [
    'SAML with metadata on a closed network',
    { name: 'x', protocol: 'saml', metadata_url: 'http://169.254.169.254/latest' },
    'metadata_unusable',
  ],
  ['a mapping to nothing', { ...oidc, mappings: [{ external: 'x' }] }, 'malformed'],
]
for (const [what, body, code] of wrong)
  test(`refused: ${what}`, async t => {
    const a = await acme(t)
    const reply = await a.alice('POST', '/v1/orgs/acme/identity-providers', body)
    t.is(reply.body.code, code, reply.text)
    t.deepEqual((await ok(t, a.alice('GET', '/v1/orgs/acme/identity-providers'))).items, [])
  })

test('the connection test says what an admin can do', async t => {
  const service = await startService(t, { env: { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' } })
  const a = await acme(t, service)
  const idp = await createOidcIdp(t, 'theirs')
  const path = '/v1/orgs/acme/identity-providers'
  const good = await ok(t, a.alice('POST', path, settingsOf(idp)), 201)
  t.true((await ok(t, a.alice('POST', `${path}/${good.id}/test`))).ok)
  const bad = await ok(t, a.alice('POST', path, settingsOf(idp, { secrets: { client_secret: 'old' } })), 201)
  const told = await ok(t, a.alice('POST', `${path}/${bad.id}/test`))
  t.false(told.ok)
  t.like(
    told.findings.find((finding: { ok: boolean }) => !finding.ok),
    { check: 'credentials' },
  )
})

test('an address on loopback is refused where the operator has not opened it, and says so', async t => {
  const a = await acme(t)
  const idp = await createOidcIdp(t, 'theirs')
  const path = '/v1/orgs/acme/identity-providers'
  const { id } = await ok(t, a.alice('POST', path, settingsOf(idp)), 201)
  const { ok: fine, findings } = await ok(t, a.alice('POST', `${path}/${id}/test`))
  t.false(fine)
  t.regex(findings[0].mend, /KASBAH_OUTBOUND_NETWORKS/)
  t.is(idp.asked.size, 0)
})

test('domains: named, proven by DNS or the operator, forgotten', async t => {
  const a = await acme(t)
  const path = '/v1/orgs/acme/email-domains'
  const named = await ok(t, a.alice('PUT', `${path}/Example.COM`, {}))
  t.is(named.domain, 'example.com')
  t.is(named.record.name, '_kasbah-challenge.example.com')
  t.is(named.verified_at, undefined)
  const proof = await a.alice('POST', `${path}/example.com/verify`)
  t.is(proof.status, 409)
  t.is(proof.body.code, 'domain_unproven')
  t.truthy((await ok(t, a.operator('POST', `${path}/example.com/verify`))).verified_at)
  t.is((await a.mo('PUT', `${path}/evil.example`, {})).status, 403)
  for (const name of ['localhost', 'a b.example', 'x'.repeat(260)])
    t.is((await a.alice('PUT', `${path}/${encodeURIComponent(name)}`, {})).status, 400, name)
  t.is((await a.alice('PUT', `${path}/example.org`, { idp: 'idp_none' })).status, 404)
  await ok(t, a.alice('DELETE', `${path}/example.com`))
  t.deepEqual((await ok(t, a.alice('GET', path))).items, [])
})

test('a service that is given another encryption key says so, and does not start', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-sealed-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const start = (key: string) =>
    startService(t, {
      store: `sqlite:${join(folder, 'kasbah.db')}`,
      env: { KASBAH_ENCRYPTION_KEY: key.repeat(32) },
    })
  const before = await start('11')
  const a = await acme(t, before)
  await ok(t, a.alice('POST', '/v1/orgs/acme/identity-providers', oidc), 201)
  await before.stop()
  t.regex((await t.throwsAsync(start('22')))?.message ?? '', /KASBAH_ENCRYPTION_KEY/)
})

test('a mapping to a group that does not exist is neither saved nor previewed', async t => {
  const a = await acme(t)
  const path = '/v1/orgs/acme/identity-providers'
  const mappings = [{ external: 'staff', group: 'no-such-group' }]
  const refused = await a.alice('POST', path, { ...oidc, mappings })
  t.is(refused.body.code, 'unknown_group', refused.text)
  const { id } = await ok(t, a.alice('POST', path, oidc), 201)
  t.is((await a.alice('PUT', `${path}/${id}`, { ...oidc, mappings })).body.code, 'unknown_group')
  t.is((await a.alice('POST', `${path}/${id}/preview`, { mappings })).body.code, 'unknown_group')
  await ok(t, a.alice('PUT', '/v1/orgs/acme/groups/no-such-group', { name: 'Now there is one' }))
  await ok(t, a.alice('PUT', `${path}/${id}`, { ...oidc, mappings }))
  await ok(t, a.alice('POST', `${path}/${id}/preview`, { mappings }))
})

test('a provider that wants our addresses first is begun as a draft, and its first settings finish it', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  const path = '/v1/orgs/alpha/identity-providers'
  const next = await createOidcIdp(t, 'alpha-next')
  const draft = await operator('POST', `${path}/drafts`, { name: 'Next', protocol: 'oidc' })
  t.is(draft.status, 201, draft.text)
  t.like(draft.body, { draft: true, enabled: false, protocol: 'oidc', settings: undefined })
  t.regex(draft.body.addresses.acs, /\/login\/saml\/alpha\/idp_/)
  const own = `${path}/${draft.body.id}`
  t.like((await operator('POST', `${own}/test`)).body, { ok: false })
  const hint = { params: { idp_hint: draft.body.id } }
  t.not((await begin(t, world, world.alpha, hint)).to.split('?')[0], `${next.issuer}/authorize`)
  t.is((await operator('GET', path)).status, 200)
  t.is((await operator('POST', `${path}/drafts`, { name: 'x', protocol: 'ldap' })).status, 400)
  const done = await operator('PUT', own, settingsOf(next, { name: 'Next' }))
  t.is(done.status, 200, done.text)
  t.like(done.body, { id: draft.body.id, enabled: true, addresses: draft.body.addresses, draft: undefined })
  next.person = { sub: 'ann' }
  t.truthy((await enter(t, world, { ...world.alpha, idp: next }, hint)).who?.sub)
  const other = settingsOf(world.alpha.idp, { name: 'Next' })
  t.is((await operator('PUT', own, other)).body.code, 'other_identity_provider')
})
