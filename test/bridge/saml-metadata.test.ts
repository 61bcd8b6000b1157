import { X509Certificate } from 'node:crypto'
import test from 'ava'
import { newCertificate } from '../../adapters/idp-saml/certificate.ts'
import { MAX_CERTIFICATES } from '../../src/model/saml-settings.ts'
import { connect, keys, protocol } from './saml-world.ts'

const bare = (pem: string): string => pem.replace(/-----.*-----/g, '').trim()
const key = (pem: string, use = ' use="signing"'): string =>
  `<md:KeyDescriptor${use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n${bare(pem)}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
const service = (binding: string, location: string): string =>
  `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`
const metadata = (inside: string, more = ''): string =>
  `<?xml version="1.0"?><!-- exported --><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example/"><md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${inside}</md:IDPSSODescriptor>${more}</md:EntityDescriptor>`

const understand = async (xml: string) => (await protocol.understand(xml)).metadata

// Awaited before the first test is declared.
const ours = await protocol.describe(connect('alpha'))

test("a provider's metadata becomes settings, with both certificates of a rollover", async t => {
  const read = await understand(
    metadata(
      key(keys.alpha.certificate) +
        key(keys.alphaNext.certificate, '') +
        key(keys.beta.certificate, ' use="encryption"') +
        service('HTTP-POST', 'https://idp.example/post') +
        service('HTTP-Redirect', 'https://idp.example/redirect?a=1&amp;b=2'),
    ),
  )
  t.is(read.entity_id, 'https://idp.example/')
  t.is(read.sso_url, 'https://idp.example/redirect?a=1&b=2')
  t.is(read.binding, 'redirect')
  t.true(read.sign_requests)
  t.deepEqual(read.certificates, [keys.alpha.certificate, keys.alphaNext.certificate])
})

test('several certificates under one key', async t => {
  const two = key(keys.alpha.certificate).replace(
    '</ds:X509Data>',
    `<ds:X509Certificate>${bare(keys.alphaNext.certificate)}</ds:X509Certificate></ds:X509Data>`,
  )
  const read = await understand(metadata(two + service('HTTP-Redirect', 'https://idp.example/')))
  t.deepEqual(read.certificates, [keys.alpha.certificate, keys.alphaNext.certificate])
})

test('white space in the middle of a certificate costs no more than any other text', async t => {
  const [first = '', rest = ''] = keys.alpha.certificate.split('\n', 2)
  const wide = key(keys.alpha.certificate).replace(rest, `${rest}${' '.repeat(900_000)}`)
  t.not(first, rest)
  const read = await understand(metadata(wide + service('HTTP-Redirect', 'https://idp.example/')))
  t.deepEqual(read.certificates, [keys.alpha.certificate])
})

test('a provider with POST only', async t => {
  const read = await understand(
    metadata(key(keys.alpha.certificate) + service('HTTP-POST', 'https://idp.example/post')),
  )
  t.is(read.sso_url, 'https://idp.example/post')
  t.is(read.binding, 'post')
})

for (const [what, xml] of [
  ['no XML', 'hello'],
  ['a document type', `<!DOCTYPE x>${metadata('')}`],
  ['our own metadata', ours],
  ['no certificate', metadata(service('HTTP-Redirect', 'https://idp.example/'))],
  ['a certificate that is none', metadata(key('AAAA') + service('HTTP-Redirect', 'https://idp.example/'))],
  ['no address', metadata(key(keys.alpha.certificate))],
  [
    'two providers',
    metadata(
      key(keys.alpha.certificate) + service('HTTP-POST', 'https://a.example'),
      '<md:IDPSSODescriptor/>',
    ),
  ],
  ['a megabyte', 'x'.repeat(1_100_000)],
  [
    'a signing certificate that cannot be read among others that can',
    metadata(key(keys.alpha.certificate) + key('AAAA') + service('HTTP-POST', 'https://a.example')),
  ],
  ...['2020-01-01T00:00:00Z', '2020-01-01T00:00:00', 'tomorrow'].map(
    until =>
      [
        `validUntil="${until}"`,
        metadata(key(keys.alpha.certificate) + service('HTTP-POST', 'https://a.example')).replace(
          ' entityID=',
          ` validUntil="${until}" entityID=`,
        ),
      ] as const,
  ),
] as const)
  test(`metadata with ${what} is refused`, async t => {
    await t.throwsAsync(understand(xml))
  })

const usable = key(keys.alpha.certificate) + service('HTTP-POST', 'https://idp.example/post')

test('every signing certificate is taken, and more than may be are refused', async t => {
  const made = await Promise.all([0, 1, 2].map(i => newCertificate(`key ${i}`, new Date())))
  const certificates = made.map(({ certificate }) => certificate)
  const all = [keys.alpha.certificate, keys.alphaNext.certificate, keys.beta.certificate, ...certificates]
  const post = service('HTTP-POST', 'https://idp.example/post')
  t.deepEqual((await understand(metadata(all.map(each => key(each)).join('') + post))).certificates, all)
  await t.throwsAsync(understand(metadata(manyKeys(MAX_CERTIFICATES + 1) + post)), {
    message: /more than 10/,
  })
  t.is((await understand(metadata(manyKeys(MAX_CERTIFICATES) + post))).certificates.length, MAX_CERTIFICATES)
})

/** Certificates that differ in their serial number: one key is enough to make them. */
const manyKeys = (count: number): string =>
  Array.from({ length: count }, (_, i) => key(withSerial(keys.beta.certificate, i))).join('')

const withSerial = (pem: string, serial: number): string => {
  const bytes = Buffer.from(bare(pem), 'base64')
  // The serial stands behind the version; the signature over it is nobody's concern here.
  const at = bytes.indexOf(Buffer.from([0x02, 0x10, 0x01])) + 3
  bytes.writeUInt32BE(serial + 1, at)
  return bytes.toString('base64')
}

for (const [text, wanted] of [
  ['true', true],
  ['1', true],
  [' 1 ', true],
  ['false', false],
  ['0', false],
] as const)
  test(`WantAuthnRequestsSigned="${text}" is ${wanted}`, async t => {
    const xml = metadata(usable).replace('Signed="true"', `Signed="${text}"`)
    t.is((await understand(xml)).sign_requests, wanted)
  })

test('metadata that is still valid is taken', async t => {
  for (const until of ['2100-01-01T00:00:00Z', '2100-01-01T00:00:00', '2100-01-01T00:00:00.5+02:00'])
    t.truthy(await understand(metadata(usable).replace(' entityID=', ` validUntil="${until}" entityID=`)))
})

test('what is harmless where nothing is signed does no harm', async t => {
  const styled = metadata(usable).replace('?>', '?><?xml-stylesheet href="a.xsl"?>')
  const commented = metadata(
    `<!-- <!DOCTYPE x> -->${usable.replace('X509Certificate>', 'X509Certificate><!-- a -->')}`,
  )
  const section = metadata(
    key(keys.alpha.certificate).replace(
      bare(keys.alpha.certificate),
      `<![CDATA[${bare(keys.alpha.certificate)}]]>`,
    ) + service('HTTP-POST', 'https://idp.example/post'),
  )
  for (const xml of [styled, commented, section])
    t.deepEqual((await understand(xml)).certificates, [keys.alpha.certificate])
})

test('a role of another protocol is not the one that is meant', async t => {
  const old = `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol">${usable}</md:IDPSSODescriptor>`
  t.is((await understand(metadata(usable, old))).sso_url, 'https://idp.example/post')
})

test('a certificate of our making is one: its key fits, it is valid now and for years', async t => {
  const now = new Date('2030-06-01T12:00:00Z')
  const { key: privateKey, certificate } = await newCertificate('Kasbah', now)
  const read = new X509Certificate(certificate)
  t.is(read.subject, 'CN=Kasbah')
  t.true(read.verify(read.publicKey))
  t.is(read.validFromDate.toISOString(), '2030-06-01T12:00:00.000Z')
  t.is(read.validToDate.getUTCFullYear(), 2040)
  // Strict readers demand the short form of a time before 2050, and the long one after.
  t.true(read.raw.includes('\x17\x0d300601120000Z', 0, 'latin1'))
  const late = new X509Certificate(
    (await newCertificate('Kasbah', new Date('2045-06-01T12:00:00Z'))).certificate,
  )
  t.true(late.raw.includes('\x18\x0f205506', 0, 'latin1'))
  t.regex(privateKey, /BEGIN PRIVATE KEY/)
  t.not((await newCertificate('Kasbah', now)).certificate, certificate)
})
