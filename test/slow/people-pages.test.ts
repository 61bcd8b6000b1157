/** The journeys of people, in a real browser: on a phone and a desk, light and dark, by keyboard, and with nothing that axe finds. */
import type { ExecutionContext } from 'ava'
import type { Page } from 'playwright-core'
import { authorize, register, verifier } from '../identity/app.ts'
import { fitsThePhone, inBrowser, isAccessible, opened, shot } from '../identity/chromium.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { ok } from '../service/acme.ts'

const AT = '/v1/orgs/acme'

/** acme maps streets; ada is its admin and invites fay to one dataset. */
const world = async (t: ExecutionContext) => {
  const service = await startSignIn(t, { KASBAH_NAME: 'Atlas Data' })
  const { operator } = service
  await ok(t, operator('POST', '/v1/orgs', { id: 'acme', name: 'Acme Maps', admin: 'user:ada' }), 201)
  await ok(t, operator('PUT', `${AT}/members/ada`, { role: 'admin', name: 'Ada', email: 'ada@acme.example' }))
  await ok(t, operator('PUT', `${AT}/members/mo`, { role: 'member', name: 'Mo', email: 'mo@acme.example' }))
  await ok(t, operator('POST', `${AT}/datasets`, { id: 'streets', name: 'Streets of Fez' }), 201)
  return service
}

const invite = async (t: ExecutionContext, { operator }: SignInService, email = 'fay@example.org') => {
  const grants = [{ resource: 'dataset:streets', level: 'can_edit' }]
  return ok(t, operator('POST', `${AT}/invitations`, { email, role: 'guest', grants }), 201)
}

/** Where the application's sign-in begins, told whose it is. */
const ENTRANCE = ({ url }: SignInService): string =>
  `https://viewer.example.com/start?iss=${encodeURIComponent(`${url}/oidc`)}`

/** The page is right for everybody; a picture of it is kept where one is asked for. */
const looked = async (t: ExecutionContext, page: Page, name: string): Promise<void> => {
  await fitsThePhone(t, page)
  await isAccessible(t, page)
  await shot(page, name)
}

const signInAs = async (page: Page, person: string): Promise<void> => {
  await page.locator('input[name=person]').fill(person)
  await page.keyboard.press('Enter')
}

for (const [screen, options] of [
  ['phone-dark', { viewport: { width: 375, height: 700 }, colorScheme: 'dark' }],
  ['desk-light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
] as const)
  inBrowser(`a guest is invited, signs in, and sees what was accepted: ${screen}`, async t => {
    const service = await world(t)
    await register(t, service, {
      name: 'Dataset Viewer',
      initiate_login_uri: 'https://viewer.example.com/start',
    })
    const { link } = await invite(t, service)
    const { page, asked, complaints } = await opened(t, options)
    await page.goto(service.url)
    await looked(t, page, `home-${screen}`)
    await page.goto(`${service.url}/invitation`)
    await looked(t, page, `invitation-paste-${screen}`)
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('heading', { name: 'Join Acme Maps' }).waitFor()
    t.false(page.url().includes('kasbah_invitation_'))
    await looked(t, page, `invitation-${screen}`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
    await looked(t, page, `who-${screen}`)
    t.is(await page.locator('input[name=person]').inputValue(), 'fay@example.org')
    await page.locator('input[name=person]').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Welcome to Acme Maps' }).waitFor()
    await page.getByText('Streets of Fez').waitFor()
    t.is(await page.getByRole('link', { name: 'Dataset Viewer' }).getAttribute('href'), ENTRANCE(service))
    await looked(t, page, `accepted-${screen}`)
    await page.getByRole('link', { name: 'See your account and your access' }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.getByText('can_edit').waitFor()
    await looked(t, page, `me-${screen}`)
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByText('This invitation was used already.').waitFor()
    await looked(t, page, `used-${screen}`)
    t.true(
      asked.every(url => url.startsWith(service.url) || url === 'about:blank'),
      String(asked),
    )
    t.false(asked.some(url => new URL(url).search.includes('kasbah_invitation_')))
    t.deepEqual(
      complaints.filter(text => !/status of 4\d\d/.test(text)),
      [],
    )
  })

inBrowser('the wrong account is told so and can be changed; what is over says whom to ask', async t => {
  const service = await world(t)
  const { operator } = service
  const { page } = await opened(t, { viewport: { width: 375, height: 700 } })
  await page.goto(`${service.url}/me`)
  await signInAs(page, 'mo')
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  const { link, id } = await invite(t, service)
  await page.goto(link)
  await page.getByText('but the invitation is for fay@example.org').waitFor()
  await looked(t, page, 'wrong-account')
  await page.getByRole('button', { name: 'Sign in with another account' }).click()
  await signInAs(page, 'fay@example.org')
  await page.getByRole('heading', { name: 'Welcome to Acme Maps' }).waitFor()
  const second = await invite(t, service, 'gil@example.org')
  await ok(t, operator('DELETE', `${AT}/invitations/${second.id}`))
  await page.goto('about:blank')
  await page.goto(second.link)
  await page.getByText('This invitation was withdrawn.').waitFor()
  await looked(t, page, 'revoked')
  const third = await invite(t, service, 'hal@example.org')
  await invite(t, service, 'hal@example.org')
  await page.goto('about:blank')
  await page.goto(third.link)
  await page.getByText('replaced by a newer one').waitFor()
  t.truthy(id)
})

inBrowser('consent and device pages say who is signed in, and offer another account', async t => {
  const service = await world(t)
  const { page } = await opened(t, { viewport: { width: 375, height: 700 } })
  await page.goto(`${service.url}/me`)
  await signInAs(page, 'mo')
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  const app = await register(t, service, { first_party: false, name: 'Dataset Viewer' })
  const { code_challenge } = verifier()
  const params = { code_challenge, code_challenge_method: 'S256', scope: 'openid profile email' }
  await page.goto(authorize(service, app, params))
  await page.getByText('You are signed in as Mo (mo@acme.example).').waitFor()
  await page.getByText('Acme Maps').first().waitFor()
  await looked(t, page, 'consent')
  await page.getByRole('button', { name: 'Use another account' }).click()
  await signInAs(page, 'ada')
  await page.getByText('You are signed in as Ada (ada@acme.example).').waitFor()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await page.waitForURL(/\/app\/cb\?code=/)
  const device = await register(t, service, { kind: 'device', scopes: ['read'], name: 'Notebook' })
  const reply = await fetch(`${service.url}/oidc/device/auth`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: device.id, scope: 'openid read' }),
  })
  await page.goto((await reply.json()).verification_uri_complete)
  await page.getByText('You are signed in as Ada (ada@acme.example) at Acme Maps').waitFor()
  await looked(t, page, 'device')
  await page.getByRole('link', { name: 'Use another account' }).click()
  await signInAs(page, 'mo')
  await page.getByText('You are signed in as Mo (mo@acme.example) at Acme Maps').waitFor()
  await page.goto(`${service.url}/oidc/auth?client_id=unknown`)
  await looked(t, page, 'error')
  await page.goto(`${service.url}/oidc/device`)
  await looked(t, page, 'device-code')
})

inBrowser(
  'a person of two organisations goes from one to the other by keyboard; an empty one says what to do',
  async t => {
    const service = await world(t)
    const { page } = await opened(t, { viewport: { width: 375, height: 700 }, colorScheme: 'dark' })
    await page.goto(`${service.url}/me`)
    await signInAs(page, 'mo')
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await ok(
      t,
      service.operator('POST', '/v1/orgs', { id: 'beta', name: 'Beta Maps', admin: 'user:bo' }),
      201,
    )
    await ok(t, service.operator('POST', '/v1/orgs', { id: 'empty', name: 'Empty Maps' }), 201)
    await page.goto(`${service.url}/me/switch?org=empty`)
    await page.getByText('Nobody has a role in Empty Maps yet').waitFor()
    await looked(t, page, 'who-nobody')
    await page.goto(`${service.url}/me/switch?org=beta`)
    await signInAs(page, 'bo')
    await page.getByText('Your account at Acme Maps').waitFor()
    await looked(t, page, 'me-two-organisations')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Mo' }).waitFor()
  },
)

inBrowser('a person ends a session, a key, and everything, on the page about themselves', async t => {
  const service = await world(t)
  const { operator, as } = service
  const { key } = await ok(
    t,
    operator('POST', `${AT}/api-keys`, { subject: 'user:mo', name: 'Laptop', scopes: ['read'] }),
    201,
  )
  const { page } = await opened(t, { viewport: { width: 375, height: 700 }, javaScriptEnabled: false })
  await page.goto(`${service.url}/me`)
  await page.getByRole('button', { name: 'Mo' }).click()
  await page.getByText('This browser', { exact: true }).waitFor()
  await shot(page, 'me-mo')
  t.is((await as(key)('GET', '/v1/whoami')).status, 200)
  await page.getByRole('button', { name: 'End this key' }).click()
  await page.getByText('You have no API keys.').waitFor()
  t.is((await as(key)('GET', '/v1/whoami')).status, 401)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('heading', { name: 'You are signed out everywhere' }).waitFor()
  await page.goto(`${service.url}/me`)
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
})
