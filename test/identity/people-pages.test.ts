/** The pages of people as HTTP has them: what is theirs alone, what is bounded, and the operator's name and logo. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ok } from '../service/acme.ts'
import { found } from './app.ts'
import { browser } from './browser.ts'
import { type SignInService, startSignIn } from './service.ts'

/** A browser in which the person is signed in, and the page about them. */
const signedIn = async ({ url }: SignInService, person: string) => {
  const at = browser(url)
  const page = await at.submit(await at.open('/me'), { person }, 1)
  return { at, page }
}

const world = async (t: ExecutionContext, env: Readonly<Record<string, string>> = {}) => {
  const service = await startSignIn(t, env)
  await found(t, service)
  return service
}

test('a page about oneself shows nothing of anybody else, and ends nothing of anybody else', async t => {
  const service = await world(t)
  const { operator, as } = service
  const { id, key } = await ok(
    t,
    operator('POST', '/v1/orgs/acme/api-keys', {
      subject: 'user:alice',
      name: 'Alice’s key',
      scopes: ['read'],
    }),
    201,
  )
  const { at, page } = await signedIn(service, 'mo')
  t.regex(page.text, /Your account/)
  t.is(new URL(page.url, service.url).search, '', 'nothing of the sign-in stays in the address')
  t.notRegex(page.text, /alice|Alice/)
  t.is((await at.post('/me/keys', { id })).status, 200)
  t.is((await as(key)('GET', '/v1/whoami')).status, 200)
  const alice = await signedIn(service, 'alice')
  const session = /name="id" value="([^"]+)"/.exec(alice.page.text)?.[1] ?? ''
  await at.post('/me/sessions', { id: session })
  t.regex((await alice.at.open('/me')).text, /Your account/)
  t.regex((await at.post('/me/sign-out', {}, { origin: 'https://evil.example' })).text, /malformed/)
  t.regex((await at.open('/me')).text, /Your account/)
})

test('an account that is disabled is not signed in any more', async t => {
  const service = await world(t)
  const { at } = await signedIn(service, 'mo')
  await ok(t, service.operator('POST', '/v1/orgs/acme/members/mo/disable'))
  t.regex((await at.open('/me')).text, /Who are you\?/)
})

test('datasets come in pages, each with its level and why', async t => {
  const service = await world(t)
  const { operator } = service
  for (let n = 10; n < 35; n += 1)
    await ok(
      t,
      operator('POST', '/v1/orgs/acme/datasets', {
        id: `d${n}`,
        name: `Dataset ${n}`,
        default_access: 'can_view',
      }),
      201,
    )
  const { at, page } = await signedIn(service, 'mo')
  t.is(page.text.match(/Dataset \d\d/g)?.length, 20)
  t.regex(page.text, /as member/)
  const next = /href="(\/me\?datasets=[^"]+)"/.exec(page.text)?.[1] ?? ''
  const rest = await at.open(next)
  t.is(rest.text.match(/Dataset \d\d/g)?.length, 5)
  t.is((await at.open('/me?datasets=nonsense!')).status, 400)
})

test('one person’s looks are bounded', async t => {
  const service = await world(t)
  const { at } = await signedIn(service, 'mo')
  const statuses = await Promise.all(Array.from({ length: 120 }, async () => (await at.open('/me')).status))
  t.true(statuses.includes(200))
  t.true(statuses.includes(429))
})

test('the operator’s name and logo are on the pages; what is no image is refused at the start', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-logo-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const logo = join(folder, 'logo.svg')
  await writeFile(logo, '<svg xmlns="http://www.w3.org/2000/svg"/>')
  const { url } = await world(t, { KASBAH_NAME: 'Atlas <Data>', KASBAH_LOGO: logo })
  t.is((await fetch(`${url}/favicon.ico`)).headers.get('content-type'), 'image/svg+xml')
  const page = await browser(url).open('/')
  t.true(page.text.includes('<img src="/logo" alt="">'))
  t.true(page.text.includes('Atlas &lt;Data&gt;'))
  const image = await fetch(`${url}/logo`)
  t.is(image.headers.get('content-type'), 'image/svg+xml')
  t.regex(image.headers.get('content-security-policy') ?? '', /sandbox/)
  await writeFile(logo, '<html><script>alert(1)</script></html>')
  await t.throwsAsync(startSignIn(t, { KASBAH_LOGO: logo }), { message: /KASBAH_LOGO/ })
  await t.throwsAsync(startSignIn(t, { KASBAH_LOGO: join(folder, 'none.png') }), { message: /KASBAH_LOGO/ })
})

test('a person of two organisations finds the way from one account to the other, and nobody else does', async t => {
  const service = await world(t)
  const { at } = await signedIn(service, 'mo')
  await found(t, service, 'beta')
  t.notRegex((await at.open('/me')).text, /Your other organisations/)
  // Another account takes the place of the first: the library has the browser send one more form.
  const there = await at.submit(await at.submit(await at.open('/me/switch?org=beta'), { person: 'gus' }, 1))
  t.regex(there.text, /user:gus/)
  t.regex(there.text, /href="\/me\/switch\?org=acme"/)
  t.notRegex(there.text, /user:mo|org=beta"/)
  const [seen] = at.cookies().filter(({ name }) => name.endsWith('kasbah_seen'))
  t.regex(seen?.value ?? '', /^beta\.acme~/)

  const forger = browser(service.url, [
    { name: 'kasbah_seen', value: (seen?.value ?? '').replace('beta.acme', 'beta.acm'), path: '/' },
  ])
  await forger.submit(await forger.open('/me/switch?org=beta'), { person: 'mo' }, 1)
  t.notRegex((await forger.open('/me')).text, /Your other organisations/)
  await at.post('/me/sign-out', {})
  t.false(at.cookies().some(({ name, value }) => name.endsWith('kasbah_seen') && value !== ''))
})

test('where nobody has a role yet, the sign-in page of development says what to do', async t => {
  const service = await startSignIn(t)
  await ok(t, service.operator('POST', '/v1/orgs', { id: 'empty', name: 'Nobody’s' }), 201)
  const page = await browser(service.url).open('/me')
  t.regex(page.text, /Nobody has a role in Nobody’s yet/)
  t.regex(page.text, /kasbah init --org empty/)
})

test('this browser stands first among the sign-ins, then the newest', async t => {
  const service = await world(t)
  const first = await signedIn(service, 'mo')
  await signedIn(service, 'mo')
  await signedIn(service, 'mo')
  const listed = (await first.at.open('/me')).text.match(/<strong>(?:This|A) browser/g)
  t.deepEqual(listed, ['<strong>This browser', '<strong>A browser', '<strong>A browser'])
})
