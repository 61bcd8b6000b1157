/** What a SAML answer may not say, each of it properly signed unless the signature itself is the lie. */
import test from 'ava'
import { DS, type Said } from './saml-idp.ts'
import { liesOf, ways } from './saml-lies.ts'
import { connect, keys, refused, signIn } from './saml-world.ts'

for (const what of ['assertion', 'both'] as const)
  for (const [lie, code, said] of liesOf(connect('beta').addresses))
    test(`an answer with ${lie} is refused (${what} signed)`, async t => {
      await refused(t, code, signIn({ said, how: { what } }))
    })

test('no conditions', async t => {
  await refused(t, /^answer_(?:audience|invalid)$/, signIn({ said: { conditions: false } }))
})

test('a condition that nobody here understands; those that SAML has are fine', async t => {
  const { metadata } = connect('alpha').addresses
  const beside = (condition: string) => ({
    audience: `${metadata}</saml:Audience></saml:AudienceRestriction>${condition}<saml:AudienceRestriction><saml:Audience>${metadata}`,
  })
  await refused(t, 'answer_invalid', signIn({ said: beside('<saml:Condition/>') }))
  await refused(t, 'answer_invalid', signIn({ said: beside('<x:OneTimeUse xmlns:x="urn:x"/>') }))
  t.truthy(await signIn({ said: beside('<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/>') }))
})

test('no destination in a signed response', async t => {
  await refused(
    t,
    'answer_recipient',
    signIn({ said: { destination: undefined }, how: { what: 'response' } }),
  )
})

for (const what of ['assertion', 'response', 'both'] as const)
  for (const [way, how] of ways)
    test(`${way}: refused (${what} signed)`, async t => {
      await refused(t, 'answer_signature', signIn({ how: { ...how, what } }))
    })

test('HMAC with the certificate as its key', async t => {
  const hmac = `${DS}hmac-sha1`
  const tamper = (xml: string) => xml.replaceAll('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', hmac)
  for (const what of ['assertion', 'response'] as const)
    await refused(t, 'answer_signature', signIn({ tamper, how: { what } }))
})

test("the signer's own certificate in KeyInfo convinces nobody", async t => {
  const tamper = (xml: string) => {
    t.true(xml.includes('X509Certificate'))
    return xml
  }
  await refused(t, 'answer_signature', signIn({ tamper, how: { key: keys.beta } }))
})

for (const what of ['assertion', 'response', 'both'] as const) {
  test(`a changed name is noticed (${what} signed)`, async t => {
    const tamper = (xml: string) =>
      xml.replace('>ann@alpha.example</saml:NameID>', '>eve@alpha.example</saml:NameID>')
    await refused(t, 'answer_signature', signIn({ tamper, how: { what } }))
  })
  test(`a comment in the name is refused (${what} signed)`, async t => {
    const tamper = (xml: string) =>
      xml.replace('>ann@alpha.example<', '>ann@alpha.example<!-- -->.evil.example<')
    const said = { nameId: 'ann@alpha.example.evil.example' }
    const splits = (xml: string) => xml.replace('alpha.example.evil', 'alpha.example<!---->.evil')
    await refused(t, 'answer_invalid', signIn({ said, tamper: splits, how: { what } }))
    await refused(t, 'answer_invalid', signIn({ tamper, how: { what } }))
  })
}

test('no signature: a removed one', async t => {
  const tamper = (xml: string) => xml.replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, '')
  await refused(t, 'answer_signature', signIn({ tamper }))
})

const DOCUMENT_TYPES = [
  '<!DOCTYPE samlp:Response [<!ENTITY who "eve">]>',
  '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">',
  '<!doctype r>',
]
for (const type of DOCUMENT_TYPES)
  test(`a document type is refused: ${type.slice(0, 24)}`, async t => {
    await refused(t, 'answer_invalid', signIn({ tamper: xml => type + xml }))
  })

test('a processing instruction or a section is refused', async t => {
  await refused(
    t,
    'answer_invalid',
    signIn({ tamper: xml => xml.replace('<samlp:Status>', '<?x y?><samlp:Status>') }),
  )
  await refused(t, 'answer_invalid', signIn({ tamper: xml => xml.replace('>Ann<', '><![CDATA[Ann]]><') }))
})

for (const name of ['ID', 'Id', 'id', 'xml:id'])
  test(`one id twice is refused, whatever it is called: ${name}`, async t => {
    const tamper = (xml: string, said: Said) =>
      xml.replace('<samlp:Status>', `<samlp:Status ${name}="${said.assertionId}">`)
    await refused(t, 'answer_invalid', signIn({ tamper }))
  })

test('an XML declaration is fine', async t => {
  const ann = await signIn({ tamper: xml => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` })
  t.is(ann.subject, 'ann@alpha.example')
})
