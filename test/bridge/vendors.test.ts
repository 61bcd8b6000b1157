/** The guides of docs/identity.md, followed against what each vendor publishes of itself. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { enter, memberOf, ownDomain, settingsOf, startWorld } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'
import { signedXml } from './saml-federation.ts'
import { keys, protocol } from './saml-world.ts'
import { federationMetadata, googleMetadata, OIDC_VENDORS } from './vendors.ts'

const guide = readFileSync(new URL('../../docs/identity.md', import.meta.url), 'utf8')

test('people sign in by the settings of each guide, with their address, their role and a stable id', async t => {
  const world = await startWorld(t)
  const { operator } = world.service
  await ownDomain(t, world, 'alpha', 'alpha.example')
  for (const { name, settings, terms, mapping, token, userinfo, subject } of OIDC_VENDORS) {
    const idp = await createOidcIdp(t, name)
    const { iss, aud, iat, exp, nonce } = { iss: 1, aud: 1, iat: 1, exp: 1, nonce: 1 }
    idp.knobs.claims = honest => ({
      ...Object.fromEntries(Object.entries(honest).filter(([key]) => key in { iss, aud, iat, exp, nonce })),
      ...token,
    })
    idp.knobs.userinfo = () => userinfo
    const base = settingsOf(idp, {
      name,
      ...terms,
      mappings: mapping === '' ? [] : [{ external: mapping, role: 'member' }],
    })
    const body = { ...base, settings: { ...base.settings, ...settings } }
    const made = await operator('POST', '/v1/orgs/alpha/identity-providers', body)
    t.is(made.status, 201, `${name}: ${made.text}`)
    const hint = { params: { idp_hint: made.body.id } }
    const { who, refused } = await enter(t, world, { ...world.alpha, idp }, hint)
    t.is(refused, undefined, name)
    const id = String(who?.sub).replace('alpha:user:', '')
    t.like(
      await memberOf(world, 'alpha', id),
      { role: mapping === '' ? 'guest' : 'member', name: 'Ann Archer', email: 'ann@alpha.example' },
      name,
    )
    const known = await operator('GET', `/v1/orgs/alpha/members/${id}/identities`)
    t.like(known.body.items[0], { subject, email_verified: true }, name)
    if (name.startsWith('Google')) {
      const { hd: _, ...consumer } = token
      idp.knobs.claims = honest => ({ ...honest, ...consumer })
      idp.knobs.userinfo = () => ({ sub: token.sub })
      t.is(
        (await enter(t, world, { ...world.alpha, idp }, hint)).refused,
        'claim_required',
        'of another domain',
      )
    }
    if (name.startsWith('Entra')) {
      const { groups: _, ...without } = token
      idp.knobs.claims = honest => {
        const { groups: __, ...rest } = honest
        return {
          ...rest,
          ...without,
          _claim_names: { groups: 'src1' },
          _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x' } },
        }
      }
      t.is(
        (await enter(t, world, { ...world.alpha, idp }, hint)).refused,
        'idp_misconfigured',
        'too many groups',
      )
    }
  }
})

test('metadata of ADFS, Entra ID and Google is understood, and its signature checked where it has one', async t => {
  const adfs = federationMetadata(keys.alpha.certificate)
  const expected = {
    entity_id: 'http://adfs.alpha.example/adfs/services/trust',
    sso_url: 'https://adfs.alpha.example/adfs/ls/',
    certificates: [keys.alpha.certificate],
  }
  t.like((await protocol.understand(adfs)).metadata, expected)
  const signed = signedXml(adfs.slice(1), keys.alpha)
  const wanted = { certificates: [keys.alpha.certificate] }
  t.like((await protocol.understand(`\uFEFF${signed}`, wanted)).metadata, expected)
  const google = await protocol.understand(googleMetadata(keys.beta.certificate))
  t.like(google.metadata, {
    entity_id: 'https://accounts.google.com/o/saml2?idpid=C01abc2de',
    sso_url: 'https://accounts.google.com/o/saml2/idp?idpid=C01abc2de',
    binding: 'redirect',
  })
  t.is(google.valid_until, Date.parse('2099-03-01T10:20:30Z'))
})

test('each vendor that is tried has its guide', t => {
  for (const heading of ['Microsoft Entra ID', 'Okta', 'Google Workspace', 'Keycloak', 'Ping', 'ADFS'])
    t.regex(guide, new RegExp(`^## ${heading}`, 'm'))
})
