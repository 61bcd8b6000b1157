/** Sign-ins that begin at the provider: what it sends unasked is never believed, it only makes us ask. */
import test from 'ava'
import { browser } from '../identity/browser.ts'
import { addresses, answerTo, metadataOf, post, startWorld } from './saml-service.ts'
import { keys } from './saml-world.ts'

const unasked = (RelayState?: string, xml = '<samlp:Response Version="2.0">anything</samlp:Response>') =>
  new URLSearchParams({
    SAMLResponse: Buffer.from(xml).toString('base64'),
    ...(RelayState === undefined ? {} : { RelayState }),
  })

test('an answer that nobody asked for begins a request of our own, where the provider may do that', async t => {
  const world = await startWorld(t)
  const { operator, url } = world.service
  const { acs } = addresses(world, world.alpha)
  t.regex((await post(acs, unasked())).text, /answer_unexpected/, 'by default it is refused')
  const changed = await operator('PUT', `/v1/orgs/alpha/identity-providers/${world.alpha.id}`, {
    name: 'alpha by SAML',
    protocol: 'saml',
    metadata: metadataOf('alpha', [keys.alpha.certificate]),
    settings: { idp_initiated: true },
  })
  t.true(changed.body.settings.idp_initiated, changed.text)
  const app = {
    name: 'Viewer',
    kind: 'web',
    first_party: true,
    redirect_uris: ['https://viewer.example/callback'],
    initiate_login_uri: 'https://viewer.example/begin?from=kasbah',
    scopes: ['read'],
  }
  const viewer = (await operator('POST', '/v1/orgs/alpha/clients', app)).body.client_id as string

  for (const [relay, goes] of [
    [app.initiate_login_uri, 'https://viewer.example/begin?from=kasbah&iss='],
    [viewer, 'https://viewer.example/begin?from=kasbah&iss='],
    ['https://evil.example/begin', `${url}/me`],
    ['//evil.example', `${url}/me`],
    [undefined, `${url}/me`],
  ] as const) {
    const at = browser(url)
    const begun = await post(acs, unasked(relay))
    t.is(begun.status, 303)
    t.regex(begun.location, /^\/me\/arriving\?/)
    const away = await at.open(begun.location)
    t.regex(String(away.left), /^https:\/\/idp\.alpha\.example\/sso\?SAMLRequest=/, 'asked afresh')
    const { location } = await post(acs, answerTo(world, world.alpha, String(away.left)))
    const there = await at.open(location)
    const reached = String(there.left ?? there.url)
    t.true(reached.startsWith(goes), `${relay}: ${reached} ${there.text.slice(0, 300)}`)
  }
  const state = 'A'.repeat(43)
  t.regex((await post(acs, unasked(state))).text, /answer_unexpected/, 'an answer to a state of ours')
  const lost = unasked(undefined, '<samlp:Response InResponseTo="_1"/>')
  t.regex(
    (await post(acs, lost)).text,
    /answer_unexpected/,
    'a provider that loses the state is not asked again',
  )
})
