import test from 'ava'
import { answerOf, requestIn, respond } from './saml-idp.ts'
import { begin, connect, honest, keys, plain, protocol, refused, signIn } from './saml-world.ts'

for (const what of ['assertion', 'response', 'both'] as const)
  test(`an honest answer with a signed ${what} is believed`, async t => {
    const ann = await signIn({ how: { what } })
    t.is(ann.subject, 'ann@alpha.example')
    t.is(ann.email, 'ann@alpha.example')
    t.false(ann.email_verified)
    t.is(ann.name, 'Ann')
    t.deepEqual(ann.groups, ['staff', 'admins'])
    t.truthy(ann.sid)
    t.truthy(ann.auth_time)
    t.truthy(ann.once?.id)
  })

test('each organisation has its own provider', async t => {
  t.is((await signIn({ connection: connect('beta') })).subject, 'ann@beta.example')
})

test('the request names us, our address and the provider, in its own id', async t => {
  const { hop, memory } = await begin(connect('alpha'), { ...plain, force: true })
  if (!('redirect' in hop)) return t.fail('a redirect was configured')
  const request = requestIn(hop.redirect)
  t.true(hop.redirect.startsWith('https://idp.alpha.example/sso?'))
  t.is(new URL(hop.redirect).searchParams.get('RelayState'), plain.state)
  t.regex(
    request,
    /AssertionConsumerServiceURL="https:\/\/kasbah.example\/login\/saml\/alpha\/idp_alpha\/acs"/,
  )
  t.regex(request, /Destination="https:\/\/idp.alpha.example\/sso"/)
  t.regex(request, /ForceAuthn="true"/)
  t.true(request.includes(`ID="${memory.request}"`))
  t.true(request.includes('>https://kasbah.example/login/saml/alpha/idp_alpha/metadata<'))
  t.is(new URL(hop.redirect).searchParams.get('Signature'), null)
})

test('ids of requests do not repeat', async t => {
  const [one, two] = await Promise.all([begin(connect('alpha')), begin(connect('alpha'))])
  t.not(one.memory.request, two.memory.request)
})

test('requests are signed when the settings say so', async t => {
  const { hop } = await begin(connect('alpha', { sign_requests: true }))
  if (!('redirect' in hop)) return t.fail('a redirect was configured')
  const query = new URL(hop.redirect).searchParams
  t.is(query.get('SigAlg'), 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256')
  t.truthy(query.get('Signature'))
})

test('by POST the request travels in a form', async t => {
  const { hop } = await begin(connect('alpha', { binding: 'post', sign_requests: true }))
  if (!('post' in hop)) return t.fail('POST was configured')
  t.is(hop.post.url, 'https://idp.alpha.example/sso')
  t.is(hop.post.fields.RelayState, plain.state)
  const request = Buffer.from(hop.post.fields.SAMLRequest ?? '', 'base64').toString()
  t.regex(request, /<samlp:AuthnRequest/)
  t.regex(request, /<SignatureValue>|<ds:SignatureValue>/)
})

test('two certificates while the key changes, one after', async t => {
  const both = connect('alpha', { certificates: [keys.alpha.certificate, keys.alphaNext.certificate] })
  for (const key of [keys.alpha, keys.alphaNext])
    t.is((await signIn({ connection: both, how: { key } })).subject, 'ann@alpha.example')
  const next = connect('alpha', { certificates: [keys.alphaNext.certificate] })
  await refused(t, 'answer_signature', signIn({ connection: next, how: { key: keys.alpha } }))
})

test('certificates as bare base64 are the same certificates', async t => {
  const bare = keys.alpha.certificate.replace(/-----.*-----/g, '').replace(/\n/g, '')
  t.is(
    (await signIn({ connection: connect('alpha', { certificates: [bare] }) })).subject,
    'ann@alpha.example',
  )
})

for (const [demanded, given] of [
  ['assertion', 'response'],
  ['response', 'assertion'],
  ['both', 'assertion'],
  ['both', 'response'],
  ['either', 'none'],
] as const)
  test(`a signed ${given} where ${demanded} is demanded`, async t => {
    await refused(
      t,
      'answer_signature',
      signIn({ connection: connect('alpha', { signed: demanded }), how: { what: given } }),
    )
  })

test('a subject from an attribute, groups in one text, an oid for a name', async t => {
  const connection = connect('alpha', {
    subject_attribute: 'urn:oid:0.9.2342.19200300.100.1.1',
    groups_delimiter: ';',
  })
  const ann = await signIn({
    connection,
    said: {
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      attributes: { 'urn:oid:0.9.2342.19200300.100.1.1': ['ann1'], groups: ['staff; admins'] },
    },
  })
  t.is(ann.subject, 'ann1')
  t.deepEqual(ann.groups, ['staff', 'admins'])
  t.is(ann.email, undefined)
})

test('a transient NameID is no key of a person', async t => {
  const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
  await refused(t, 'answer_subject', signIn({ said: { nameIdFormat } }))
})

test('an attribute with two values is no key of a person', async t => {
  const connection = connect('alpha', { subject_attribute: 'uid' })
  await refused(t, 'answer_subject', signIn({ connection, said: { attributes: { uid: ['a', 'b'] } } }))
  await refused(t, 'answer_subject', signIn({ connection, said: { attributes: {} } }))
})

test('a proof older than was asked for', async t => {
  await refused(t, 'answer_stale', signIn({ request: { force: true }, said: { authnInstant: -600 } }))
  await refused(t, 'answer_stale', signIn({ request: { max_age: 60 }, said: { authnInstant: -600 } }))
  t.truthy(await signIn({ request: { max_age: 900 }, said: { authnInstant: -600 } }))
})

test("the provider's own refusal is passed on", async t => {
  await refused(t, 'idp_refused', signIn({ said: { status: 'Responder' } }))
})

for (const [what, answer] of [
  ['nothing', new URLSearchParams()],
  ['two responses', new URLSearchParams('SAMLResponse=AAAA&SAMLResponse=AAAA')],
  ['no base64', new URLSearchParams({ SAMLResponse: '<xml/>' })],
  ['bytes that are no text', new URLSearchParams({ SAMLResponse: '/////w==' })],
  ['no XML', answerOf('hello', 'x')],
  ['another document', answerOf('<html/>', 'x')],
  [
    'a logout response',
    answerOf('<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0"/>', 'x'),
  ],
  ['two roots', answerOf('<a/><b/>', 'x')],
  ['an open end', answerOf('<a><b>', 'x')],
  ['ten thousand levels', answerOf('<a>'.repeat(10_000) + '</a>'.repeat(10_000), 'x')],
  ['a megabyte', answerOf(`<a>${'x'.repeat(1_000_000)}</a>`, 'x')],
] as const)
  test(`${what} for an answer is refused, not a defect`, async t => {
    const connection = connect('alpha')
    const { memory } = await begin(connection)
    await refused(t, 'answer_invalid', protocol.finish(connection, memory, answer))
  })

test('our metadata names our address and our certificate', async t => {
  const xml = await protocol.describe(connect('alpha'))
  t.true(xml.includes('entityID="https://kasbah.example/login/saml/alpha/idp_alpha/metadata"'))
  t.true(xml.includes('Location="https://kasbah.example/login/saml/alpha/idp_alpha/acs"'))
  t.regex(xml, /AuthnRequestsSigned="false"/)
  // What signs people out is always signed.
  t.deepEqual(xml.match(/use="\w+"/g), ['use="signing"', 'use="encryption"'])
  const signing = await protocol.describe(connect('alpha', { sign_requests: true }))
  t.regex(signing, /AuthnRequestsSigned="true"/)
  t.deepEqual(signing.match(/use="\w+"/g), ['use="signing"', 'use="encryption"'])
  t.false(xml.includes('PRIVATE'))
})

test('the same answer fits one transaction only', async t => {
  const connection = connect('alpha')
  const first = await begin(connection)
  const second = await begin(connection)
  const xml = respond(honest(connection, first.memory), { key: keys.alpha, what: 'both' })
  t.truthy(await protocol.finish(connection, first.memory, answerOf(xml, plain.state)))
  await refused(
    t,
    'answer_unexpected',
    protocol.finish(connection, second.memory, answerOf(xml, plain.state)),
  )
})

test('exclusive canonicalization with comments is the same where there are none', async t => {
  const comments = 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments'
  const transforms = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', comments]
  for (const what of ['assertion', 'response'] as const)
    t.truthy(await signIn({ how: { what, transforms, canonicalization: comments } }))
})
