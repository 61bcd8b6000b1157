import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import test from 'ava'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { DS, SAML, signed } from './saml-idp.ts'
import { connect, keys, refused, signIn } from './saml-world.ts'

const XENC = 'http://www.w3.org/2001/04/xmlenc#'
const XENC11 = 'http://www.w3.org/2009/xmlenc11#'

interface Method {
  readonly cipher: 'aes-256-gcm' | 'aes-128-gcm' | 'aes-256-cbc'
  readonly wrap: 'oaep-sha1' | 'oaep-sha256' | 'pkcs1'
}

const CIPHERS = {
  'aes-128-gcm': [`${XENC11}aes128-gcm`, 16, 12],
  'aes-256-gcm': [`${XENC11}aes256-gcm`, 32, 12],
  'aes-256-cbc': [`${XENC}aes256-cbc`, 32, 16],
} as const

const WRAPS = {
  'oaep-sha1': [`${XENC}rsa-oaep-mgf1p`, `${DS}sha1`],
  'oaep-sha256': [`${XENC11}rsa-oaep`, `${XENC}sha256`],
  pkcs1: [`${XENC}rsa-1_5`, `${DS}sha1`],
} as const

const cipherText = (text: string, cipher: Method['cipher'], key: Buffer, ivLength: number): Buffer => {
  const iv = randomBytes(ivLength)
  if (cipher === 'aes-256-cbc') {
    const made = createCipheriv(cipher, key, iv)
    return Buffer.concat([iv, made.update(text), made.final()])
  }
  const made = createCipheriv(cipher, key, iv)
  return Buffer.concat([iv, made.update(text), made.final(), made.getAuthTag()])
}

const encrypt = (xml: string, { cipher, wrap }: Method, certificate = keys.ours.certificate): string => {
  const [algorithm, keyLength, ivLength] = CIPHERS[cipher]
  const [wrapping, digest] = WRAPS[wrap]
  const key = randomBytes(keyLength)
  const wrapped = publicEncrypt(
    wrap === 'pkcs1'
      ? { key: certificate, padding: constants.RSA_PKCS1_PADDING }
      : {
          key: certificate,
          padding: constants.RSA_PKCS1_OAEP_PADDING,
          oaepHash: wrap === 'oaep-sha1' ? 'sha1' : 'sha256',
        },
    key,
  )
  const bytes = cipherText(xml, cipher, key, ivLength)
  return `<saml:EncryptedAssertion xmlns:saml="${SAML}"><xenc:EncryptedData xmlns:xenc="${XENC}" Type="${XENC}Element"><xenc:EncryptionMethod Algorithm="${algorithm}"/><ds:KeyInfo xmlns:ds="${DS}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="${wrapping}"><ds:DigestMethod Algorithm="${digest}"/></xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>${wrapped.toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>`
}

const ASSERTION = /<saml:Assertion[\s\S]*<\/saml:Assertion>/
const hidden = (method: Method, certificate?: string) => (xml: string) =>
  xml.replace(ASSERTION, assertion => encrypt(assertion, method, certificate))

for (const cipher of ['aes-128-gcm', 'aes-256-gcm', 'aes-256-cbc'] as const)
  for (const wrap of ['oaep-sha1', 'oaep-sha256'] as const)
    test(`an encrypted assertion that is signed inside: ${cipher}, ${wrap}`, async t => {
      t.is((await signIn({ tamper: hidden({ cipher, wrap }) })).subject, 'ann@alpha.example')
    })

const around = (cipher: Method['cipher']) => (xml: string) =>
  signed(hidden({ cipher, wrap: 'oaep-sha1' })(xml), 'Response', { key: keys.alpha, what: 'response' })

test('an encrypted assertion in a response that is signed around it', async t => {
  for (const what of ['none', 'assertion'] as const)
    t.is((await signIn({ tamper: around('aes-256-cbc'), how: { what } })).subject, 'ann@alpha.example')
  const connection = connect('alpha', { signed: 'both' })
  t.truthy(await signIn({ connection, tamper: around('aes-256-cbc'), how: { what: 'assertion' } }))
  const unsigned = signIn({ connection, tamper: around('aes-256-gcm'), how: { what: 'none' } })
  await refused(t, 'answer_signature', unsigned)
})

test('anyone can encrypt for us: unsigned inside is refused', async t => {
  const tamper = hidden({ cipher: 'aes-256-gcm', wrap: 'oaep-sha256' })
  await refused(t, 'answer_signature', signIn({ tamper, how: { what: 'none' } }))
  await refused(t, 'answer_signature', signIn({ tamper, how: { key: keys.beta } }))
  await refused(t, 'answer_signature', signIn({ tamper, how: { algorithm: `${DS}rsa-sha1` } }))
})

test('a key wrapped by RSA 1.5, for someone else, or bytes that were changed', async t => {
  await refused(t, 'answer_invalid', signIn({ tamper: hidden({ cipher: 'aes-256-gcm', wrap: 'pkcs1' }) }))
  const foreign = hidden({ cipher: 'aes-256-gcm', wrap: 'oaep-sha1' }, keys.beta.certificate)
  await refused(t, 'answer_invalid', signIn({ tamper: foreign }))
  const broken = (xml: string) =>
    hidden({ cipher: 'aes-256-gcm', wrap: 'oaep-sha1' })(xml).replace(
      /<xenc:CipherValue>..../g,
      '<xenc:CipherValue>AAAA',
    )
  await refused(t, 'answer_invalid', signIn({ tamper: broken }))
})

test('what is encrypted is not an assertion', async t => {
  const other = (xml: string) =>
    xml.replace(ASSERTION, () => encrypt('<a/>', { cipher: 'aes-256-gcm', wrap: 'oaep-sha1' }))
  await refused(t, 'answer_invalid', signIn({ tamper: other }))
})

test('a wrapped assertion inside the encryption', async t => {
  const tamper = (xml: string) =>
    xml.replace(ASSERTION, assertion =>
      encrypt(
        assertion.replace('</saml:Assertion>', `${assertion.replaceAll('ann@', 'eve@')}</saml:Assertion>`),
        { cipher: 'aes-256-gcm', wrap: 'oaep-sha1' },
      ),
    )
  await refused(t, 'answer_invalid', signIn({ tamper }))
})

test('whoever changes what CBC hid learns nothing of what comes out', async t => {
  const method = { cipher: 'aes-256-cbc', wrap: 'oaep-sha1' } as const
  const holding = (text: string) => (xml: string) => xml.replace(ASSERTION, () => encrypt(text, method))
  const cut = (xml: string) =>
    hidden(method)(xml).replace(
      /.{8}<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>/,
      'AAAAAA==</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>',
    )
  const answers = [
    signIn({ tamper: holding('<a') }),
    signIn({ tamper: holding('<a/>') }),
    signIn({ tamper: cut }),
    signIn({ tamper: hidden(method), how: { what: 'none' } }),
    signIn({ tamper: hidden(method), how: { key: keys.beta } }),
    signIn({ tamper: (xml: string) => hidden(method)(xml.replace('>ann@', '>eve@')) }),
  ]
  const said = await Promise.all(answers.map(answer => t.throwsAsync(answer, { instanceOf: SignInRefused })))
  t.is(new Set(said.map(error => `${error?.code} ${error?.detail}`)).size, 1)
  t.is(said[0]?.code, 'answer_invalid')
})
