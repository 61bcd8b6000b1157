/** Every page in German, whose words are long, on a small phone: nothing is wider than the screen, and axe finds nothing. */
import type { ExecutionContext } from 'ava'
import type { Page } from 'playwright-core'
import { authorize, register, verifier } from '../identity/app.ts'
import { fitsThePhone, inBrowser, isAccessible, opened, shot } from '../identity/chromium.ts'
import { startSignIn } from '../identity/service.ts'
import { ok } from '../service/acme.ts'

const AT = '/v1/orgs/acme'

const looked = async (t: ExecutionContext, page: Page, name: string): Promise<void> => {
  t.is(await page.evaluate('document.documentElement.lang'), 'de', name)
  await fitsThePhone(t, page)
  await isAccessible(t, page)
  await shot(page, `de-${name}`)
}

const headed = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor()

inBrowser('a person who reads German is spoken to in German, from an invitation to signing out', async t => {
  const service = await startSignIn(t, { KASBAH_NAME: 'Atlas Data' })
  const { operator, url } = service
  await ok(t, operator('POST', '/v1/orgs', { id: 'acme', name: 'Acme Maps', admin: 'user:ada' }), 201)
  await ok(t, operator('POST', `${AT}/datasets`, { id: 'streets', name: 'Straßen von Fès' }), 201)
  const grants = [{ resource: 'dataset:streets', level: 'can_edit' }]
  const wish = { email: 'fay.langernachname@example.org', role: 'guest', grants }
  const { link } = await ok(t, operator('POST', `${AT}/invitations`, wish), 201)
  const { page } = await opened(t, { viewport: { width: 320, height: 640 }, locale: 'de-DE' })
  await page.goto(url)
  await looked(t, page, 'home')
  await page.goto(`${url}/invitation`)
  await looked(t, page, 'paste')
  await page.goto('about:blank')
  await page.goto(link)
  await headed(page, 'Acme Maps beitreten')
  await looked(t, page, 'invitation')
  await page.getByRole('button', { name: 'Anmelden und annehmen' }).click()
  await headed(page, 'Wer sind Sie?')
  await looked(t, page, 'who')
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await headed(page, 'Willkommen bei Acme Maps')
  await looked(t, page, 'accepted')
  await page.getByRole('link', { name: 'Ihr Konto und Ihre Zugriffe ansehen' }).click()
  await headed(page, 'Ihr Konto')
  await looked(t, page, 'me')
  await page.goto('about:blank')
  await page.goto(link)
  await page.getByText('Diese Einladung wurde bereits benutzt.').waitFor()
  await looked(t, page, 'used')
  const app = await register(t, service, { first_party: false, name: 'Dataset Viewer' })
  const { code_challenge } = verifier()
  const params = { code_challenge, code_challenge_method: 'S256', scope: 'openid profile email' }
  await page.goto(authorize(service, app, params))
  await headed(page, 'Dataset Viewer zulassen?')
  await looked(t, page, 'consent')
  const device = await register(t, service, { kind: 'device', scopes: ['read'], name: 'Notebook' })
  const reply = await fetch(`${url}/oidc/device/auth`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: device.id, scope: 'openid read' }),
  })
  const { verification_uri, verification_uri_complete } = await reply.json()
  await page.goto(verification_uri)
  await page.locator('input[name=user_code]').fill('falsch')
  await page.keyboard.press('Enter')
  await page.getByText('Diesen Code gibt es nicht.').waitFor()
  await looked(t, page, 'device-code')
  await page.goto(verification_uri_complete)
  await headed(page, 'Ist das Ihr Gerät?')
  await looked(t, page, 'device')
  await page.goto(`${url}/oidc/auth?client_id=unknown`)
  await looked(t, page, 'error')
  await page.goto(`${url}/oidc/session/end`)
  await looked(t, page, 'sign-out')
  await page.getByRole('button', { name: 'Abmelden', exact: true }).click()
  await headed(page, 'Abgemeldet')
  await looked(t, page, 'signed-out')
})
