/** What a SAML provider leaves out, states oddly or states too much of; and times as XML Schema writes them. */
import test from 'ava'
import fc from 'fast-check'
import { instantOf } from '../../adapters/idp-saml/instant.ts'
import { SamlSettings } from '../../src/model/saml-settings.ts'
import { connect, keys, refused, signIn } from './saml-world.ts'

const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'
const breakSignature = (element: 'Response' | 'Assertion') => (xml: string) => {
  const own =
    element === 'Response' ? xml.indexOf('<ds:SignatureValue>') : xml.lastIndexOf('<ds:SignatureValue>')
  const at = own + '<ds:SignatureValue>'.length
  const [first] = xml.slice(at)
  return xml.slice(0, at) + (first === 'A' ? 'B' : 'A') + xml.slice(at + 1)
}

test('a signature that is there must be good, wherever it stands', async t => {
  const how = { what: 'both' } as const
  t.truthy(await signIn({ how }))
  for (const element of ['Response', 'Assertion'] as const)
    for (const signed of ['either', 'assertion', 'response', 'both'] as const)
      await refused(
        t,
        'answer_signature',
        signIn({ how, tamper: breakSignature(element), connection: connect('alpha', { signed }) }),
      )
  t.truthy(await signIn({ how: { key: keys.alpha, what: 'response' } }))
})

test('a name that is an e-mail address is a key of a person only where an admin says so', async t => {
  for (const nameIdFormat of [EMAIL, UNSPECIFIED])
    await refused(t, 'answer_subject', signIn({ said: { nameIdFormat } }))
  await refused(t, 'answer_subject', signIn({ said: { nameIdFormat: EMAIL, nameId: 'ann' } }))
  const connection = connect('alpha', { email_as_subject: true })
  t.is((await signIn({ connection, said: { nameIdFormat: EMAIL } })).subject, 'ann@alpha.example')
  // Settings written before there was the choice go on as they were.
  const { email_as_subject, ...before } = connect('alpha').settings
  const old = { ...connect('alpha'), settings: before as SamlSettings }
  t.is((await signIn({ connection: old, said: { nameIdFormat: EMAIL } })).subject, 'ann@alpha.example')
})

test('an attribute that holds an address or a name is no key of a person', t => {
  const base = { entity_id: 'x', sso_url: 'https://idp.example', certificates: ['x'.repeat(100)] }
  const taken = (subject_attribute: string) => SamlSettings.safeParse({ ...base, subject_attribute }).success
  for (const name of [
    'mail',
    'Email',
    'emailAddress',
    'urn:oid:0.9.2342.19200300.100.1.3',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  ])
    t.false(taken(name), name)
  for (const name of ['uid', 'objectid', 'urn:oid:0.9.2342.19200300.100.1.1', 'employeeNumber'])
    t.true(taken(name), name)
})

test('white space belongs to a name, so a name with some around it is none', async t => {
  for (const nameId of [' dave ', '\tdave', 'dave\n', 'da&#x9;ve'])
    await refused(t, 'answer_subject', signIn({ said: { nameId } }))
})

test('a character that XML has not is none in any writing', async t => {
  for (const nameId of ['da&#0;ve', 'da&#x1;ve', 'da&#xFFFF;ve', '&#0;'])
    await refused(t, /answer_(?:invalid|signature|subject)/, signIn({ said: { nameId } }))
})

test('sections and comments are refused where something is signed, empty ones too', async t => {
  const said = { nameId: 'dave' }
  for (const inside of ['dave<![CDATA[]]>', '<![CDATA[dave]]>', 'da<!---->ve', 'dave<?x?>']) {
    // The signature stays good: what signs sees none of it.
    const tamper = (xml: string) => xml.replace('>dave<', `>${inside}<`)
    await refused(t, 'answer_invalid', signIn({ said, tamper }))
  }
})

test('groups that cannot be read whole do not pass for fewer; a delimiter splits every value', async t => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `group ${i}`)
  const said = (groups: readonly string[]) => ({ said: { attributes: { groups } } })
  await refused(t, 'idp_misconfigured', signIn(said(many(2_001))))
  await refused(t, 'idp_misconfigured', signIn(said(['x'.repeat(513)])))
  t.is((await signIn(said(many(2_000)))).groups.length, 2_000)
  const connection = connect('alpha', { groups_delimiter: ';' })
  t.deepEqual((await signIn({ connection, ...said(['a; b', 'c;;']) })).groups, ['a', 'b', 'c'])
})

test('a proof or an issue in the future is refused', async t => {
  await refused(t, 'answer_expired', signIn({ said: { authnInstant: 7200 } }))
  t.truthy(await signIn({ said: { authnInstant: 20 } }))
  const later = (name: string) => (xml: string) =>
    xml.replace(new RegExp(`(<saml:Assertion[^>]*) ${name}="[^"]*"`), `$1 ${name}="2100-01-01T00:00:00Z"`)
  await refused(t, /answer_(?:expired|signature)/, signIn({ tamper: later('IssueInstant') }))
})

test('times are read as XML Schema writes them; without a zone they are UTC', t => {
  const noon = Date.UTC(2030, 5, 1, 12)
  for (const text of [
    '2030-06-01T12:00:00Z',
    '2030-06-01T12:00:00',
    '2030-06-01T12:00:00.000',
    '2030-06-01T14:30:00+02:30',
    '2030-06-01T00:00:00-12:00',
    ' 2030-06-01T12:00:00Z\n',
  ])
    t.is(instantOf(text), noon, text)
  t.is(instantOf('2030-05-31T24:00:00Z'), Date.UTC(2030, 5, 1))
  t.is(instantOf('2030-06-01T12:00:00.1239Z'), noon + 123)
  for (const text of [
    '',
    'now',
    '1 June 2030',
    '2030-06-01',
    '2030-06-01 12:00:00Z',
    '2030-6-1T12:00:00Z',
    '2030-02-30T12:00:00Z',
    '2030-13-01T12:00:00Z',
    '2030-06-01T25:00:00Z',
    '2030-06-01T24:00:01Z',
    '2030-06-01T12:60:00Z',
    '2030-06-01T12:00:00+15:00',
    '2030-06-01T12:00Z',
  ])
    t.is(instantOf(text), undefined, text)
})

test('every time that JavaScript prints is read as itself', t => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T23:59:59Z'),
        noInvalidDate: true,
      }),
      date => instantOf(date.toISOString()) === date.getTime(),
    ),
  )
  t.pass()
})
