import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hopPage } from '../../src/identity/pages/sign-in-pages.ts'
import { createLanguages } from '../../src/pages/languages.ts'
import { sendPage } from '../../src/pages/send.ts'
import { authorize, found, register, verifier } from './app.ts'
import { fitsThePhone, inBrowser, opened, shot } from './chromium.ts'
import { type SignInService, startSignIn } from './service.ts'

const ask = (service: SignInService, app: Parameters<typeof authorize>[1], more = {}) =>
  authorize(service, app, {
    code_challenge: verifier().code_challenge,
    code_challenge_method: 'S256',
    ...more,
  })

for (const colorScheme of ['light', 'dark'] as const)
  inBrowser(
    `a person signs in and consents with the keyboard alone, on a phone, in ${colorScheme}`,
    async t => {
      const service = await startSignIn(t)
      await found(t, service)
      const app = await register(t, service, { first_party: false, name: 'Dataset Viewer' })
      const { page, asked, complaints } = await opened(t, {
        viewport: { width: 320, height: 640 },
        colorScheme,
      })
      await page.goto(ask(service, app, { scope: 'openid profile email' }))
      t.is(await page.locator('h1').textContent(), 'Who are you?')
      await fitsThePhone(t, page)
      await shot(page, `who-${colorScheme}`)
      await page.keyboard.press('Tab')
      t.is(await page.evaluate('document.activeElement.tagName'), 'BUTTON')
      await page.locator('input[name=person]').focus()
      await page.keyboard.type('nobody')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').waitFor()
      await shot(page, `who-refused-${colorScheme}`)
      await page.locator('input[name=person]').focus()
      await page.keyboard.type('mo')
      await page.keyboard.press('Enter')
      await page.getByText('Allow Dataset Viewer?').waitFor()
      await fitsThePhone(t, page)
      await shot(page, `consent-${colorScheme}`)
      await page.keyboard.press('Tab')
      t.is(await page.evaluate('document.activeElement.value'), 'allow')
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/app\/cb\?code=/)
      t.true(
        asked.every(url => url.startsWith(service.url)),
        String(asked),
      )
      t.deepEqual(
        complaints.filter(text => !/404|400/.test(text)),
        [],
      )
    },
  )

inBrowser('a device is connected, a person signs out, and errors are said in words', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, {
    kind: 'device',
    scopes: ['read'],
    first_party: true,
    name: 'Notebook',
  })
  const reply = await fetch(`${service.url}/oidc/device/auth`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: app.id, scope: 'openid read' }),
  })
  const { user_code, verification_uri, verification_uri_complete } = await reply.json()
  const { page, asked, complaints } = await opened(t, { viewport: { width: 375, height: 700 } })
  await page.goto(verification_uri)
  await fitsThePhone(t, page)
  await shot(page, 'device-code')
  t.is(await page.evaluate('document.activeElement.name'), 'user_code')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await page.goto(verification_uri_complete)
  await page.getByText('Is this your device?').waitFor()
  t.true((await page.content()).includes(user_code))
  await fitsThePhone(t, page)
  await shot(page, 'device-confirm')
  await page.getByRole('button', { name: 'It is mine: connect it' }).click()
  await page.getByText('Who are you?').waitFor()
  await page.getByRole('button', { name: 'Mo' }).click()
  await page.getByRole('heading', { name: 'Connected' }).waitFor()
  await shot(page, 'device-done')
  await page.goto(`${service.url}/oidc/session/end`)
  await fitsThePhone(t, page)
  await shot(page, 'logout')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Signed out' }).waitFor()
  await shot(page, 'signed-out')
  await page.goto(`${service.url}/oidc/auth?client_id=unknown`)
  t.is(await page.locator('code').textContent(), 'invalid_client')
  await fitsThePhone(t, page)
  await shot(page, 'error')
  t.true(asked.every(url => url.startsWith(service.url)))
  t.deepEqual(
    complaints.filter(text => !/status of 4\d\d/.test(text)),
    [],
  )
})

inBrowser('another person signs in over the first one’s session: the page between posts itself', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const { page, complaints } = await opened(t)
  for (const person of ['mo', 'alice']) {
    await page.goto(ask(service, app, { prompt: 'login' }))
    await page.locator('input[name=person]').fill(person)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/app\/cb\?code=/)
  }
  t.deepEqual(
    complaints.filter(text => !/status of 4\d\d/.test(text)),
    [],
  )
})

inBrowser(
  'the page that carries a form to an identity provider posts itself, and nothing else runs on it',
  async t => {
    const posted: string[] = []
    const server = createServer({ keepAliveTimeout: 0 }, async (req, res) => {
      if (req.method === 'GET')
        return sendPage(
          res,
          hopPage('/sink', { SAMLRequest: 'a"b<c>', RelayState: '<script>document.title="no"</script>' }),
          { brand: { name: 'Kasbah', languages: createLanguages() }, wish: {} },
        )
      const parts: Buffer[] = []
      for await (const part of req) parts.push(part)
      posted.push(Buffer.concat(parts).toString())
      return void res.end('<!doctype html><title>sink</title>')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { page } = await opened(t)
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForURL(/\/sink$/)
    t.deepEqual(Object.fromEntries(new URLSearchParams(posted[0])), {
      SAMLRequest: 'a"b<c>',
      RelayState: '<script>document.title="no"</script>',
    })
  },
)
