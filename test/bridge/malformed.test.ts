/** Whatever is sent, the answer is a refusal with a code: laws over arbitrary input. */
import test from 'ava'
import fc from 'fast-check'
import { claimAt, statementOf } from '../../adapters/idp-oidc/claims.ts'
import { createOidcProtocol } from '../../adapters/idp-oidc/protocol.ts'
import { createOutbound } from '../../adapters/outbound/http.ts'
import { domainOf, domainOfAddress } from '../../src/model/email.ts'
import { OidcSettings } from '../../src/model/idp.ts'
import { statedGroups } from '../../src/model/stated.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { createOidcIdp } from './oidc-idp.ts'
import { connect as toOidc } from './oidc-world.ts'
import { answerOf, respond } from './saml-idp.ts'
import { begin, connect, honest, keys, plain, protocol } from './saml-world.ts'

test('any claims state a person or are refused', t => {
  const settings = OidcSettings.parse({ issuer: 'https://a.example', client_id: 'x', groups_delimiter: ',' })
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('sub', 'email', 'groups', 'name', 'amr', 'sid', '_claim_names'),
        fc.jsonValue(),
      ),
      claims => {
        try {
          const { subject, groups } = statementOf(claims, settings)
          return subject.length > 0 && groups.every(group => typeof group === 'string')
        } catch (error) {
          return error instanceof SignInRefused
        }
      },
    ),
    { numRuns: 1_000 },
  )
  fc.assert(fc.property(fc.string(), path => claimAt({}, path) === undefined))
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.option(fc.string({ minLength: 1, maxLength: 8 })),
      (values, delimiter) => {
        const stated = statedGroups(values, delimiter ?? undefined)
        return 'fault' in stated || stated.groups.every(group => group === group.trim() && group !== '')
      },
    ),
  )
  t.pass()
})

test('any text has a domain in lower case ASCII or none', t => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.emailAddress(), fc.domain()), text =>
      [domainOf(text), domainOfAddress(text)].every(
        domain => domain === undefined || /^[a-z0-9.-]+$/.test(domain),
      ),
    ),
  )
  t.pass()
})

test('a signed SAML answer with any one byte changed is refused or says the same', async t => {
  const connection = connect('alpha')
  const { memory } = await begin(connection)
  const xml = respond(honest(connection, memory), { key: keys.alpha, what: 'both' })
  const finish = (text: string) => protocol.finish(connection, memory, answerOf(text, plain.state))
  const { subject } = await finish(xml)
  const change = fc.record({
    at: fc.nat(xml.length - 1),
    to: fc.constantFrom('<', '>', '"', '&', 'x', ' ', '\0', '', 'é', '<!---->', '</saml:NameID>'),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ at, to }) => {
      try {
        return (await finish(xml.slice(0, at) + to + xml.slice(at + 1))).subject === subject
      } catch (error) {
        return error instanceof SignInRefused
      }
    }),
    { numRuns: 300 },
  )
  t.pass()
})

test('any JSON for metadata, keys, tokens or userinfo is a refusal', async t => {
  const idp = await createOidcIdp(t, 'alpha')
  const outbound = createOutbound({ allowed: ['127.0.0.0/8'] })
  const connection = toOidc('alpha', idp)
  const honestKnobs = { ...idp.knobs }
  const part = fc.constantFrom('metadata', 'keys', 'userinfo', 'token')
  await fc.assert(
    fc.asyncProperty(
      part,
      fc.dictionary(
        fc.constantFrom('keys', 'issuer', 'sub', 'jwks_uri', 'token_endpoint', 'authorization_endpoint'),
        fc.jsonValue(),
      ),
      async (what, value) => {
        Object.assign(idp.knobs, honestKnobs)
        Object.assign(idp.knobs, {
          [what]: (honestly: object) =>
            what === 'token' ? JSON.stringify(value) : { ...honestly, ...value },
        })
        const oidc = createOidcProtocol({ outbound })
        try {
          const { hop, memory } = await oidc.start(connection, plain)
          const back = await idp.visit('redirect' in hop ? hop.redirect : '')
          await oidc.finish(connection, memory, back.searchParams)
          return true
        } catch (error) {
          return error instanceof SignInRefused || String(error).includes('the provider answered')
        }
      },
    ),
    { numRuns: 100 },
  )
  t.pass()
})
