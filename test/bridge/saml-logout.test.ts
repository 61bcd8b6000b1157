/** Single logout that an identity provider begins: it ends what grew out of its own sign-in, by signed messages alone. */
import test from 'ava'
import { claims, register } from '../identity/app.ts'
import { backChannel } from '../identity/back-channel.ts'
import { startSignIn } from '../identity/service.ts'
import { begin, settingsOf } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'
import { newId } from './saml-idp.ts'
import {
  type Asked,
  arrive,
  bring,
  form,
  holds,
  honestRequest,
  ourCertificate,
  ourMessage,
  query,
  reconnect,
  renews,
  requestXml,
  SLO,
  signedXml,
  unsignedQuery,
  withLogout,
} from './saml-logout.ts'
import { addresses, startWorld, worldAt } from './saml-service.ts'
import { keys } from './saml-world.ts'

test('by redirect: one session with its tokens ends, others stay, and the answer is signed', async t => {
  const world = await startWorld(t)
  await reconnect(t, world, withLogout())
  const [one, two] = [await arrive(t, world, world.alpha), await arrive(t, world, world.alpha)]
  const beta = await arrive(t, world, world.beta)
  const asked = honestRequest(world, world.alpha, { sessions: [one.session] })
  const answer = await bring(
    addresses(world, world.alpha).slo,
    query('SAMLRequest', requestXml(asked), { relay: 'a b&c' }),
  )
  t.is(answer.status, 303, answer.text)
  const said = ourMessage(answer.location, await ourCertificate(world))
  t.true(said.good)
  t.is(said.to, SLO)
  t.is(said.relay, 'a b&c')
  t.regex(said.xml, new RegExp(`^<samlp:LogoutResponse .*InResponseTo="${asked.id}".*status:Success`))
  t.deepEqual(await Promise.all([one, two, beta].map(person => holds(world, person))), [false, true, true])
  const trail = await world.service.operator('GET', '/v1/orgs/alpha/audit?action=singleLogout')
  t.like(trail.body.items[0], { actor: one.sub.replace('alpha:', ''), reason: 'alpha' })
  t.is(trail.body.items.length, 1)
  const metrics = (await world.service.operator('GET', '/metrics')).text
  t.regex(metrics, /kasbah_idp_sign_outs_total\{begun="idp",outcome="whole"\} 1/)
})

test('by POST and without a session: all that came from this provider, and what was kept on purpose stays', async t => {
  const world = await startWorld(t)
  await reconnect(t, world, withLogout('post', ' ResponseLocation="https://idp.alpha.example/slo-answers"'))
  const one = await arrive(t, world, world.alpha)
  const two = await arrive(t, world, world.alpha, { scope: 'openid offline_access read' })
  const other = await arrive(t, world, world.alpha, { name: 'ben@alpha.example' })
  const xml = signedXml(requestXml(honestRequest(world, world.alpha)))
  const answer = await bring(addresses(world, world.alpha).slo, form('SAMLRequest', xml, 'back'))
  t.is(answer.status, 200)
  t.regex(answer.text, /action="https:\/\/idp\.alpha\.example\/slo-answers"/)
  t.regex(answer.text, /name="RelayState" value="back"/)
  const sent = /name="SAMLResponse" value="([^"]+)"/.exec(answer.text)?.[1] ?? ''
  t.regex(Buffer.from(sent, 'base64').toString(), /<ds:SignatureValue>[\s\S]*status:Success/)
  t.false(await holds(world, one))
  t.true(await renews(world, world.alpha, two))
  t.true(await holds(world, other))
  // The browser has no session any more: it is sent to the provider again.
  const again = await begin(t, world, world.alpha, { at: two.browser })
  t.true(again.to.startsWith('https://idp.alpha.example/sso'))
})

test('a session that went on at another provider stays, an OpenID provider has no such address, and applications are told', async t => {
  const world = await worldAt(t, await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' }))
  await reconnect(t, world, withLogout())
  const { operator } = world.service
  const channel = await backChannel(t)
  const app = await register(t, world.service, { backchannel_logout_uri: channel.url }, 'alpha')
  const ben = await arrive(t, world, { ...world.alpha, app }, { name: 'ben@alpha.example' })
  const ann = await arrive(t, world, world.alpha)
  const idp = await createOidcIdp(t, 'alpha')
  const made = await operator('POST', '/v1/orgs/alpha/identity-providers', settingsOf(idp))
  const user = ann.sub.replace('alpha:user:', '')
  const link = { idp: made.body.id, subject: idp.person.sub }
  t.is((await operator('POST', `/v1/orgs/alpha/members/${user}/identities`, link)).status, 201)
  const away = await ann.browser.open(
    `${world.service.url}/oidc/auth?${new URLSearchParams({
      ...{ client_id: world.alpha.app.id, response_type: 'code', redirect_uri: world.alpha.app.redirect },
      ...{ scope: 'openid read', resource: world.service.url, prompt: 'login', idp_hint: made.body.id },
      ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
    })}`,
  )
  t.truthy(away.left, away.text.slice(0, 3000))
  const back = await idp.visit(String(away.left))
  t.true((await ann.browser.open(back.href)).left?.searchParams.has('code'))
  const { slo } = addresses(world, world.alpha)
  const about = { sessions: [ann.session] }
  const message = query('SAMLRequest', requestXml(honestRequest(world, world.alpha, about)))
  t.is((await bring(slo, message)).status, 303)
  t.true(await holds(world, ann))
  const elsewhere = slo.replace(world.alpha.id, made.body.id)
  t.is((await bring(elsewhere, message)).code, 'realm_mismatch')
  const bens = honestRequest(world, world.alpha, { name: 'ben@alpha.example' })
  t.is((await bring(slo, query('SAMLRequest', requestXml(bens)))).status, 303)
  await channel.told
  t.is(claims(channel.tokens[0] ?? '').sub, ben.sub)
})

test('a provider without a single logout service ends sessions, too; the answer is a page', async t => {
  const world = await startWorld(t)
  const ann = await arrive(t, world, world.alpha)
  const message = query('SAMLRequest', requestXml(honestRequest(world, world.alpha)))
  const answer = await bring(addresses(world, world.alpha).slo, message)
  t.is(answer.status, 200)
  t.regex(answer.text, /You are signed out/)
  t.false(await holds(world, ann))
})

test('messages that are not good end nothing', async t => {
  const world = await startWorld(t)
  await reconnect(t, world, withLogout())
  const { slo } = addresses(world, world.alpha)
  const ann = await arrive(t, world, world.alpha)
  const beta = await arrive(t, world, world.beta, { name: 'ann@alpha.example' })
  const xml = (about: Partial<Asked> = {}) => requestXml(honestRequest(world, world.alpha, about))
  const redirect = (about: Partial<Asked>) => query('SAMLRequest', xml(about))
  const post = (text: string) => form('SAMLRequest', text)
  const tampered = (change: (text: string) => string) => post(change(signedXml(xml({ name: 'nobody' }))))
  const evil = (text: string) => text.replace('>nobody<', '>ann@alpha.example<')
  const signature = /<ds:Signature[\s\S]*<\/ds:Signature>/
  const good = redirect({})
  const attacks: Readonly<Record<string, readonly [string | URLSearchParams, string]>> = {
    'unsigned, by redirect': [unsignedQuery('SAMLRequest', xml()), 'answer_signature'],
    'unsigned, by POST': [post(xml()), 'answer_signature'],
    'signed inside, by redirect': [unsignedQuery('SAMLRequest', signedXml(xml())), 'answer_signature'],
    "by another organisation's key": [query('SAMLRequest', xml(), { key: keys.beta }), 'answer_signature'],
    "by another organisation's key, by POST": [post(signedXml(xml(), keys.beta)), 'answer_signature'],
    'by our own key': [post(signedXml(xml(), keys.ours)), 'answer_signature'],
    'with SHA-1': [
      query('SAMLRequest', xml(), { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }),
      'answer_signature',
    ],
    'changed after it was signed': [tampered(evil), 'answer_signature'],
    'the signed request in the extensions of a forged one': [
      tampered(text => {
        const forged = evil(text.replace(signature, '')).replace(/ID="[^"]+"/, 'ID="_forged"')
        return forged.replace(
          '</saml:Issuer>',
          () => `</saml:Issuer><samlp:Extensions>${text}</samlp:Extensions>`,
        )
      }),
      'answer_signature',
    ],
    'the signed request in an object of the signature of a forged one': [
      tampered(text => {
        const [own = ''] = signature.exec(text) ?? []
        const inner = text.replace(signature, '')
        const into = own.replace('</ds:Signature>', () => `<ds:Object>${inner}</ds:Object></ds:Signature>`)
        const forged = evil(inner).replace(/ID="[^"]+"/, 'ID="_forged"')
        return forged.replace('</saml:Issuer>', () => `</saml:Issuer>${into}`)
      }),
      'answer_signature',
    ],
    'one id twice': [
      tampered(text => {
        const id = /ID="([^"]+)"/.exec(text)?.[1] ?? ''
        return evil(text).replace(
          '</samlp:LogoutRequest>',
          `<samlp:Extensions ID="${id}"/></samlp:LogoutRequest>`,
        )
      }),
      'answer_invalid',
    ],
    'a comment in the name': [
      query('SAMLRequest', xml({ name: 'ann@alpha.example<!---->.evil.example' })),
      'answer_invalid',
    ],
    'a document type': [
      query('SAMLRequest', `<!DOCTYPE a [<!ENTITY n "ann@alpha.example">]>${xml({ name: '&n;' })}`),
      'answer_invalid',
    ],
    'a deflate bomb': [query('SAMLRequest', xml({ name: 'a'.repeat(4_000_000) })), 'answer_invalid'],
    huge: [post(signedXml(xml({ sessions: Array(1_000).fill('s'.repeat(100)) }))), 'answer_invalid'],
    'too many sessions': [redirect({ sessions: Array(101).fill('s') }), 'answer_invalid'],
    expired: [redirect({ issued: -400, end: -30 }), 'answer_expired'],
    'of an hour ago, and good for a day': [redirect({ issued: -3600, end: 86_400 }), 'answer_expired'],
    'of tomorrow': [redirect({ issued: 86_400, end: 90_000 }), 'answer_expired'],
    'for another address': [redirect({ destination: addresses(world, world.beta).slo }), 'answer_recipient'],
    'for no address': [redirect({ destination: undefined }), 'answer_recipient'],
    'of another issuer': [redirect({ issuer: 'https://idp.beta.example/metadata' }), 'answer_issuer'],
    'of another service': [
      redirect({
        principal: '<saml:NameID SPNameQualifier="https://other.example">ann@alpha.example</saml:NameID>',
      }),
      'answer_audience',
    ],
    'naming two people': [
      redirect({ principal: '<saml:NameID>eve</saml:NameID><saml:NameID>ann@alpha.example</saml:NameID>' }),
      'answer_invalid',
    ],
    'a request as a response': [good.replace('SAMLRequest=', 'SAMLResponse='), 'answer_unexpected'],
    'with a second state': [`${query('SAMLRequest', xml(), { relay: 'a' })}&RelayState=b`, 'answer_invalid'],
    'with another state': [
      query('SAMLRequest', xml(), { relay: 'a' }).replace('State=a', 'State=b'),
      'answer_signature',
    ],
    'a response without a request': [
      query('SAMLResponse', xml().replaceAll('LogoutRequest', 'LogoutResponse')),
      'answer_unexpected',
    ],
    nothing: ['', 'answer_invalid'],
  }
  for (const [what, [message, code]] of Object.entries(attacks)) {
    const answer = await bring(slo, message)
    t.is(answer.status, 400, what)
    t.is(answer.code, code, `${what}: ${answer.text.slice(0, 3000)}`)
    t.true(await holds(world, ann), what)
    if (!code.endsWith('unexpected')) t.regex(answer.text, /role="alert">Nobody was signed out/)
  }
  t.is((await bring(slo, form('SAMLRequest', 'x'.repeat(300_000)))).status, 413)
  // What is good in one organisation names nobody in another, by the same name and session.
  const crossed = { sessions: [beta.session, ann.session] }
  t.is((await bring(slo, redirect(crossed))).status, 303)
  t.deepEqual([await holds(world, ann), await holds(world, beta)], [false, true])
})

test('a request is good once', async t => {
  const world = await startWorld(t)
  await reconnect(t, world, withLogout())
  const { slo } = addresses(world, world.alpha)
  const message = query('SAMLRequest', requestXml(honestRequest(world, world.alpha, { id: newId() })))
  t.is((await bring(slo, message)).status, 303)
  const ann = await arrive(t, world, world.alpha)
  t.is((await bring(slo, message)).code, 'answer_replayed')
  t.true(await holds(world, ann))
})
